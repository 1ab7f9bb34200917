import DockerAPI
package import Releases

extension SwarmOrchestrator {
    package func stacks() async throws -> [StackSummary] {
        async let all = client.services(EngineFilters(), status: true)
        let services = try await all.filter {
            $0.labels[Label.imageCheck] == nil && $0.labels[Label.hook] == nil
        }
        let byStack = Dictionary(grouping: services) { $0.labels[Label.stack] ?? "" }
        return byStack.filter { !$0.key.isEmpty }.map { name, services in
            let names = SwarmNames(release: name)
            return StackSummary(
                name: name,
                isRelease: services.contains { $0.labels[Label.release] == name },
                services: services.sorted { $0.name < $1.name }
                    .map { Self.status(of: $0, tasks: [], names: names, [:]) }
            )
        }.sorted { $0.name < $1.name }
    }
}
