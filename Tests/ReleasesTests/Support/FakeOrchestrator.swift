import Compose
import Diagnostics
import OrderedCollections
import Releases
import Values

/// An engine that runs services by name and image, and configs by name and hash.
///
/// The image `broken` fails to start; `slow` waits at the world's gate.
struct FakeOrchestrator: Orchestrator {
    let process: FaultyProcess
    var kind = TargetKind.swarm
    var runs = true

    var endpoint: String { "the test's engine" }

    func facts() async throws -> EngineFacts { EngineFacts(version: "1.0", nodes: 1) }

    func plan(_ deployment: Deployment) async throws -> any ReleasePlan {
        let (services, configs) = try await process.call { world in
            (await world.services, await world.configs)
        }
        var changes: [PlannedChange] = []
        for (name, config) in deployment.project.configs {
            let object = Self.config(name, config, deployment.release)
            changes.append(PlannedChange(configs[object.name] == nil ? .create : .keep, object))
        }
        for (name, service) in deployment.project.stack {
            let object = Self.service(name, deployment.release)
            let action: PlannedChange.Action =
                switch services[object.name]?.image {
                case nil: .create
                case service.image: .keep
                default: .update
                }
            changes.append(PlannedChange(action, object, paths: action == .update ? ["image"] : []))
        }
        return FakePlan(process: process, deployment: deployment, changes: changes)
    }

    func stacks() async throws -> [StackSummary] { [] }

    func status(of release: String, desired: DesiredState?) async throws -> LiveStatus {
        let services = try await process.call { await $0.services }
        let live = services.filter { $0.value.release == release }.sorted { $0.key < $1.key }
        return LiveStatus(
            services: live.map { name, running in
                LiveStatus.Service(
                    name: name,
                    image: running.image,
                    mode: "replicated",
                    running: 1,
                    desired: 1
                )
            },
            runs: runs,
            advice: runs ? nil : "run it yourself"
        )
    }

    func provision(of provided: String) async throws -> Provision {
        try await process.call { await $0.provisions[provided] ?? .absent }
    }

    func lookup(kind: String, namespace: String, name: String) async throws -> Value? {
        try await process.call { await $0.lookups["\(kind)/\(name)"] }
    }

    func removeHooks(of release: String, operation: OperationContext) async throws {
        try await process.call { world in
            for (name, hook) in await world.hooks where hook.release == release {
                await world.set(hook: name, to: nil)
            }
        }
    }

    func logs(
        of release: String,
        _ query: LogQuery,
        receive: @escaping @Sendable (LogLine) -> Void
    ) async throws {}

    func remove(
        release: String,
        keeping: Set<ObjectReference>,
        operation: OperationContext
    ) async throws -> [ObjectReference] {
        let (services, configs) = try await process.call { world in
            (await world.services, await world.configs)
        }
        var kept: [ObjectReference] = []
        for (name, running) in services.sorted(by: { $0.key < $1.key }) where running.release == release {
            let object = ObjectReference(kind: "service", name: name)
            if keeping.contains(object) {
                kept.append(object)
                continue
            }
            try await operation.checkpoint()
            try await process.call { await $0.set(service: name, to: nil) }
        }
        for (name, owner) in configs.sorted(by: { $0.key < $1.key }) where owner == release {
            let object = ObjectReference(kind: "config", name: name)
            if keeping.contains(object) { continue }
            try await operation.checkpoint()
            try await process.call { await $0.set(config: name, owner: nil) }
        }
        for (name, hook) in try await process.call({ await $0.hooks }) where hook.release == release {
            try await operation.checkpoint()
            try await process.call { await $0.set(hook: name, to: nil) }
        }
        return kept
    }

    func objects(of desired: DesiredState, release: String) -> Set<ObjectReference> {
        let project = desired.project
        return Set(project.stack.keys.map { Self.service($0, release) })
            .union(project.configs.map { Self.config($0.key, $0.value, release) })
    }

    static func service(_ name: String, _ release: String) -> ObjectReference {
        ObjectReference(kind: "service", name: "\(release)_\(name)")
    }

    static func config(_ name: String, _ config: FileObject, _ release: String) -> ObjectReference {
        ObjectReference(kind: "config", name: "\(release)_\(name)_\(config.content.hash ?? "")")
    }
}

