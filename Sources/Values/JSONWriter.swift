import OrderedCollections

/// Writes values as JSON text into one buffer.
struct JSONWriter {
    let pretty: Bool
    let escapeHTML: Bool
    let sortKeys: Bool
    private(set) var output: [UInt8] = []
    private var depth = 0

    init(pretty: Bool, escapeHTML: Bool, sortKeys: Bool) {
        self.pretty = pretty
        self.escapeHTML = escapeHTML
        self.sortKeys = sortKeys
    }

    mutating func write(_ value: Value) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .int(let value): output.append(contentsOf: value.description.utf8)
        case .double(let value): write(value)
        case .string(let text): write(text)
        case .array(let elements): write(elements)
        case .object(let members): write(members)
        }
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { output.append(contentsOf: $0) }
    }

    private mutating func write(_ elements: [Value]) {
        if elements.isEmpty { return append("[]") }
        open("[")
        for (position, element) in elements.enumerated() {
            startMember(isFirst: position == 0)
            write(element)
        }
        close("]")
    }

    private mutating func write(_ members: Value.Object) {
        if members.isEmpty { return append("{}") }
        open("{")
        if sortKeys {
            let keys = members.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            for (position, key) in keys.enumerated() {
                startMember(isFirst: position == 0)
                write(key: key)
                write(members[key] ?? .null)
            }
        } else {
            for (position, member) in members.enumerated() {
                startMember(isFirst: position == 0)
                write(key: member.key)
                write(member.value)
            }
        }
        close("}")
    }

    private mutating func write(key: String) {
        write(key)
        output.append(UInt8(ascii: ":"))
        if pretty { output.append(UInt8(ascii: " ")) }
    }

    private mutating func open(_ bracket: StaticString) {
        append(bracket)
        depth += 1
    }

    private mutating func close(_ bracket: StaticString) {
        depth -= 1
        breakLine()
        append(bracket)
    }

    private mutating func startMember(isFirst: Bool) {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        breakLine()
    }

    private mutating func breakLine() {
        guard pretty else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }

    /// As Go's `encoding/json`: plain digits for 1e-6 <= |x| < 1e21, else an unpadded exponent.
    private mutating func write(_ number: Double) {
        guard number.isFinite else { return append("null") }
        let magnitude = number.magnitude
        if magnitude < 9_007_199_254_740_992, number != 0, let whole = Int64(exactly: number) {
            output.append(contentsOf: whole.description.utf8)
            return
        }
        let decimal = ShortestDecimal(number)
        if magnitude == 0 || (magnitude >= 1e-6 && magnitude < 1e21) {
            decimal.appendPlain(to: &output)
        } else {
            decimal.appendScientific(to: &output, minimumExponentDigits: 1)
        }
    }

    private mutating func write(_ text: String) {
        output.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            for index in 0..<bytes.count {
                let byte = bytes[index]
                guard needsCare(byte) else { continue }
                if byte == 0xE2 {
                    // Only U+2028 and U+2029 are escaped: they end a line in JavaScript.
                    guard bytes[index + 1] == 0x80, bytes[index + 2] & 0xFE == 0xA8 else { continue }
                    output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
                    append(bytes[index + 2] == 0xA8 ? "\\u2028" : "\\u2029")
                    start = index + 3
                } else {
                    output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
                    escape(byte)
                    start = index + 1
                }
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
        }
        output.append(UInt8(ascii: "\""))
    }

    private func needsCare(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0xE2: true
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): escapeHTML
        default: false
        }
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x08: append("\\b")
        case 0x0C: append("\\f")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        default:
            let digits: StaticString = "0123456789abcdef"
            append("\\u00")
            digits.withUTF8Buffer { digits in
                output.append(digits[Int(byte >> 4)])
                output.append(digits[Int(byte & 15)])
            }
        }
    }
}
