/// Which notations a string allows, and which one go-yaml picks.
struct ScalarAnalysis {
    enum Notation {
        case plain, single, double, literal
    }

    private(set) var isMultiline = false
    /// Whether there is a character that go-yaml's reader refuses.
    private(set) var hasForbidden = false
    private(set) var hasNextLine = false
    private(set) var isASCII = true
    private var allowsPlain = true
    private var allowsSingle = true
    private var allowsLiteral = true
    private let isEmpty: Bool
    private let preferred: Notation

    init(_ bytes: UnsafeBufferPointer<UInt8>, style: YAML.Style) {
        isEmpty = bytes.isEmpty
        if bytes.contains(UInt8(ascii: "\n")) {
            preferred = .literal
        } else {
            preferred = Self.isStringWhenPlain(bytes, style: style) ? .plain : .double
        }
        if isEmpty {
            allowsLiteral = false
        } else {
            analyze(bytes, allowsTabs: style == .v3)
        }
    }

    func notation(isSimpleKey: Bool) -> Notation {
        var notation = preferred
        if notation == .plain, !allowsPlain || isEmpty && isSimpleKey { notation = .single }
        if notation == .single, !allowsSingle { notation = .double }
        if notation == .literal, !allowsLiteral || isSimpleKey { notation = .double }
        return notation
    }

    /// Whether the text without quotes reads as a string, also for older readers.
    private static func isStringWhenPlain(_ bytes: UnsafeBufferPointer<UInt8>, style: YAML.Style) -> Bool {
        guard let first = bytes.first else { return false }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            return Scalar(bytes) == .string && !isSexagesimal(bytes)
        default: return Scalar(bytes) == .string
        }
    }

    /// Whether the text is a number to base 60, such as `12:30:45.5`.
    private static func isSexagesimal(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        func isDigit(_ index: Int) -> Bool {
            index < bytes.count && bytes[index] &- UInt8(ascii: "0") < 10
        }
        var index = bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") ? 1 : 0
        guard isDigit(index) else { return false }
        while index < bytes.count, isDigit(index) || bytes[index] == UInt8(ascii: "_") { index += 1 }
        var groups = 0
        while index < bytes.count, bytes[index] == UInt8(ascii: ":") {
            index += 1
            guard isDigit(index) else { return false }
            // Two digits only up to 59.
            if bytes[index] <= UInt8(ascii: "5"), isDigit(index + 1) { index += 1 }
            index += 1
            groups += 1
        }
        guard groups > 0 else { return false }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            while index < bytes.count, isDigit(index) || bytes[index] == UInt8(ascii: "_") { index += 1 }
        }
        return index == bytes.count
    }

    private mutating func analyze(_ bytes: UnsafeBufferPointer<UInt8>, allowsTabs: Bool) {
        var hasIndicator = bytes.starts(with: "---".utf8) || bytes.starts(with: "...".utf8)
        var hasSpecial = false
        var hasTab = false
        var breakThenSpace = false
        var spaceThenBreak = false
        var afterSpace = false
        var afterBreak = false
        var afterWhitespace = true
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 {
                afterSpace = false
                afterBreak = false
                afterWhitespace = false
                index += 1
                continue
            }
            if byte == UInt8(ascii: " ") {
                if afterBreak { breakThenSpace = true }
                afterSpace = true
                afterBreak = false
                afterWhitespace = true
                index += 1
                continue
            }
            if byte >= 0x80 { isASCII = false }
            if Self.isIndicator(bytes, at: index, afterWhitespace: afterWhitespace) { hasIndicator = true }
            if byte == UInt8(ascii: "\t"), allowsTabs {
                hasTab = true
            } else if !isPrintable(bytes, at: index) {
                hasSpecial = true
                if isForbidden(bytes, at: index) { hasForbidden = true }
                if byte == 0xC2, bytes[index + 1] == 0x85 { hasNextLine = true }
            }
            afterBreak = isBreak(bytes, at: index)
            if afterBreak {
                isMultiline = true
                if afterSpace { spaceThenBreak = true }
            }
            afterSpace = false
            afterWhitespace = afterBreak || byte == UInt8(ascii: "\t") || byte == 0
            index += utf8Length(byte)
        }
        let startsWithSpace = bytes[0] == UInt8(ascii: " ")
        // After the loop the flags tell how the text ends.
        allowsPlain =
            !(startsWithSpace || afterSpace || isMultiline || hasIndicator || hasTab || hasSpecial)
        allowsSingle = !(breakThenSpace || spaceThenBreak || hasTab || hasSpecial)
        allowsLiteral = !(afterSpace || spaceThenBreak || hasSpecial)
    }

    private static func isIndicator(
        _ bytes: UnsafeBufferPointer<UInt8>,
        at index: Int,
        afterWhitespace: Bool
    ) -> Bool {
        var beforeBlank: Bool {
            index + 1 >= bytes.count || bytes[index + 1] == UInt8(ascii: " ")
                || bytes[index + 1] == UInt8(ascii: "\t")
        }
        switch bytes[index] {
        case UInt8(ascii: "#"): return index == 0 || afterWhitespace
        case UInt8(ascii: ":"): return beforeBlank
        case UInt8(ascii: "?"), UInt8(ascii: "-"): return index == 0 && beforeBlank
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: ">"),
            UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
            return index == 0
        default: return false
        }
    }
}

/// Whether a line break as YAML 1.1 knows it is at `index`: CR, LF, U+0085, U+2028 or U+2029.
func isBreak(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    switch bytes[index] {
    case 0x0A, 0x0D: true
    case 0xC2: bytes[index + 1] == 0x85
    case 0xE2: bytes[index + 1] == 0x80 && bytes[index + 2] & 0xFE == 0xA8
    default: false
    }
}

/// Whether the character at `index` may stand unescaped: no controls, byte order marks or characters
/// beyond U+FFFF.
func isPrintable(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    switch bytes[index] {
    case 0x0A, 0x20...0x7E: true
    case 0xC2: bytes[index + 1] >= 0xA0
    case 0xC3...0xEC, 0xEE: true
    case 0xED: bytes[index + 1] < 0xA0
    case 0xEF:
        !(bytes[index + 1] == 0xBB && bytes[index + 2] == 0xBF)
            && !(bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE)
    default: false
    }
}

/// Whether the character at `index` is one that JSON leaves as it is and go-yaml's reader refuses.
private func isForbidden(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    switch bytes[index] {
    case 0x7F: true
    case 0xC2: bytes[index + 1] < 0xA0 && bytes[index + 1] != 0x85
    case 0xEF: bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE
    default: false
    }
}