struct FakePlan: ReleasePlan {
    let process: FaultyProcess
    let deployment: Deployment
    let changes: [PlannedChange]
    var diagnostics: [Diagnostic] { [] }
    /// Every image is known by what it was when it was first asked for.
    var images: [String: String] {
        Dictionary(
            deployment.project.services.values.compactMap { $0.image }
                .map { ($0, deployment.images[$0] ?? "\($0)@of-\(deployment.revision)") }
        ) { first, _ in first }
    }

    func makeObjects(usedBy services: [String], operation: OperationContext) async throws {
        let used = services.compactMap { deployment.project.services[$0] }
            .flatMap { $0.configs.map(\.source) }
        for (name, config) in deployment.project.configs where used.contains(name) {
            let object = FakeOrchestrator.config(name, config, deployment.release)
            try await operation.checkpoint()
            try await process.call { [release = deployment.release] in
                await $0.set(config: object.name, owner: release)
            }
        }
    }

    /// The hook with the image `broken` fails; one that needs a config fails without it.
    func run(_ hook: Hook, operation: OperationContext) async throws {
        let name = "\(deployment.release)_\(hook.name)"
        let running = World.Hook(release: deployment.release, revision: deployment.revision)
        try await operation.checkpoint()
        try await process.call { world in
            await world.set(hook: name, to: running)
            await world.note("\(hook.event.rawValue) \(hook.name)")
        }
        guard let service = deployment.project.services[hook.name] else { return }
        let configs = try await process.call { await $0.configs }
        for file in service.configs {
            guard let config = deployment.project.configs[file.source] else { continue }
            let object = FakeOrchestrator.config(file.source, config, deployment.release)
            guard configs[object.name] != nil else {
                throw Failure(.refused, "the \(hook.title) has no \(object)")
            }
        }
        if service.image == "slow" { await process.world.pass() }
        if service.image == "broken" {
            throw Failure(.refused, "the \(hook.title) failed: exit code 3", notes: ["last words"])
        }
        if hook.deletePolicies.contains(.hookSucceeded) {
            try await process.call { await $0.set(hook: name, to: nil) }
        }
    }

    func preflight() async throws -> [Diagnostic] {
        for service in deployment.project.services.values where service.image == "unplaceable" {
            throw Failure(.refused, "no node fits '\(service.name)'")
        }
        return []
    }

    func apply(_ operation: OperationContext) async throws {
        for change in changes where change.action != .keep && change.object.kind == "config" {
            try await operation.checkpoint()
            try await process.call { [release = deployment.release] in
                await $0.set(config: change.object.name, owner: release)
            }
        }
        for (name, service) in deployment.project.stack {
            let object = FakeOrchestrator.service(name, deployment.release)
            guard changes.contains(where: { $0.object == object && $0.action != .keep }) else { continue }
            try await operation.checkpoint()
            let running = World.Running(release: deployment.release, image: service.image ?? "")
            if running.image == "slow" {
                await process.world.pass()
                try await operation.checkpoint()
            }
            try await process.call { await $0.set(service: object.name, to: running) }
        }
        for (name, service) in deployment.project.stack where service.image == "broken" {
            throw Failure(.refused, "service '\(name)' does not start: no such image", notes: ["last line"])
        }
    }

    func prune(keeping: Set<ObjectReference>, operation: OperationContext) async throws {
        let wanted = Set(changes.map(\.object.name)).union(keeping.map(\.name))
        let (services, configs) = try await process.call { world in
            (await world.services, await world.configs)
        }
        for (name, running) in services where running.release == deployment.release && !wanted.contains(name)
        {
            try await operation.checkpoint()
            try await process.call { await $0.set(service: name, to: nil) }
        }
        for (name, owner) in configs where owner == deployment.release && !wanted.contains(name) {
            try await operation.checkpoint()
            try await process.call { await $0.set(config: name, owner: nil) }
        }
        let hooks = try await process.call { await $0.hooks }
        for (name, hook) in hooks
        where hook.release == deployment.release && hook.revision != deployment.revision {
            try await operation.checkpoint()
            try await process.call { await $0.set(hook: name, to: nil) }
        }
    }
}

extension Project {
    /// The services that are no hooks.
    var stack: OrderedDictionary<String, Service> { services.filter { !$0.value.directives.isHook } }
}
