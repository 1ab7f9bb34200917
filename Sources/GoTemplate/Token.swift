/// A piece of a template's source.
struct Token {
    enum Kind {
        case error
        case endOfFile
        case text
        case leftDelimiter, rightDelimiter
        case space
        case assign, declare, pipe
        case leftParenthesis, rightParenthesis
        case character
        case bool, number, complex, characterConstant, string, rawString
        case field, variable, identifier
        // The kinds from here on print as `<word>` in errors.
        case dot
        case block, `break`, `continue`, define, `else`, end, `if`, `nil`, range, template, with
    }

    var kind: Kind
    /// Byte offset of the first byte in the source.
    var start: Int
    /// Byte offset after the last byte.
    var end: Int
}

extension Token.Kind {
    /// The kind of a word that the language reserves, or nil for any other.
    init?(keyword: ArraySlice<UInt8>) {
        // Most words are no keywords, and their lengths tell; hashing each would take longer.
        guard keyword.count <= 8,
            let match = Self.keywords.first(where: { word, _ in
                word.count == keyword.count && keyword.elementsEqual(word)
            })
        else { return nil }
        self = match.kind
    }

    private static let keywords: [(word: [UInt8], kind: Token.Kind)] = {
        let kinds: KeyValuePairs<String, Token.Kind> = [
            "if": .if, "end": .end, "else": .else, "with": .with, "range": .range, "define": .define,
            "template": .template, "block": .block, "break": .break, "continue": .continue, "nil": .nil,
            "true": .bool, "false": .bool,
        ]
        return kinds.map { (Array($0.key.utf8), $0.value) }
    }()

    /// True for the kinds that errors show as `<word>`.
    var isKeyword: Bool {
        switch self {
        case .dot, .block, .break, .continue, .define, .else, .end, .if, .nil, .range, .template, .with: true
        default: false
        }
    }
}
