import HTTP
package import Values

extension DockerClient {
    /// The services that the filters let through, with `status` also the count of their tasks.
    package func services(
        _ filters: EngineFilters = EngineFilters(),
        status: Bool = false
    ) async throws -> [SwarmObject] {
        try await list(
            "/services",
            filters,
            and: status ? [("status", "true")] : [],
            doing: "list the services"
        ).compactMap(SwarmObject.init)
    }

    /// The service of that name or identifier.
    ///
    /// - Throws: `.notFound`.
    package func service(_ name: String) async throws -> SwarmObject? {
        let answer = try await call(
            EngineRequest("GET", "/services/\(HTTPURL.encodedComponent(name))"),
            doing: "inspect service '\(name)'"
        )
        return SwarmObject(answer)
    }

    /// Makes a service; the nodes pull its image with the credentials.
    ///
    /// - Returns: The engine's identifier.
    /// - Throws: `.conflict` when the name is taken, `.refused` for a spec that the engine does not take.
    package func createService(_ spec: Value, auth: RegistryAuth? = nil) async throws -> String {
        let name = spec["Name"]?.stringValue ?? ""
        let answer = try await call(
            EngineRequest("POST", "/services/create", body: spec).authorized(auth),
            doing: "create service '\(name)'"
        )
        return answer["ID"]?.stringValue ?? ""
    }

    /// Gives a service a new spec, if it still has the version that was read.
    ///
    /// Every update makes the former spec the target of a rollback by the engine, even one that
    /// changes nothing. Without credentials the engine keeps those it has.
    ///
    /// - Throws: `.conflict` with an out-of-sequence `EngineError` when it has not.
    package func updateService(
        _ service: SwarmObject,
        spec: Value,
        auth: RegistryAuth? = nil
    ) async throws {
        let request = EngineRequest(
            "POST",
            "/services/\(service.id)/update",
            query: [("version", String(service.version))],
            body: spec
        )
        _ = try await call(request.authorized(auth), doing: "update service '\(service.name)'")
    }

    /// Deletes a service; its tasks shut down afterwards.
    ///
    /// - Throws: `.notFound` when it is gone.
    package func deleteService(id: String, name: String) async throws {
        _ = try await call(EngineRequest("DELETE", "/services/\(id)"), doing: "delete service '\(name)'")
    }

    /// The tasks that the filters let through, finished ones included as far as the Swarm keeps them.
    package func tasks(_ filters: EngineFilters) async throws -> [SwarmTask] {
        try await list("/tasks", filters, doing: "list the tasks").compactMap(SwarmTask.init)
    }
}
