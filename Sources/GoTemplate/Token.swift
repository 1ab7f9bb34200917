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
        guard keyword.count <= 8, let kind = Self.keywords[GoString(keyword)] else { return nil }
        self = kind
    }

    private static let keywords: [GoString: Token.Kind] = [
        "block": .block, "break": .break, "continue": .continue, "define": .define, "else": .else,
        "end": .end, "if": .if, "nil": .nil, "range": .range, "template": .template, "with": .with,
        "true": .bool, "false": .bool,
    ]

    /// True for the kinds that errors show as `<word>`.
    var isKeyword: Bool {
        switch self {
        case .dot, .block, .break, .continue, .define, .else, .end, .if, .nil, .range, .template, .with: true
        default: false
        }
    }
}
