import Diagnostics
import FoundationEssentials
import OrderedCollections
package import Values

/// The two sorts of object that hold bytes; the engine handles them alike.
package enum DataKind: String, Sendable, Hashable {
    case config, secret

    var path: String { "/\(rawValue)s" }
}

extension DockerClient {
    /// The configs or secrets that the filters let through; configs come with their data.
    package func objects(
        _ kind: DataKind,
        _ filters: EngineFilters = EngineFilters()
    ) async throws -> [SwarmObject] {
        try await list(kind.path, filters, doing: "list the \(kind)s").compactMap(SwarmObject.init)
    }

    /// The config or secret of exactly that name, or nil.
    ///
    /// The engine's name filter lets every name through that begins so.
    package func object(_ kind: DataKind, named name: String) async throws -> SwarmObject? {
        try await objects(kind, EngineFilters().adding("name", [name])).first { $0.name == name }
    }

    /// The config or secret of that identifier, or nil.
    package func object(_ kind: DataKind, id: String) async throws -> SwarmObject? {
        do {
            return SwarmObject(
                try await call(EngineRequest("GET", "\(kind.path)/\(id)"), doing: "inspect \(kind) '\(id)'")
            )
        } catch let failure as Failure where failure.kind == .notFound {
            return nil
        }
    }

    /// Makes a config or a secret; `extra` are further members of the spec (`Driver`, `Templating`).
    ///
    /// - Returns: The engine's identifier.
    /// - Throws: `.conflict` when the name is taken.
    package func create(
        _ kind: DataKind,
        name: String,
        labels: Value.Object,
        data: [UInt8]?,
        extra: Value.Object = [:]
    ) async throws -> String {
        var body: Value.Object = ["Name": .string(name), "Labels": .object(labels)]
        if let data { body["Data"] = .string(Data(data).base64EncodedString()) }
        body.merge(extra) { _, new in new }
        let answer = try await call(
            EngineRequest("POST", "\(kind.path)/create", body: .object(body)),
            doing: "create \(kind) '\(name)'"
        )
        return answer["ID"]?.stringValue ?? ""
    }

    /// Replaces the labels of a config or secret, if it still has the version that was read.
    ///
    /// The spec goes back as it was read, or with only the name where there is nothing else besides data:
    /// the engine refuses every other change than labels, and takes absent data for unchanged.
    /// - Throws: `.conflict` when it has another version, `.notFound` when it is gone.
    package func update(
        _ kind: DataKind,
        id: String,
        version: String,
        spec: Value.Object,
        labels: Value.Object
    ) async throws {
        var spec = spec
        spec["Labels"] = .object(labels)
        let request = EngineRequest(
            "POST",
            "\(kind.path)/\(id)/update",
            query: [("version", version)],
            body: .object(spec)
        )
        _ = try await call(request, doing: "update \(kind) '\(spec["Name"]?.stringValue ?? id)'")
    }

    /// Deletes a config or secret.
    ///
    /// - Throws: `.notFound` when it is gone, `.refused` while a service uses it.
    package func delete(_ kind: DataKind, id: String, name: String) async throws {
        _ = try await call(
            EngineRequest("DELETE", "\(kind.path)/\(id)"),
            doing: "delete \(kind) '\(name)'"
        )
    }
}

extension SwarmObject {
    /// The bytes of a config; nil for a secret, which the engine never gives back.
    package var data: [UInt8]? {
        guard let text = spec["Data"]?.stringValue else { return nil }
        return Data(base64Encoded: text).map { Array($0) }
    }
}
