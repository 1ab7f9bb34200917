import Diagnostics
import DockerAPI

/// One expression of `deploy.placement.constraints`.
///
/// Keys and values are compared without regard to case, as the scheduler does (swarmkit, `constraint.go`).
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
        guard Self.isKey(key), !value.isEmpty, value.utf8.allSatisfy(Self.isOfValue) else { return nil }
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let space = UInt8(ascii: " ")
        return String(
            decoding: bytes.drop { $0 == space }.reversed().drop { $0 == space }.reversed(),
            as: UTF8.self
        )
    }

    /// A letter or `_`, then letters, digits, `-`, `_` and `.`.
    private static func isKey(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count > 1, isLetter(first) || first == UInt8(ascii: "_")
        else {
            return false
        }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-_.".utf8.contains($0) }
    }

    private static func isOfValue(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || ":-_ \t.*()?+[]\\^$|/".utf8.contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Whether the key is one that the scheduler knows; with any other no node fits.
    var isKnown: Bool {
        let name = key.lowercased()
        return Self.keys.contains(name)
            || Self.labelPrefixes.contains { name.hasPrefix($0) && name.utf8.count > $0.utf8.count }
    }

    private static let keys = [
        "node.id", "node.hostname", "node.ip", "node.role", "node.platform.os", "node.platform.arch",
    ]

    private static let labelPrefixes = ["node.labels.", "engine.labels."]

    /// The key that was probably meant by one that is not known.
    var nearestKey: String {
        suggestion(for: key.lowercased(), among: Self.keys) ?? "node.labels.\(key)"
    }

    /// Whether the scheduler would put a task there.
    func admits(_ node: SwarmNode) -> Bool {
        let actual: String
        switch key.lowercased() {
        case "node.id": actual = node.id
        case "node.hostname": actual = node.hostname
        case "node.role": actual = node.role
        case "node.platform.os": actual = node.operatingSystem
        case "node.platform.arch": actual = node.architecture
        case "node.ip": return admits(address: node.address)
        case let name where name.hasPrefix("node.labels."):
            actual = node.labels[String(key.dropFirst("node.labels.".count))] ?? ""
        case let name where name.hasPrefix("engine.labels."):
            actual = node.engineLabels[String(key.dropFirst("engine.labels.".count))] ?? ""
        default: return false
        }
        return (actual.lowercased() == value.lowercased()) == isEqual
    }

    /// An address, or a range of addresses such as `10.0.0.0/8`.
    private func admits(address: String) -> Bool {
        let parts = value.split(separator: "/", omittingEmptySubsequences: false)
        // Longer addresses than those of IPv4 are for the scheduler to judge.
        guard let range = IPv4Address(parts[0]), let actual = IPv4Address(address[...]) else { return true }
        guard parts.count > 1 else { return (range == actual) == isEqual }
        guard parts.count == 2, let length = Int(parts[1]), (0...32).contains(length) else { return false }
        return range.isEqual(to: actual, bits: length) == isEqual
    }

    /// The command that makes a node fit, where there is one.
    var remedy: String? {
        guard isEqual, key.hasPrefix("node.labels.") else { return nil }
        return "docker node update --label-add \(key.dropFirst("node.labels.".count))=\(value) NODE"
    }
}
