internal import Diagnostics

/// One expression of `deploy.placement.constraints`.
///
/// Keys and values are compared without regard to case, as the scheduler does (swarmkit, `constraint.go`).
package struct PlacementConstraint: Equatable, Sendable {
    /// `node.role`, `node.labels.zone`, as written.
    package var key: String
    /// `==`, or else `!=`.
    package var isEqual: Bool
    package var value: String

    /// nil when the text is not a constraint.
    ///
    /// - Parameter hasPrefixes: Whether labels may be named as in Kubernetes, with a prefix and `/`, which a
    ///   Swarm does not take.
    package init?(_ text: String, hasPrefixes: Bool = false) {
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
        let name = hasPrefixes ? key.replacing("/", with: ".") : key
        guard Self.isKey(name), !value.isEmpty, value.utf8.allSatisfy(Self.isOfValue) else { return nil }
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
    package var isKnown: Bool {
        let name = key.lowercased()
        return Self.keys.contains(name)
            || Self.labelPrefixes.contains { name.hasPrefix($0) && name.utf8.count > $0.utf8.count }
    }

    private static let keys = [
        "node.id", "node.hostname", "node.ip", "node.role", "node.platform.os", "node.platform.arch",
    ]

    private static let labelPrefixes = ["node.labels.", "engine.labels."]

    /// The key that was probably meant by one that is not known.
    package var nearestKey: String {
        suggestion(for: key.lowercased(), among: Self.keys) ?? "node.labels.\(key)"
    }
}
