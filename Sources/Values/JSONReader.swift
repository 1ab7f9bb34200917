import Diagnostics
import OrderedCollections

/// A single pass over JSON text.
struct JSONReader {
    let bytes: [UInt8]
    let file: String
    var index = 0
    private var depth = 0

    init(bytes: [UInt8], file: String, index: Int = 0) {
        self.bytes = bytes
        self.file = file
        self.index = index
    }

    mutating func document() throws(Failure) -> Value {
        let value = try value()
        skipSpace()
        guard index == bytes.count else { throw unexpected("after top-level value") }
        return value
    }

    mutating func value() throws(Failure) -> Value {
        skipSpace()
        guard index < bytes.count else { throw unexpected("") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "\""):
            index += 1
            return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw unexpected("looking for beginning of value")
        }
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): index += 1
            default: return
            }
        }
    }

    private mutating func descend() throws(Failure) {
        depth += 1
        index += 1
        if depth > JSON.maximumDepth {
            throw Failure(.invalidInput, "exceeded max depth", in: bytes, file: file, offset: index - 1)
        }
        skipSpace()
    }

    private mutating func object() throws(Failure) -> Value.Object {
        try descend()
        defer { depth -= 1 }
        var members = Value.Object()
        if index < bytes.count, bytes[index] == UInt8(ascii: "}") {
            index += 1
            return members
        }
        while true {
            skipSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                throw unexpected("looking for beginning of object key string")
            }
            index += 1
            let key = try string()
            skipSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else {
                throw unexpected("after object key")
            }
            index += 1
            members[key] = try value()
            skipSpace()
            guard index < bytes.count else { throw unexpected("") }
            switch bytes[index] {
            case UInt8(ascii: ","): index += 1
            case UInt8(ascii: "}"):
                index += 1
                return members
            default: throw unexpected("after object key:value pair")
            }
        }
    }

    private mutating func array() throws(Failure) -> [Value] {
        try descend()
        defer { depth -= 1 }
        var elements: [Value] = []
        if index < bytes.count, bytes[index] == UInt8(ascii: "]") {
            index += 1
            return elements
        }
        while true {
            elements.append(try value())
            skipSpace()
            guard index < bytes.count else { throw unexpected("") }
            switch bytes[index] {
            case UInt8(ascii: ","): index += 1
            case UInt8(ascii: "]"):
                index += 1
                return elements
            default: throw unexpected("after array element")
            }
        }
    }

    private mutating func literal(_ word: StaticString, _ value: Value) throws(Failure) -> Value {
        let expected = word.description.utf8
        for byte in expected {
            guard index < bytes.count, bytes[index] == byte else {
                let character = Character(Unicode.Scalar(byte))
                throw unexpected("in literal \(word) (expecting '\(character)')")
            }
            index += 1
        }
        return value
    }

    private mutating func number() throws(Failure) -> Value {
        let start = index
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        guard let first = digit() else { throw unexpected("in numeric literal") }
        index += 1
        var magnitude: Int64? = Int64(first)
        if first != 0 {
            while let digit = digit() {
                index += 1
                magnitude = magnitude.flatMap { appending(digit, to: $0) }
            }
        }
        var isWhole = true
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            isWhole = false
            index += 1
            guard digit() != nil else { throw unexpected("after decimal point in numeric literal") }
            while digit() != nil { index += 1 }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            guard digit() != nil else { throw unexpected("in exponent of numeric literal") }
            while digit() != nil { index += 1 }
        }
        // Minus zero stays a double: as a whole number it would lose its sign.
        if isWhole, let magnitude, !(isNegative && magnitude == 0) {
            return .int(isNegative ? -magnitude : magnitude)
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let value = Int64(text), value != 0 { return .int(value) }
        guard let value = Double(text), value.isFinite else {
            throw Failure(
                .invalidInput,
                "json: cannot unmarshal number \(text) into Go value of type float64",
                in: bytes,
                file: file,
                offset: start
            )
        }
        return .double(value)
    }

    private func digit() -> UInt8? {
        guard index < bytes.count else { return nil }
        let value = bytes[index] &- UInt8(ascii: "0")
        return value < 10 ? value : nil
    }

    private func appending(_ digit: UInt8, to magnitude: Int64) -> Int64? {
        let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
        if overflow { return nil }
        let (sum, overflows) = product.addingReportingOverflow(Int64(digit))
        return overflows ? nil : sum
    }

    /// The error for the byte at `index`, or for the end of the text.
    func unexpected(_ context: String) -> Failure {
        guard index < bytes.count else {
            return Failure(
                .invalidInput,
                "unexpected end of JSON input",
                in: bytes,
                file: file,
                offset: index
            )
        }
        return Failure(
            .invalidInput,
            "invalid character \(Self.quoted(bytes[index])) \(context)",
            in: bytes,
            file: file,
            offset: index
        )
    }

    /// A byte as Go quotes it: as the code point of that number, so half of `é` shows as `Ã`.
    private static func quoted(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "'"): return "'\\''"
        case UInt8(ascii: "\\"): return "'\\\\'"
        case 7: return "'\\a'"
        case 8: return "'\\b'"
        case 9: return "'\\t'"
        case 10: return "'\\n'"
        case 11: return "'\\v'"
        case 12: return "'\\f'"
        case 13: return "'\\r'"
        case 0..<0x20, 0x7F: return "'\\x" + hexadecimal(byte) + "'"
        case 0x80...0xA0, 0xAD: return "'\\u00" + hexadecimal(byte) + "'"
        default: return "'\(Character(Unicode.Scalar(byte)))'"
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
    }
}
