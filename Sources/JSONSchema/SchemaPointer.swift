import Values

/// A place in a schema document, written as a JSON pointer in a fragment: `#/properties/a~1b`.
struct SchemaPointer: Hashable {
    /// The number of the document; the schema itself is 0.
    var document = 0
    var text: String

    static let root = SchemaPointer(text: "#")

    func appending(_ token: String) -> SchemaPointer {
        guard token.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "~") }) else {
            return SchemaPointer(document: document, text: "\(text)/\(token)")
        }
        let escaped = token.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
        return SchemaPointer(document: document, text: "\(text)/\(escaped)")
    }

    func appending(_ index: Int) -> SchemaPointer {
        SchemaPointer(document: document, text: "\(text)/\(index)")
    }

    /// The tokens of a pointer such as `/a~1b/0`.
    static func tokens(_ pointer: some StringProtocol) -> [String] {
        pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { token in
            var result = ""
            var afterTilde = false
            for character in token {
                if afterTilde {
                    result += character == "1" ? "/" : character == "0" ? "~" : "~\(character)"
                    afterTilde = false
                } else if character == "~" {
                    afterTilde = true
                } else {
                    result.append(character)
                }
            }
            return result
        }
    }
}

extension Value {
    /// The part of the value that a token of a JSON pointer names.
    func member(_ token: String) -> Value? {
        switch self {
        case .object: return self[token]
        case .array(let elements):
            guard let index = Int(token), elements.indices.contains(index) else { return nil }
            return elements[index]
        default: return nil
        }
    }
}
