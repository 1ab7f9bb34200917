import GoTemplate

/// Reads JSON as `encoding/json` does, with its error texts, which `fromJson` hands to the template.
///
/// Numbers are float64; of duplicate keys the last one wins; stray bytes become U+FFFD.
struct JSONParser {
    private let text: [UInt8]
    private var offset = 0
    private var depth = 0
    /// The first number that is too large; Go reads on and reports it at the end.
    private var rangeError: GoError?
    private let context: any GoCallContext
    /// Bytes of values that have not been counted against the budget.
    private var uncounted = 0

    /// `encoding/json` allows 10,000; this reader uses the stack, and nobody nests that deep.
    private static let maximumDepth = 1_000

    private init(_ text: [UInt8], _ context: any GoCallContext) {
        self.text = text
        self.context = context
    }

    /// The one value that `text` holds.
    ///
    /// - Parameters:
    ///   - text: JSON.
    ///   - context: Has the budget against which the value is counted while it is made.
    ///   - wanted: The first character of the only values whose numbers are checked: those of other kinds
    ///     are refused for their kind. Nil for all.
    /// - Returns: The value.
    /// - Throws: Go's text of what is wrong.
    static func parse(
        _ text: [UInt8],
        _ context: any GoCallContext,
        wanted: Unicode.Scalar? = nil
    ) throws(GoError) -> GoValue {
        var parser = JSONParser(text, context)
        parser.skipSpace()
        let first = parser.offset < text.count ? Unicode.Scalar(text[parser.offset]) : nil
        let value = try parser.value("looking for beginning of value")
        parser.skipSpace()
        if parser.offset < text.count { throw parser.unexpected("after top-level value") }
        if let error = parser.rangeError, wanted == nil || wanted == first { throw error }
        try context.spend(bytes: parser.uncounted)
        return value
    }

    /// Counts the memory of a value; its elements have been counted before.
    private mutating func counting(_ value: GoValue) throws(GoError) -> GoValue {
        uncounted += value.ownSize
        if uncounted > 1 << 18 {
            try context.spend(bytes: uncounted)
            // The time counts too.
            try context.allow(bytes: 0)
            uncounted = 0
        }
        return value
    }

