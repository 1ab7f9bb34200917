#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Cuts a template's source into tokens, with the trimming that `{{-` and `-}}` ask for.
///
/// The parser pulls one token at a time. After an error there is only the end of the file.
struct Lexer {
    let source: [UInt8]
    /// Where the next token starts.
    var position = 0
    /// The text of the error token, once there was one.
    private(set) var errorText = ""
    private var errorStart: Int?
    private var isInsideAction = false
    private var parenthesisDepth = 0
    private let budget: ParseBudget

    init(_ source: [UInt8], budget: ParseBudget = ParseBudget()) {
        self.source = source
        self.budget = budget
    }

    /// The next token.
    mutating func next() -> Token {
        if let errorStart { return Token(kind: .endOfFile, start: errorStart, end: errorStart) }
        if !budget.countToken() { return error(budget.problem ?? "", at: position) }
        return isInsideAction ? nextInsideAction() : nextOutsideAction()
    }

    // MARK: Text

    private mutating func nextOutsideAction() -> Token {
        while true {
            let start = position
            guard let open = indexOfLeftDelimiter(from: start) else {
                position = source.count
                let kind: Token.Kind = start == source.count ? .endOfFile : .text
                return Token(kind: kind, start: start, end: source.count)
            }
            let afterDelimiter = open + 2
            let trims = hasLeftTrimMarker(at: afterDelimiter)
            var end = open
            if trims {
                while end > start, Self.isSpace(source[end - 1]) { end -= 1 }
            }
            if end > start {
                position = open
                return Token(kind: .text, start: start, end: end)
            }
            let body = trims ? afterDelimiter + 2 : afterDelimiter
            if byte(body) == UInt8(ascii: "/"), byte(body + 1) == UInt8(ascii: "*") {
                if let error = skipComment(from: body) { return error }
                continue
            }
            position = body
            isInsideAction = true
            parenthesisDepth = 0
            return Token(kind: .leftDelimiter, start: open, end: afterDelimiter)
        }
    }

    /// Moves behind the comment that starts at `start` and its closing delimiter.
    private mutating func skipComment(from start: Int) -> Token? {
        var index = start + 2
        while index + 1 < source.count {
            if source[index] == UInt8(ascii: "*"), source[index + 1] == UInt8(ascii: "/") {
                guard let close = rightDelimiter(at: index + 2) else {
                    return error("comment ends before closing delimiter", at: start)
                }
                position = close.end
                if close.trims { skipSpaces() }
                return nil
            }
            index += 1
        }
        return error("unclosed comment", at: start)
    }

    private func indexOfLeftDelimiter(from start: Int) -> Int? {
        source.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return nil }
            var index = start
            let last = source.count - 1
            while index < last {
                guard let brace = memchr(base + index, Int32(UInt8(ascii: "{")), last - index) else {
                    return nil
                }
                index = UnsafeRawPointer(brace) - UnsafeRawPointer(base)
                if source[index + 1] == UInt8(ascii: "{") { return index }
                index += 1
            }
            return nil
        }
    }

    // MARK: Actions

    private mutating func nextInsideAction() -> Token {
        let start = position
        if mayClose(at: start), let close = rightDelimiter(at: start) {
            if parenthesisDepth > 0 { return error("unclosed left paren", at: start) }
            position = close.end
            isInsideAction = false
            if close.trims { skipSpaces() }
            return Token(kind: .rightDelimiter, start: close.end - 2, end: close.end)
        }
        guard start < source.count else { return error("unclosed action", at: start) }
        let first = Rune(source, at: start)
        guard first.value < 0x80 else {
            if Rune.isAlphanumeric(first.value) { return scanWord(from: start) }
            position = start + first.width
            return error("unrecognized character in action: \(Self.described(first.value))", at: start)
        }
        switch UInt8(first.value) {
        case let byte where Self.isSpace(byte): return scanSpace(from: start)
        case UInt8(ascii: "="): return token(.assign, start, start + 1)
        case UInt8(ascii: ":"):
            guard byte(start + 1) == UInt8(ascii: "=") else { return error("expected :=", at: start) }
            return token(.declare, start, start + 2)
        case UInt8(ascii: "|"): return token(.pipe, start, start + 1)
        case UInt8(ascii: "\""): return scanQuoted(from: start, .string, "unterminated quoted string")
        case UInt8(ascii: "'"):
            return scanQuoted(from: start, .characterConstant, "unterminated character constant")
        case UInt8(ascii: "`"): return scanRawString(from: start)
        case UInt8(ascii: "$"): return scanFieldOrVariable(from: start, .variable)
        case UInt8(ascii: "."):
            if let next = byte(start + 1), !Self.isDigit(next) {
                return scanFieldOrVariable(from: start, .field)
            }
            return scanNumber(from: start)
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return scanNumber(from: start)
        case UInt8(ascii: "("):
            parenthesisDepth += 1
            return token(.leftParenthesis, start, start + 1)
        case UInt8(ascii: ")"):
            parenthesisDepth -= 1
            if parenthesisDepth < 0 { return error("unexpected right paren", at: start) }
            return token(.rightParenthesis, start, start + 1)
        default:
            if Rune.isAlphanumeric(first.value) { return scanWord(from: start) }
            if Rune.isPrintable(first.value) { return token(.character, start, start + 1) }
            return error("unrecognized character in action: \(Self.described(first.value))", at: start)
        }
    }

    /// Whether the next two bytes can be those of a closing delimiter, which is rare for a space.
    private func mayClose(at index: Int) -> Bool {
        guard index + 1 < source.count else { return false }
        return source[index] == UInt8(ascii: "}") || source[index + 1] == UInt8(ascii: "-")
    }

    mutating func token(_ kind: Token.Kind, _ start: Int, _ end: Int) -> Token {
        position = end
        return Token(kind: kind, start: start, end: end)
    }

    mutating func error(_ text: String, at start: Int) -> Token {
        errorText = text
        errorStart = start
        return Token(kind: .error, start: start, end: start)
    }

    private mutating func skipSpaces() {
        while position < source.count, Self.isSpace(source[position]) { position += 1 }
    }

    // MARK: Delimiters

    func byte(_ index: Int) -> UInt8? {
        index < source.count ? source[index] : nil
    }

    private func hasLeftTrimMarker(at index: Int) -> Bool {
        byte(index) == UInt8(ascii: "-") && byte(index + 1).map(Self.isSpace) == true
    }

    /// The closing delimiter that starts at `index`, its trim marker included, if there is one.
    func rightDelimiter(at index: Int) -> (end: Int, trims: Bool)? {
        guard let first = byte(index) else { return nil }
        if first == UInt8(ascii: "}") {
            return byte(index + 1) == UInt8(ascii: "}") ? (index + 2, false) : nil
        }
        guard Self.isSpace(first), byte(index + 1) == UInt8(ascii: "-"),
            byte(index + 2) == UInt8(ascii: "}"), byte(index + 3) == UInt8(ascii: "}")
        else { return nil }
        return (index + 4, true)
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    /// A code point as `U+002D '-'`, the character only when it is printable.
    static func described(_ value: UInt32) -> String {
        let hex = String(value, radix: 16, uppercase: true)
        let code = "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
        guard Rune.isPrintable(value), let scalar = Unicode.Scalar(value) else { return code }
        return "\(code) '\(Character(scalar))'"
    }
}
