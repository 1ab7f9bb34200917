import Diagnostics
import HTTP
package import Values

extension DockerClient {
    /// The networks that the filters let through.
    package func networks(_ filters: EngineFilters = EngineFilters()) async throws -> [EngineNetwork] {
        try await list("/networks", filters, doing: "list the networks").compactMap(EngineNetwork.init)
    }

    /// The Swarm's counterpart of a network that every node has (`host`, `bridge`); nil when there is none.
    ///
    /// Lists leave it out.
    package func predefinedNetwork(_ name: String) async throws -> EngineNetwork? {
        let request = EngineRequest(
            "GET",
            "/networks/\(HTTPURL.encodedComponent(name))",
            query: [("scope", "swarm")]
        )
        do {
            return EngineNetwork(try await call(request, doing: "inspect network '\(name)'"))
        } catch let failure as Failure where failure.kind == .notFound {
            return nil
        }
    }

    /// Makes a network.
    ///
    /// - Returns: The engine's identifier.
    /// - Throws: `.conflict` when the name is taken.
    package func createNetwork(_ spec: Value) async throws -> String {
        let name = spec["Name"]?.stringValue ?? ""
        let answer = try await call(
            EngineRequest("POST", "/networks/create", body: spec),
            doing: "create network '\(name)'"
        )
        return answer["Id"]?.stringValue ?? ""
    }

    /// Deletes a network.
    ///
    /// - Throws: `.notFound` when it is gone, `.refused` while tasks use it.
    package func deleteNetwork(id: String, name: String) async throws {
        _ = try await call(EngineRequest("DELETE", "/networks/\(id)"), doing: "delete network '\(name)'")
    }
}
