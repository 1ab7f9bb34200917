import Compose
import Diagnostics
import DockerAPI
import OrderedCollections
import Releases
import Values

/// Makes configs and secrets, and changes their labels.
struct DataWriter: Sendable {
    let client: DockerClient
    let operation: OperationContext
    let live: [String: SwarmObject]
    let kind: DataKind

    /// - Returns: The name and the engine's identifier.
    func write(_ data: WantedData) async throws -> (String, String) {
        try await operation.checkpoint()
        if let existing = live[data.name] {
            try await client.update(
                kind,
                id: existing.id,
                version: String(existing.version),
                spec: existing.spec.objectValue ?? [:],
                labels: data.labels
            )
            return (data.name, existing.id)
        }
        operation.report(.step("creating \(kind) \(data.name)"))
        let id = try await client.create(
            kind,
            name: data.name,
            labels: data.labels,
            data: try content(of: data),
            extra: data.extra
        )
        return (data.name, id)
    }

    private func content(of data: WantedData) throws(Failure) -> [UInt8]? {
        switch data.object.content {
        case .inline(let bytes, _):
            return bytes
        case .generated(let recipe):
            return recipe.generate()
        case .driver:
            return nil
        case .reference, .external:
            throw Failure(.internal, "the content of \(kind) '\(data.name)' is not known")
        }
    }
}

extension GeneratedSecret {
    /// A new random text, every character of the set as likely as any other.
    func generate() -> [UInt8] {
        var source = SystemRandomNumberGenerator()
        let set = charset.characters
        return (0..<length).map { _ in set[Int.random(in: 0..<set.count, using: &source)] }
    }
}

extension GeneratedSecret.Charset {
    var characters: [UInt8] {
        let upper = Array(UInt8(ascii: "A")...UInt8(ascii: "Z"))
        let lower = Array(UInt8(ascii: "a")...UInt8(ascii: "z"))
        let digits = Array(UInt8(ascii: "0")...UInt8(ascii: "9"))
        return switch self {
        case .alnum: upper + lower + digits
        case .alpha: upper + lower
        case .numeric: digits
        case .hex: digits + Array(UInt8(ascii: "a")...UInt8(ascii: "f"))
        case .ascii: Array(UInt8(ascii: "!")...UInt8(ascii: "~"))
        }
    }
}
