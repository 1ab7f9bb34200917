import DockerAPI

/// What a release finds in its Swarm beside its own: what may stand in its way, and where it can run.
struct Surroundings: Sendable {
    /// All services of the Swarm.
    var services: [SwarmObject]
    var nodes: [SwarmNode]

    static func read(_ client: DockerClient) async throws -> Surroundings {
        async let nodes = client.nodes()
        async let services = client.services()
        return Surroundings(services: try await services, nodes: try await nodes)
    }
}
