package import Values

/// What became of an object that was applied.
package struct AppliedObject: Sendable {
    /// The object as the server has it now, or would have it.
    package var object: Value
    /// What the server has to say about it, as that its version is deprecated.
    package var warnings: [String]
    /// Whether the object was not there before.
    package var isCreated: Bool

    package init(object: Value, warnings: [String] = [], isCreated: Bool = false) {
        self.object = object
        self.warnings = warnings
        self.isCreated = isCreated
    }
}

extension AppliedObject {
    /// The texts of `Warning` header fields (`299 - "text"`), each once and in their order.
    static func texts(ofWarnings fields: [String]) -> [String] {
        var texts: [String] = []
        for field in fields {
            let text = Self.text(ofWarning: field)
            if !text.isEmpty, !texts.contains(text) { texts.append(text) }
        }
        return texts
    }

    /// The quoted text, with its backslashes taken away (RFC 9110, 5.6.4).
    private static func text(ofWarning field: String) -> String {
        guard let quote = field.utf8.firstIndex(of: UInt8(ascii: "\"")) else { return field }
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in field.utf8[field.utf8.index(after: quote)...] {
            if !isEscaped, byte == UInt8(ascii: "\"") { break }
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            if !isEscaped { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
