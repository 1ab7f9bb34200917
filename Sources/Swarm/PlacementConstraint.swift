import DockerAPI

/// One expression of `deploy.placement.constraints`.
///
/// Keys and values are compared without regard to case, as the scheduler does.
struct PlacementConstraint: Equatable, Sendable {
    var key: String
    var isEqual: Bool
    var value: String

    /// nil when the text is not a constraint.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard
            let index = bytes.indices.dropLast().first(where: { index in
                bytes[index + 1] == UInt8(ascii: "=")
                    && (bytes[index] == UInt8(ascii: "=") || bytes[index] == UInt8(ascii: "!"))
            })
        else { return nil }
        key = Self.trimmed(bytes[..<index])
        value = Self.trimmed(bytes[(index + 2)...])
        isEqual = bytes[index] == UInt8(ascii: "=")
        if key.isEmpty || value.isEmpty { return nil }
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let space = UInt8(ascii: " ")
        return String(
            decoding: bytes.drop { $0 == space }.reversed().drop { $0 == space }.reversed(),
            as: UTF8.self
        )
    }

    /// Whether the scheduler would put a task there; what cannot be told from here counts as yes.
    func admits(_ node: SwarmNode) -> Bool {
        let actual: String?
        switch key.lowercased() {
        case "node.id": actual = node.id
        case "node.hostname": actual = node.hostname
        case "node.role": actual = node.role
        case "node.platform.os": actual = node.operatingSystem
        case "node.platform.arch": actual = node.architecture
        // Addresses may be given as ranges.
        case "node.ip": return true
        case let name where name.hasPrefix("node.labels."):
            actual = node.labels[String(key.dropFirst("node.labels.".count))] ?? ""
        case let name where name.hasPrefix("engine.labels."):
            actual = node.engineLabels[String(key.dropFirst("engine.labels.".count))] ?? ""
        default: return true
        }
        return (actual?.lowercased() == value.lowercased()) == isEqual
    }

    /// The command that makes a node fit, where there is one.
    var remedy: String? {
        guard isEqual, key.hasPrefix("node.labels.") else { return nil }
        return "docker node update --label-add \(key.dropFirst("node.labels.".count))=\(value) NODE"
    }
}
