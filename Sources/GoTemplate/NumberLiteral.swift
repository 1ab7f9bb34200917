/// A number of a template, which Go takes for every type that can hold it.
///
/// The rules are those of text/template/parse, `NumberNode`.
struct NumberLiteral: Sendable {
    /// The literal as it is in the source.
    let text: GoString
    /// The value as an integer, if it has one.
    let int: Int64?
    /// The value as a floating-point number, if it has one.
    let float: Double?
    /// True for `1i`; the value is then `complex`.
    let isComplex: Bool
    let complex: (real: Double, imaginary: Double)
    /// What the literal is where its type is not known.
    let ideal: Ideal

    enum Ideal: Sendable {
        case int(Int)
        case float(Double)
        case complex(Double, Double)
        /// An integer above the range of `int`.
        case overflow
    }

    /// Reads a number or character constant; throws the text of Go's error when it is malformed.
    init(_ text: GoString, kind: Token.Kind) throws(NumberSyntaxError) {
        self.text = text
        if kind == .number, let value = Self.smallDecimal(text.bytes) {
            int = Int64(value)
            float = Double(value)
            isComplex = false
            complex = (0, 0)
            ideal = .int(value)
            return
        }
        var int: Int64?
        var isUnsigned = false
        var float: Double?
        var complex: (Double, Double)?
        switch kind {
        case .characterConstant:
            int = Int64(try Self.character(text.bytes))
            float = int.map(Double.init)
        case .complex:
            complex = try Self.complexPair(text.bytes)
        default:
            if text.bytes.last == UInt8(ascii: "i"),
                let imaginary = NumberParsing.float(text.bytes.dropLast()).valueInRange
            {
                complex = (0, imaginary)
                break
            }
            int = NumberParsing.signed(text.bytes)
            isUnsigned = NumberParsing.unsigned(text.bytes) != nil
            if let int {
                float = Double(int)
            } else if let unsigned = NumberParsing.unsigned(text.bytes) {
                float = Double(unsigned)
            } else if let value = NumberParsing.float(text.bytes[...]).valueInRange {
                guard text.bytes.contains(where: { ".eEpP".utf8.contains($0) }) else {
                    throw NumberSyntaxError("integer overflow: \(Quoting.quoted(text.bytes))")
                }
                float = value
                int = Int64(exactly: value)
            }
        }
        if let complex {
            if complex.1 == 0 {
                float = complex.0
                int = Int64(exactly: complex.0)
            }
        } else if int == nil, float == nil {
            throw NumberSyntaxError("illegal number syntax: \(Quoting.quoted(text.bytes))")
        }
        self.int = int
        self.float = float
        isComplex = complex != nil
        self.complex = complex ?? (0, 0)
        if let complex {
            ideal = .complex(complex.0, complex.1)
        } else if let float, Self.looksLikeFloat(text.bytes) {
            ideal = .float(float)
        } else if let int, !(isUnsigned && int < 0) {
            ideal = .int(Int(int))
        } else {
            ideal = .overflow
        }
    }

    /// The value of a number that is only a few digits, as nearly all are; nil for every other.
    private static func smallDecimal(_ text: [UInt8]) -> Int? {
        // A zero in front makes it octal.
        guard text.count <= 9, text.count == 1 || text.first != UInt8(ascii: "0") else { return nil }
        var value = 0
        for byte in text {
            guard Lexer.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return text.isEmpty ? nil : value
    }

    /// Go decides by the spelling: a point or an exponent, and neither a hexadecimal integer nor a character.
    private static func looksLikeFloat(_ text: [UInt8]) -> Bool {
        if text.first == UInt8(ascii: "'") { return false }
        let isHex = text.count > 2 && text[0] == UInt8(ascii: "0") && text[1] | 0x20 == UInt8(ascii: "x")
        if isHex, !text.contains(where: { $0 | 0x20 == UInt8(ascii: "p") }) { return false }
        return text.contains { ".eEpP".utf8.contains($0) }
    }

    private static func character(_ text: [UInt8]) throws(NumberSyntaxError) -> UInt32 {
        var index = 1
        guard let unit = Quoting.unquotedCharacter(text, at: &index, quote: UInt8(ascii: "'")) else {
            throw NumberSyntaxError("invalid syntax")
        }
        guard index == text.count - 1 else {
            throw NumberSyntaxError(
                "malformed character constant: \(text.isEmpty ? "" : GoString(text).text)"
            )
        }
        return unit.value
    }

    private static func part(_ text: ArraySlice<UInt8>) throws(NumberSyntaxError) -> Double {
        let name = "strconv.ParseFloat: parsing \(Quoting.quoted(Array(text)))"
        switch NumberParsing.float(text) {
        case .value(let value): return value
        case .outOfRange: throw NumberSyntaxError("\(name): value out of range")
        case .malformed: throw NumberSyntaxError("\(name): invalid syntax")
        }
    }

    /// Splits `1+2i` at the sign that neither starts the number nor belongs to an exponent.
    private static func complexPair(_ text: [UInt8]) throws(NumberSyntaxError) -> (Double, Double) {
        for index in text.indices.dropFirst().dropLast() {
            let byte = text[index]
            guard byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") else { continue }
            let isHex = text.prefix(3).contains { $0 | 0x20 == UInt8(ascii: "x") }
            let exponent: UInt8 = isHex ? UInt8(ascii: "p") : UInt8(ascii: "e")
            if text[index - 1] | 0x20 == exponent { continue }
            return (try part(text[..<index]), try part(text[index...].dropLast()))
        }
        throw NumberSyntaxError("syntax error scanning complex number")
    }
}

/// A number literal is malformed; the text is Go's.
struct NumberSyntaxError: Error {
    var text: String

    init(_ text: String) {
        self.text = text
    }
}
