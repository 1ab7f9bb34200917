extension Lexer {
    /// A run of spaces, without the last one when that belongs to a trimming `-}}`.
    mutating func scanSpace(from start: Int) -> Token {
        var end = start + 1
        while end < source.count, Self.isSpace(source[end]) { end += 1 }
        // A run of one space before `-}}` was taken for the delimiter before this is called.
        if end > start + 1, rightDelimiter(at: end - 1) != nil { end -= 1 }
        return token(.space, start, end)
    }

    /// A keyword, `true`, `false` or the name of a function.
    mutating func scanWord(from start: Int) -> Token {
        let end = endOfWord(from: start)
        if let bad = badTerminator(at: end) { return error(bad, at: start) }
        guard end - start <= 8 else { return token(.identifier, start, end) }
        var packed: UInt64 = 0
        for place in start..<end { packed = packed << 8 | UInt64(source[place]) }
        return token(Token.Kind(keyword: packed) ?? .identifier, start, end)
    }

    /// `.name`, `.`, `$name` or `$`; the first byte is at `start`.
    mutating func scanFieldOrVariable(from start: Int, _ kind: Token.Kind) -> Token {
        if isTerminator(at: start + 1) {
            return token(kind == .variable ? .variable : .dot, start, start + 1)
        }
        let end = endOfWord(from: start + 1)
        if let bad = badTerminator(at: end) { return error(bad, at: start) }
        return token(kind, start, end)
    }

    /// Whether an ASCII byte is a letter, a digit or an underscore.
    private static func isWordByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_")
    }

    private func endOfWord(from start: Int) -> Int {
        var end = start
        while end < source.count {
            let byte = source[end]
            if Self.isWordByte(byte) {
                end += 1
                continue
            }
            guard byte >= 0x80 else { break }
            let rune = Rune(source, at: end)
            guard Rune.isAlphanumeric(rune.value) else { break }
            end += rune.width
        }
        return end
    }

    private func isTerminator(at index: Int) -> Bool {
        guard let byte = byte(index) else { return true }
        switch byte {
        case 0x20, 0x09, 0x0D, 0x0A: return true
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "|"), UInt8(ascii: ":"), UInt8(ascii: "("),
            UInt8(ascii: ")"):
            return true
        default:
            return byte == UInt8(ascii: "}") && self.byte(index + 1) == UInt8(ascii: "}")
        }
    }

    /// What is wrong with the character that ends a word, or nil when it may end one.
    private func badTerminator(at index: Int) -> String? {
        if isTerminator(at: index) { return nil }
        return "bad character \(Self.described(Rune(source, at: index).value))"
    }

    /// A string or character constant with escapes, to its closing quote on the same line.
    mutating func scanQuoted(from start: Int, _ kind: Token.Kind, _ unterminated: String) -> Token {
        let quote = source[start]
        var index = start + 1
        while let byte = byte(index), byte != UInt8(ascii: "\n") {
            if byte == quote { return token(kind, start, index + 1) }
            if byte == UInt8(ascii: "\\") {
                index += 1
                guard let escaped = self.byte(index), escaped != UInt8(ascii: "\n") else { break }
                index += Rune(source, at: index).width
            } else {
                index += 1
            }
        }
        return error(unterminated, at: start)
    }

    mutating func scanRawString(from start: Int) -> Token {
        var index = start + 1
        while let byte = byte(index) {
            index += 1
            if byte == UInt8(ascii: "`") { return token(.rawString, start, index) }
        }
        return error("unterminated raw quoted string", at: start)
    }

    // MARK: Numbers

    /// A number or, as `1+2i`, a complex number; whether it is well formed is for the parser to see.
    mutating func scanNumber(from start: Int) -> Token {
        var end = start
        while end < source.count, Self.isDigit(source[end]) { end += 1 }
        // Nearly every number is only digits with a space or a delimiter behind them.
        if end > start, isTerminator(at: end), source.count == end || source[end] != UInt8(ascii: ".") {
            return token(.number, start, end)
        }
        end = start
        guard scanSimpleNumber(&end) else { return badNumber(start, end) }
        guard let sign = byte(end), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            return token(.number, start, end)
        }
        guard scanSimpleNumber(&end), source[end - 1] == UInt8(ascii: "i") else {
            return badNumber(start, end)
        }
        return token(.complex, start, end)
    }

    private mutating func badNumber(_ start: Int, _ end: Int) -> Token {
        error("bad number syntax: \(Quoting.quoted(Array(source[start..<end])).text)", at: start)
    }

    /// Moves `end` over one number; false when a letter or digit follows it, which is then included.
    private func scanSimpleNumber(_ end: inout Int) -> Bool {
        accept("+-", &end)
        var digits = "0123456789_"
        if accept("0", &end) {
            if accept("xX", &end) {
                digits = "0123456789abcdefABCDEF_"
            } else if accept("oO", &end) {
                digits = "01234567_"
            } else if accept("bB", &end) {
                digits = "01_"
            }
        }
        acceptRun(digits, &end)
        if accept(".", &end) { acceptRun(digits, &end) }
        if digits.utf8.count == 11, accept("eE", &end) {
            accept("+-", &end)
            acceptRun("0123456789_", &end)
        }
        if digits.utf8.count == 23, accept("pP", &end) {
            accept("+-", &end)
            acceptRun("0123456789_", &end)
        }
        accept("i", &end)
        if end < source.count {
            let next = Rune(source, at: end)
            if Rune.isAlphanumeric(next.value) {
                end += next.width
                return false
            }
        }
        return true
    }

    @discardableResult
    private func accept(_ allowed: String, _ end: inout Int) -> Bool {
        guard let byte = byte(end), allowed.utf8.contains(byte) else { return false }
        end += 1
        return true
    }

    private func acceptRun(_ allowed: String, _ end: inout Int) {
        while accept(allowed, &end) {}
    }
}
