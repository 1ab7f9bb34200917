package import Compose

/// The names that the objects of a release have in a namespace.
///
/// What a service becomes is named after the service alone, as by Compose on Kubernetes: it is the host name by
/// which others reach it. Configs, secrets and claims carry the release's name as well, and a hash where their
/// data is known.
package struct KubernetesNames: Sendable, Hashable {
    package var release: String

    package init(release: String) {
        self.release = release
    }

    /// The name of a service's objects.
    package func service(_ key: String) -> String { Self.label(key) }

    /// The name of a config's or a secret's object.
    package func data(_ key: String, _ object: FileObject) -> String {
        if let name = object.explicitName { return Self.subdomain(name) }
        if object.isExternal { return Self.subdomain(key) }
        let name = Self.label("\(release)-\(key)")
        return object.content.hash.map { "\(name)-\($0.prefix(12))" } ?? name
    }

    /// The name of a volume's claim, where it is not one of a StatefulSet.
    package func claim(_ key: String, _ volume: Volume?) -> String {
        if let name = volume?.explicitName { return Self.subdomain(name) }
        return volume?.isExternal == true ? Self.subdomain(key) : Self.label("\(release)-\(key)")
    }

    // MARK: What Kubernetes takes

    /// The text as a DNS label: lower case, and `-` for what a label cannot have.
    static func label(_ text: String) -> String {
        let bytes = text.utf8.map { byte -> UInt8 in
            if isUpper(byte) { return byte | 0x20 }
            return isLower(byte) || isDigit(byte) ? byte : dash
        }
        let trimmed = bytes.drop { $0 == dash }.reversed().drop { $0 == dash }.reversed()
        return String(decoding: trimmed, as: UTF8.self)
    }

    /// The text as a DNS subdomain: labels joined by dots.
    static func subdomain(_ text: String) -> String {
        text.split(separator: ".").map { label(String($0)) }.filter { !$0.isEmpty }.joined(separator: ".")
    }

    /// Whether a text is a DNS label (RFC 1123): at most 63 lower-case letters, digits and `-`.
    static func isLabel(_ text: String) -> Bool {
        text.utf8.count <= 63 && !text.isEmpty && label(text) == text
    }

    /// Whether a text can be the name of a Service (RFC 1035): a label that begins with a letter.
    static func isServiceName(_ text: String) -> Bool {
        isLabel(text) && text.utf8.first.map(isLower) ?? false
    }

    /// Whether a text can name most objects: labels joined by dots, at most 253 bytes.
    static func isSubdomain(_ text: String) -> Bool {
        text.utf8.count <= 253 && !text.isEmpty
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && label(String(part)) == part
            }
    }

    /// Whether a text can be the key of a label or an annotation: `name` or `prefix/name`.
    static func isQualifiedName(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, let name = parts.last, !name.isEmpty, isLabelValue(name) else { return false }
        return parts.count == 1 || isSubdomain(parts[0])
    }

    /// Whether a text can be the value of a label: at most 63 letters, digits, `-`, `_` and `.`, or empty.
    static func isLabelValue(_ text: String) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool { isLower(byte | 0x20) || isDigit(byte) }
        guard let first = text.utf8.first, let last = text.utf8.last else { return true }
        return text.utf8.count <= 63 && isAlphanumeric(first) && isAlphanumeric(last)
            && text.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }

    /// Whether a text can be a key of a ConfigMap or a Secret.
    static func isDataKey(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 253 && text != "." && !text.hasPrefix("..")
            && text.utf8.allSatisfy { isLower($0 | 0x20) || isDigit($0) || "-_.".utf8.contains($0) }
    }

    /// Whether a text can be the name of a variable in every version: letters, digits, `-`, `_` and `.`, and
    /// no digit in front.
    static func isVariableName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !isDigit(first) else { return false }
        return text.utf8.allSatisfy { isLower($0 | 0x20) || isDigit($0) || "-_.".utf8.contains($0) }
    }

    private static let dash = UInt8(ascii: "-")

    private static func isLower(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
    private static func isUpper(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
