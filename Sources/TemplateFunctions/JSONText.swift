import GoTemplate
import Values

/// JSON as `encoding/json` writes it.
struct JSONText {
    /// Whether `<`, `>` and `&` are written as escapes, as Go does by default.
    var escapesHTML = true
    /// What each level is indented with; nil for the compact form.
    var indent: [UInt8]?
    private var output: [UInt8] = []
    /// The rendering's budget.
    ///
    /// A map that is held in many places is written in each, so that a small value
    /// can make an endless text.
    private var context: any GoCallContext
    private var nextCheck = 1 << 16

    init(_ context: any GoCallContext, escapesHTML: Bool = true, indent: String? = nil) {
        self.context = context
        self.escapesHTML = escapesHTML
        self.indent = indent.map { [UInt8](text: $0) }
    }

    /// How deep values may nest; a map can hold itself.
    private static let maximumDepth = 1000

    /// The text of `value`.
    ///
    /// - Throws: What `encoding/json` says to what JSON cannot hold.
    mutating func encode(_ value: GoValue) throws(GoError) -> [UInt8] {
        output = []
        nextCheck = 1 << 16
        try append(value, depth: 0)
        return output
    }

    private mutating func append(_ value: GoValue, depth: Int) throws(GoError) {
        if output.count >= nextCheck {
            try context.allow(bytes: output.count)
            nextCheck = output.count + 1 << 16
        }
        switch value {
        case .nil: output.append(text: "null")
        case .bool(let value): output.append(text: value ? "true" : "false")
        case .int(let value): output.append(text: value.description)
        case .int64(let value): output.append(text: value.description)
        case .uint8(let value): output.append(text: value.description)
        case .uint64(let value): output.append(text: value.description)
        case .float64(let value): try append(value)
        case .complex128: throw GoError("json: unsupported type: complex128")
        case .string(let value): append(text: value.bytes)
        case .bytes(let value):
            output.append(UInt8(ascii: "\""))
            output += Base64.encode(value)
            output.append(UInt8(ascii: "\""))
        case .list(let list): try append(list, depth: depth)
        case .map(let map): try append(map, depth: depth)
        case .object(let object):
            if let object = object as? any GoStructObject { return try append(object, depth: depth) }
            guard let json = object.json else { throw GoError("json: unsupported type: \(object.typeName)") }
            try append(json, depth: depth + 1)
        }
    }

    private mutating func append(_ list: GoList, depth: Int) throws(GoError) {
        if list.isNil { return output.append(text: "null") }
        guard depth < Self.maximumDepth else { throw tooDeep(list.typeName) }
        output.append(UInt8(ascii: "["))
        for (index, element) in list.elements.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            breakLine(depth + 1)
            try append(element, depth: depth + 1)
        }
        if !list.elements.isEmpty { breakLine(depth) }
        output.append(UInt8(ascii: "]"))
    }

    private mutating func append(_ map: GoMap, depth: Int) throws(GoError) {
        if map.isNil { return output.append(text: "null") }
        guard depth < Self.maximumDepth else { throw tooDeep(map.typeName) }
        output.append(UInt8(ascii: "{"))
        for (index, key) in map.sortedKeys.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            breakLine(depth + 1)
            append(text: key.bytes)
            output.append(UInt8(ascii: ":"))
            if indent != nil { output.append(UInt8(ascii: " ")) }
            try append(map.entries[key] ?? .nil, depth: depth + 1)
        }
        if !map.entries.isEmpty { breakLine(depth) }
        output.append(UInt8(ascii: "}"))
    }

    /// A struct has its fields in the order of their declaration.
    private mutating func append(_ object: any GoStructObject, depth: Int) throws(GoError) {
        output.append(UInt8(ascii: "{"))
        for (index, field) in object.jsonFields.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            breakLine(depth + 1)
            append(text: [UInt8](text: field.name))
            output.append(UInt8(ascii: ":"))
            if indent != nil { output.append(UInt8(ascii: " ")) }
            try append(field.value, depth: depth + 1)
        }
        breakLine(depth)
        output.append(UInt8(ascii: "}"))
    }

    private func tooDeep(_ type: String) -> GoError {
        GoError("json: unsupported value: encountered a cycle via \(type)")
    }

    private mutating func breakLine(_ depth: Int) {
        guard let indent else { return }
        output.append(UInt8(ascii: "\n"))
        for _ in 0..<depth { output += indent }
    }

    /// Plain digits from 1e-6 to below 1e21, else an exponent without padding.
    private mutating func append(_ value: Double) throws(GoError) {
        guard value.isFinite else {
            throw GoError(
                "json: unsupported value: " + String(decoding: FloatText.shortest(value), as: UTF8.self)
            )
        }
        let decimal = ShortestDecimal(value)
        if value != 0, value.magnitude < 1e-6 || value.magnitude >= 1e21 {
            decimal.appendScientific(to: &output, minimumExponentDigits: 1)
        } else {
            decimal.appendPlain(to: &output)
        }
    }

    private mutating func append(text: [UInt8]) {
        output.append(UInt8(ascii: "\""))
        var offset = 0
        while offset < text.count {
            let byte = text[offset]
            if byte < 0x80 {
                append(ascii: byte)
                offset += 1
                continue
            }
            let (scalar, width) = UTF8Text.decode(text, at: offset)
            if scalar == "\u{FFFD}", width == 1 {
                output.append(text: "\\ufffd")
            } else if scalar == "\u{2028}" || scalar == "\u{2029}" {
                output.append(text: "\\u" + HexadecimalText.padded(scalar.value, digits: 4))
            } else {
                output.append(scalar)
            }
            offset += width
        }
        output.append(UInt8(ascii: "\""))
    }

    private mutating func append(ascii byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            output.append(UInt8(ascii: "\\"))
            output.append(byte)
        case 0x08: output.append(text: "\\b")
        case 0x0C: output.append(text: "\\f")
        case UInt8(ascii: "\n"): output.append(text: "\\n")
        case UInt8(ascii: "\r"): output.append(text: "\\r")
        case UInt8(ascii: "\t"): output.append(text: "\\t")
        case UInt8(ascii: "<") where escapesHTML, UInt8(ascii: ">") where escapesHTML,
            UInt8(ascii: "&") where escapesHTML, 0..<0x20:
            output.append(text: "\\u" + HexadecimalText.padded(UInt32(byte), digits: 4))
        default: output.append(byte)
        }
    }
}
