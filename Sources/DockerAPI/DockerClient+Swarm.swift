package import Values

extension DockerClient {
    /// What the Swarm as a whole is set to: `DefaultAddrPool`, `SubnetSize` and the like.
    ///
    /// - Throws: `.unavailable` when the engine is no manager.
    package func swarm() async throws -> Value {
        try await call(EngineRequest("GET", "/swarm"), doing: "tell about its Swarm")
    }
}
