internal import OrderedCollections
package import Values

extension Value {
    /// The value with the texts of `live` where they can be what its own are without a secret.
    ///
    /// - Parameters:
    ///   - placeholder: What stands in this value for a part of a text that is not known; nil changes nothing.
    ///   - live: What is there; texts are compared at the same keys and indices.
    package func filling(_ placeholder: String?, from live: Value?) -> Value {
        guard let placeholder, let live else { return self }
        switch (self, live) {
        case (.string(let text), .string(let other)):
            return Self.matches(other, text, placeholder) ? live : self
        case (.object(let members), .object(let others)):
            var filled = members
            for (key, member) in members { filled[key] = member.filling(placeholder, from: others[key]) }
            return .object(filled)
        case (.array(let elements), .array(let others)) where elements.count == others.count:
            return .array(zip(elements, others).map { $0.filling(placeholder, from: $1) })
        default:
            return self
        }
    }

    /// Whether a text has the placeholder in it, or any text in this value does.
    package func has(_ placeholder: String) -> Bool {
        switch self {
        case .string(let text): text.contains(placeholder)
        case .array(let elements): elements.contains { $0.has(placeholder) }
        case .object(let members): members.values.contains { $0.has(placeholder) }
        default: false
        }
    }

    /// Whether `text` is `pattern` with any texts in the place of the placeholders.
    private static func matches(_ text: String, _ pattern: String, _ placeholder: String) -> Bool {
        let pieces = pattern.split(separator: placeholder, omittingEmptySubsequences: false)
        guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else { return false }
        guard text.hasPrefix(first) else { return false }
        var rest = text.dropFirst(first.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let range = rest.firstRange(of: piece) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
