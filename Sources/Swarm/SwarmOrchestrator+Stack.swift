import Compose
import Diagnostics
import DockerAPI
package import Releases
import Values

extension SwarmOrchestrator {
    package func stack(named name: String) async throws -> RunningStack {
        async let version = client.version()
        async let addressing = client.swarm()
        let live = try await LiveState.read(client, stack: name)
        let services = live.services.values.filter { $0.labels[Label.stack] == name }
        guard !services.isEmpty else { throw try await noStack(name) }
        // Its own name is left by an adoption that broke off, which may be tried again.
        let owners = Set(services.compactMap { $0.labels[Label.release] }).subtracting([name])
        if let owner = owners.sorted().first {
            throw Failure(
                .conflict,
                "the stack '\(name)' belongs to the release '\(owner)'",
                hint: "davit status \(owner)"
            )
        }
        var reader = StackReader(stack: name, live: live, addressing: try? await addressing)
        let project = reader.read()
        for diagnostic in Self.losses(of: project, stack: name, live: live, version: try await version) {
            reader.collector.emit(diagnostic)
        }
        return RunningStack(name: name, project: project, diagnostics: reader.collector.diagnostics)
    }

    /// What the project cannot say of the services: what differs when it is converted back.
    private static func losses(
        of project: Project,
        stack: String,
        live: LiveState,
        version: APIVersion
    ) -> [Diagnostic] {
        var converter = SwarmConverter(project: project, release: stack, version: version)
        let wanted = converter.convert()
        let names = live.networkNames
        var diagnostics = converter.collector.diagnostics.filter { $0.severity != .note }
        for service in wanted.services {
            guard let existing = live.services[service.name] else { continue }
            var service = service
            if let image = ImageResolution.pinned(service.image, in: existing) {
                service.spec = service.spec.setting(
                    ["TaskTemplate", "ContainerSpec", "Image"],
                    .string(image)
                )
            }
            let change = ServiceChange(service, live: existing, networkNames: names)
            for difference in change.planned.differences
            where difference.path != "deploy.labels.\(Label.release)"
                && difference.path != "deploy.labels.\(Label.image)"
            {
                diagnostics.append(
                    Diagnostic(
                        .warning,
                        "a Compose file cannot say '\(difference.path)' of the service '\(service.key)' as it is"
                    )
                )
            }
        }
        return diagnostics
    }

    private func noStack(_ name: String) async throws -> Failure {
        let stacks = Set(try await client.services().compactMap { $0.labels[Label.stack] })
        return Failure(
            .notFound,
            "there is no stack '\(name)'",
            hint: suggestion(for: name, among: stacks.sorted()).map { "did you mean '\($0)'?" }
                ?? "docker stack ls"
        )
    }
}
