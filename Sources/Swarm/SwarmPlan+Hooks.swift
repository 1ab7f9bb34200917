import Compose
import Diagnostics
import DockerAPI
import OrderedCollections
package import Releases
import Values

extension SwarmPlan {
    package func makeObjects(usedBy services: [String], operation: OperationContext) async throws {
        let used = services.compactMap { deployment.project.services[$0] }
        let networks = Set(used.flatMap { $0.networks.keys })
        let configs = Set(
            used.flatMap { $0.configs.map(\.source) + [$0.credentialSpec?.config].compactMap(\.self) }
        )
        let secrets = Set(used.flatMap { $0.secrets.map(\.source) })
        var part = wanted
        part.networks = wanted.networks.filter { networks.contains($0.key) }
        part.configs = wanted.configs.filter { configs.contains($0.key) }
        part.secrets = wanted.secrets.filter { secrets.contains($0.key) }
        _ = try await writeObjects(of: part, operation)
    }

    package func run(_ hook: Hook, operation: OperationContext) async throws {
        guard let job = wanted.hooks.first(where: { $0.key == hook.name }) else {
            throw Failure(.internal, "the \(hook.title) is not in the plan")
        }
        let spec = job.spec
            .setting(["Labels", Label.hook], .string(hook.event.rawValue))
            .setting(["Labels", Label.hookRevision], .string(String(deployment.revision)))
        let run = HookJob(
            client: client,
            release: release,
            operation: operation,
            hook: hook,
            name: job.name,
            spec: ObjectIdentifiers(live).resolve(spec),
            auth: await auth(for: job.image, operation)
        )
        try await run.run()
    }
}

extension SwarmOrchestrator {
    package func removeHooks(of release: String, operation: OperationContext) async throws {
        let filter = EngineFilters.label(Label.release, release).adding("label", [Label.hook])
        let hooks = try await client.services(filter)
        if hooks.isEmpty { return }
        let removal = ObjectRemoval(
            client: client,
            operation: operation,
            deadline: ContinuousClock.now + .seconds(operation.timeout)
        )
        try await removal.removeServices(hooks)
        try await removal.waitForTasks(of: hooks, release: release)
    }
}
