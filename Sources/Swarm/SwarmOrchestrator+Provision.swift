import DockerAPI
package import Releases
import Values

extension SwarmOrchestrator {
    /// Whether a Swarm has a service that runs as it should, or a network: `service/NAME`, `network/NAME`.
    package func provision(of provided: String) async throws -> Provision {
        let parts = provided.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return .absent }
        switch parts[0] {
        case "network":
            let networks = try await client.networks()
            return networks.contains { $0.name == parts[1] } ? .healthy : .absent
        case "service":
            guard let service = try await client.services(status: true).first(where: { $0.name == parts[1] })
            else {
                return .absent
            }
            let count = service.value["ServiceStatus"]
            let running = count?["RunningTasks"]?.intValue ?? 0
            let desired = count?["DesiredTasks"]?.intValue ?? 0
            if desired == 0 { return .unhealthy("the service '\(parts[1])' is scaled to 0") }
            return running >= desired
                ? .healthy
                : .unhealthy("the service '\(parts[1])' has \(running) of \(desired) tasks running")
        default:
            return .absent
        }
    }
}
