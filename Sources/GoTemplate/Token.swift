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

    let kind: Kind
    // Small enough for two registers, since tokens are handed to and fro.
    private let first: UInt32
    private let afterLast: UInt32

    init(kind: Kind, start: Int, end: Int) {
        self.kind = kind
        first = UInt32(truncatingIfNeeded: start)
        afterLast = UInt32(truncatingIfNeeded: end)
    }

    /// Byte offset of the first byte in the source.
    var start: Int { Int(first) }
    /// Byte offset after the last byte.
    var end: Int { Int(afterLast) }
}

extension Token.Kind {
    /// The kind of a word that the language reserves, or nil for any other.
    ///
    /// - Parameter packed: The bytes of the word as one number; no keyword is longer than eight letters.
    init?(keyword packed: UInt64) {
        switch packed {
        case 0x6966: self = .if
        case 0x65_6E64: self = .end
        case 0x656C_7365: self = .else
        case 0x7769_7468: self = .with
        case 0x72_616E_6765: self = .range
        case 0x6465_6669_6E65: self = .define
        case 0x7465_6D70_6C61_7465: self = .template
        case 0x62_6C6F_636B: self = .block
        case 0x62_7265_616B: self = .break
        case 0x636F_6E74_696E_7565: self = .continue
        case 0x6E_696C: self = .nil
        case 0x7472_7565, 0x66_616C_7365: self = .bool
        default: return nil
        }
    }

    /// True for the kinds that errors show as `<word>`.
    var isKeyword: Bool {
        switch self {
        case .dot, .block, .break, .continue, .define, .else, .end, .if, .nil, .range, .template, .with: true
        default: false
        }
    }
}
