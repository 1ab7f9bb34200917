import Diagnostics
import HTTP
import Values

extension DockerClient {
    /// Facts of the engine and of its place in a Swarm.
    package func info() async throws -> EngineInfo {
        EngineInfo(try await call(EngineRequest("GET", "/info"), doing: "tell about itself"))
    }

    /// The nodes of the Swarm.
    package func nodes() async throws -> [SwarmNode] {
        try await list("/nodes", doing: "list the nodes").compactMap(SwarmNode.init)
    }

    /// The volumes of this engine's own node.
    package func volumes(_ filters: EngineFilters = EngineFilters()) async throws -> [EngineVolume] {
        let answer = try await call(
            EngineRequest("GET", "/volumes", query: filters.field),
            doing: "list the volumes"
        )
        return (answer["Volumes"]?.arrayValue ?? []).compactMap(EngineVolume.init)
    }

    /// Deletes a volume of this engine's own node.
    package func deleteVolume(_ name: String) async throws {
        let path = "/volumes/\(HTTPURL.encodedComponent(name))"
        _ = try await call(EngineRequest("DELETE", path), doing: "delete the volume '\(name)'")
    }

    /// Whether the engine's own node has the image.
    package func hasImage(_ name: String) async throws -> Bool {
        do {
            _ = try await send(
                EngineRequest("GET", "/images/\(Self.imagePath(name))/json"),
                doing: "look at the image '\(name)'"
            )
            return true
        } catch let failure as Failure where failure.kind == .notFound {
            return false
        }
    }

    /// What the image's registry tells of it.
    ///
    /// - Parameters:
    ///   - image: The image's name.
    ///   - auth: What opens the registry.
    ///   - timeout: In seconds; a registry that hangs counts as one that cannot be asked.
    /// - Throws: With an `EngineError` when the registry cannot be asked, has no such image, or keeps it
    ///   from this user; `.timeout`.
    package func distribution(
        of image: String,
        auth: RegistryAuth? = nil,
        timeout: Double = 10
    ) async throws -> RegistryImage {
        let request = EngineRequest("GET", "/distribution/\(Self.imagePath(image))/json", timeout: timeout)
        let what = "ask the registry for the image '\(image)'"
        guard let found = RegistryImage(try await call(request.authorized(auth), doing: what)) else {
            throw Failure(.unavailable, "the engine's answer about the image '\(image)' has no digest")
        }
        return found
    }

    func list(
        _ path: String,
        _ filters: EngineFilters = EngineFilters(),
        and more: [(name: String, value: String)] = [],
        doing what: String
    ) async throws -> [Value] {
        let answer = try await call(EngineRequest("GET", path, query: filters.field + more), doing: what)
        return answer.arrayValue ?? []
    }

    /// An image's name as part of a path: the engine wants its slashes as they are.
    private static func imagePath(_ name: String) -> String {
        name.split(separator: "/", omittingEmptySubsequences: false)
            .map { HTTPURL.encodedComponent(String($0)) }.joined(separator: "/")
    }
}
