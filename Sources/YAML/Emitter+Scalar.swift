extension Emitter {
    private typealias Bytes = UnsafeBufferPointer<UInt8>

    mutating func plain(_ bytes: UnsafeBufferPointer<UInt8>, mayBreak: Bool) {
        if !whitespace { put(UInt8(ascii: " ")) }
        copyFolding(bytes, mayBreak: mayBreak, isQuoted: false)
        whitespace = false
        indention = false
    }

    mutating func singleQuoted(_ bytes: UnsafeBufferPointer<UInt8>, mayBreak: Bool) {
        indicator("'", needsSpace: true, isWhitespace: false, isIndention: false)
        copyFolding(bytes, mayBreak: mayBreak, isQuoted: true)
        indicator("'", needsSpace: false, isWhitespace: false, isIndention: false)
        whitespace = false
        indention = false
    }

    /// Copies text, turning a single space beyond the width into a line break.
    private mutating func copyFolding(_ bytes: Bytes, mayBreak: Bool, isQuoted: Bool) {
        let space = UInt8(ascii: " ")
        var afterSpace = false
        var afterBreak = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == space {
                let isInside = index + 1 < bytes.count && (!isQuoted || index > 0)
                if mayBreak, !afterSpace, column > width, isInside, bytes[index + 1] != space {
                    writeIndent()
                } else {
                    put(space)
                }
                index += 1
                afterSpace = true
            } else if isBreak(bytes, at: index) {
                if !afterBreak, byte == UInt8(ascii: "\n") { putBreak() }
                index += copyBreak(bytes, at: index)
                indention = true
                afterBreak = true
            } else {
                if afterBreak { writeIndent() }
                if isQuoted, byte == UInt8(ascii: "'") { put(byte) }
                index += copy(bytes, at: index)
                indention = false
                afterSpace = false
                afterBreak = false
            }
        }
    }

    mutating func literal(_ bytes: UnsafeBufferPointer<UInt8>) {
        indicator("|", needsSpace: true, isWhitespace: false, isIndention: false)
        literalHints(bytes)
        putBreak()
        indention = true
        whitespace = true
        var afterBreak = true
        var index = 0
        while index < bytes.count {
            if isBreak(bytes, at: index) {
                index += copyBreak(bytes, at: index)
                indention = true
                afterBreak = true
            } else {
                if afterBreak { writeIndent() }
                let start = index
                while index < bytes.count, bytes[index] &- 0x20 < 0x5F { index += 1 }
                if index > start { copy(bytes[start..<index]) } else { index += copy(bytes, at: index) }
                indention = false
                afterBreak = false
            }
        }
    }

    /// The digit that tells the indentation where the text hides it, and what becomes of final breaks.
    private mutating func literalHints(_ bytes: Bytes) {
        // go-yaml v3 forgets that a tab hides it too; files of our own must read back.
        let startsWithTab = bytes[0] == UInt8(ascii: "\t") && !sortKeys
        if bytes[0] == UInt8(ascii: " ") || startsWithTab || isBreak(bytes, at: 0) {
            indicator("2", needsSpace: false, isWhitespace: false, isIndention: false)
        }
        let last = start(ofCharacterBefore: bytes.count, in: bytes)
        if !isBreak(bytes, at: last) {
            indicator("-", needsSpace: false, isWhitespace: false, isIndention: false)
        } else if last == 0 || isBreak(bytes, at: start(ofCharacterBefore: last, in: bytes)) {
            indicator("+", needsSpace: false, isWhitespace: false, isIndention: false)
        }
    }

    private func start(ofCharacterBefore end: Int, in bytes: Bytes) -> Int {
        var index = end - 1
        while index > 0, bytes[index] & 0xC0 == 0x80 { index -= 1 }
        return index
    }

    mutating func doubleQuoted(_ bytes: UnsafeBufferPointer<UInt8>, mayBreak: Bool) {
        indicator("\"", needsSpace: true, isWhitespace: false, isIndention: false)
        // go-yaml looks for a byte order mark at the beginning of the text, whichever character it is at.
        let startsWithMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let space = UInt8(ascii: " ")
        var afterSpace = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if startsWithMark || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
                || !isPrintable(bytes, at: index) || isBreak(bytes, at: index)
            {
                index += escape(bytes, at: index)
                afterSpace = false
            } else if byte == space {
                if mayBreak, !afterSpace, column > width, index > 0, index + 1 < bytes.count {
                    writeIndent()
                    if bytes[index + 1] == space { put(UInt8(ascii: "\\")) }
                } else {
                    put(space)
                }
                index += 1
                afterSpace = true
            } else {
                index += copy(bytes, at: index)
                afterSpace = false
            }
        }
        indicator("\"", needsSpace: false, isWhitespace: false, isIndention: false)
        whitespace = false
        indention = false
    }

    /// Writes the character at `index` as an escape; returns its length.
    private mutating func escape(_ bytes: Bytes, at index: Int) -> Int {
        let length = utf8Length(bytes[index])
        var code = UInt32(bytes[index])
        if length > 1 {
            code &= 0x7F >> UInt32(length)
            for offset in 1..<length { code = code << 6 | UInt32(bytes[index + offset] & 0x3F) }
        }
        put(UInt8(ascii: "\\"))
        switch code {
        case 0x00: put(UInt8(ascii: "0"))
        case 0x07: put(UInt8(ascii: "a"))
        case 0x08: put(UInt8(ascii: "b"))
        case 0x09: put(UInt8(ascii: "t"))
        case 0x0A: put(UInt8(ascii: "n"))
        case 0x0B: put(UInt8(ascii: "v"))
        case 0x0C: put(UInt8(ascii: "f"))
        case 0x0D: put(UInt8(ascii: "r"))
        case 0x1B: put(UInt8(ascii: "e"))
        case 0x22: put(UInt8(ascii: "\""))
        case 0x5C: put(UInt8(ascii: "\\"))
        case 0x85: put(UInt8(ascii: "N"))
        case 0xA0: put(UInt8(ascii: "_"))
        case 0x2028: put(UInt8(ascii: "L"))
        case 0x2029: put(UInt8(ascii: "P"))
        case ...0xFF: hexadecimal(code, "x", digits: 2)
        case ...0xFFFF: hexadecimal(code, "u", digits: 4)
        default: hexadecimal(code, "U", digits: 8)
        }
        return length
    }

    private mutating func hexadecimal(_ code: UInt32, _ letter: Unicode.Scalar, digits: Int) {
        put(UInt8(ascii: letter))
        for position in (0..<digits).reversed() {
            let digit = UInt8(truncatingIfNeeded: code >> UInt32(position * 4)) & 15
            put(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
        }
    }
}