    private mutating func skipSpace() {
        while offset < text.count {
            switch text[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    /// The error for the byte at `offset`, or for the end of the text.
    ///
    /// - Parameters:
    ///   - place: Where the byte stands.
    ///   - isInWord: Whether a space could not stand there; Go takes the end of the text for one.
    /// - Returns: The error with Go's text.
    private func unexpected(_ place: String, isInWord: Bool = false) -> GoError {
        guard offset < text.count else {
            return GoError(isInWord ? "invalid character ' ' \(place)" : "unexpected end of JSON input")
        }
        return GoError("invalid character \(Self.quoted(text[offset])) \(place)")
    }

    /// A byte in single quotes, read as a character of its own.
    private static func quoted(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "'"): return "'\\''"
        case UInt8(ascii: "\""): return "'\"'"
        default:
            let quoted = Quoting.quoted(UTF8Text.bytes([Unicode.Scalar(byte)])).text
            return "'\(quoted.dropFirst().dropLast())'"
        }
    }

    private mutating func value(_ place: String) throws(GoError) -> GoValue {
        skipSpace()
        guard offset < text.count else { throw unexpected(place) }
        switch text[offset] {
        case UInt8(ascii: "{"): return try nested { (parser) throws(GoError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { (parser) throws(GoError) in try parser.array() }
        case UInt8(ascii: "\""): return try counting(.string(try string()))
        case UInt8(ascii: "-"), 0x30...0x39: return try number()
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .nil)
        default: throw unexpected(place)
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(GoError) -> GoValue
    ) throws(GoError) -> GoValue {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.maximumDepth { throw GoError("exceeded max depth") }
        offset += 1
        return try body(&self)
    }

    private mutating func literal(_ word: String, _ value: GoValue) throws(GoError) -> GoValue {
        for (index, byte) in word.utf8.enumerated() {
            if offset >= text.count || text[offset] != byte {
                let wanted = Array(word.unicodeScalars)[index]
                throw unexpected("in literal \(word) (expecting '\(wanted)')", isInWord: true)
            }
            offset += 1
        }
        return value
    }

    private mutating func object() throws(GoError) -> GoValue {
        var entries: [GoString: GoValue] = [:]
        skipSpace()
        if offset < text.count, text[offset] == UInt8(ascii: "}") {
            offset += 1
            return try counting(.map(GoMap()))
        }
        while true {
            skipSpace()
            guard offset < text.count, text[offset] == UInt8(ascii: "\"") else {
                throw unexpected("looking for beginning of object key string")
            }
            let key = GoString(try string())
            uncounted += key.count
            skipSpace()
            guard offset < text.count, text[offset] == UInt8(ascii: ":") else {
                throw unexpected("after object key")
            }
            offset += 1
            entries[key] = try value("looking for beginning of value")
            skipSpace()
            guard offset < text.count else { throw unexpected("") }
            switch text[offset] {
            case UInt8(ascii: ","): offset += 1
            case UInt8(ascii: "}"):
                offset += 1
                return try counting(.map(GoMap(entries)))
            default: throw unexpected("after object key:value pair")
            }
        }
    }

    private mutating func array() throws(GoError) -> GoValue {
        var elements: [GoValue] = []
        skipSpace()
        if offset < text.count, text[offset] == UInt8(ascii: "]") {
            offset += 1
            return try counting(.list([]))
        }
        while true {
            elements.append(try value("looking for beginning of value"))
            skipSpace()
            guard offset < text.count else { throw unexpected("") }
            switch text[offset] {
            case UInt8(ascii: ","): offset += 1
            case UInt8(ascii: "]"):
                offset += 1
                return try counting(.list(elements))
            default: throw unexpected("after array element")
            }
        }
    }

    private mutating func number() throws(GoError) -> GoValue {
        let start = offset
        if text[offset] == UInt8(ascii: "-") { offset += 1 }
        guard isDigit else { throw unexpected("in numeric literal", isInWord: true) }
        if text[offset] == UInt8(ascii: "0") { offset += 1 } else { skipDigits() }
        if offset < text.count, text[offset] == UInt8(ascii: ".") {
            offset += 1
            guard isDigit else { throw unexpected("after decimal point in numeric literal", isInWord: true) }
            skipDigits()
        }
        if offset < text.count, text[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < text.count, text[offset] == UInt8(ascii: "+") || text[offset] == UInt8(ascii: "-") {
                offset += 1
            }
            guard isDigit else { throw unexpected("in exponent of numeric literal", isInWord: true) }
            skipDigits()
        }
        let digits = String(decoding: text[start..<offset], as: UTF8.self)
        guard let value = Double(digits), value.isFinite else {
            let error = GoError("json: cannot unmarshal number \(digits) into Go value of type float64")
            rangeError = rangeError ?? error
            return .float64(0)
        }
        return .float64(value)
    }

    private var isDigit: Bool { offset < text.count && (0x30...0x39).contains(text[offset]) }

    private mutating func skipDigits() {
        while isDigit { offset += 1 }
    }

    /// The text of the string literal that begins at `offset`.
    private mutating func string() throws(GoError) -> [UInt8] {
        offset += 1
        var result: [UInt8] = []
        while offset < text.count {
            let byte = text[offset]
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return result
            case UInt8(ascii: "\\"):
                offset += 1
                try escape(&result)
            case 0..<0x20: throw unexpected("in string literal")
            case 0x20..<0x80:
                result.append(byte)
                offset += 1
            default:
                let (scalar, width) = UTF8Text.decode(text, at: offset)
                result.append(scalar)
                offset += width
            }
        }
        throw unexpected("")
    }

    private mutating func escape(_ result: inout [UInt8]) throws(GoError) {
        guard offset < text.count else { throw unexpected("in string escape code", isInWord: true) }
        switch text[offset] {
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(text[offset])
        case UInt8(ascii: "u"):
            offset += 1
            result.append(try codePoint())
            return
        default: throw unexpected("in string escape code", isInWord: true)
        }
        offset += 1
    }

    /// The character of a `\u` escape, two of them for a surrogate pair; half a pair is U+FFFD.
    private mutating func codePoint() throws(GoError) -> Unicode.Scalar {
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let start = offset
        if (0xD800..<0xDC00).contains(first), offset + 1 < text.count, text[offset] == UInt8(ascii: "\\"),
            text[offset + 1] == UInt8(ascii: "u")
        {
            offset += 2
            let second = try fourDigits()
            if (0xDC00..<0xE000).contains(second) {
                return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
            }
            offset = start
        }
        return "\u{FFFD}"
    }

    private mutating func fourDigits() throws(GoError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard offset < text.count, let digit = Self.hexadecimalDigit(text[offset]) else {
                throw unexpected("in \\u hexadecimal character escape", isInWord: true)
            }
            value = value << 4 | digit
            offset += 1
        }
        return value
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte) - 0x30
        case 0x41...0x46, 0x61...0x66: UInt32(byte | 0x20) - 0x61 + 10
        default: nil
        }
    }
}
