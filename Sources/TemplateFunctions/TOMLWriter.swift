import GoTemplate

/// Writes TOML as Helm's library does: simple keys first, then tables, each sorted and indented by two
/// spaces a level.
struct TOMLWriter {
    private var output: [UInt8] = []
    private let context: any GoCallContext
    private var nextCheck = 1 << 16
    /// Values looked at for their form, which goes through lists of lists again and again.
    private var looks = 0

    private static let nilElement = GoError("toml: cannot encode array with nil element")
    private static let maximumDepth = 1000

    /// The document for `value`; a list or a scalar is written as a value without a key.
    ///
    /// - Throws: The library's text for what TOML cannot hold.
    static func write(_ value: GoValue, _ context: any GoCallContext) throws(GoError) -> [UInt8] {
        if value.isNilValue { throw GoError("reflect: call of reflect.Value.Type on zero Value") }
        var writer = TOMLWriter(context: context)
        try writer.append(value, at: [])
        return writer.output
    }

    private init(context: any GoCallContext) {
        self.context = context
    }

    private mutating func checkBudget() throws(GoError) {
        if output.count >= nextCheck {
            try context.allow(bytes: output.count)
            nextCheck = output.count + 1 << 16
        }
    }

    /// How a value is written: as `key = value`, as a table, or as a list of tables.
    private enum Form {
        case simple, table, tables
    }

    private mutating func form(_ value: GoValue, depth: Int = 0) throws(GoError) -> Form {
        looks += 1
        if looks % 1024 == 0 { try context.allow(bytes: output.count) }
        guard depth < Self.maximumDepth else { throw GoError("toml: values are nested too deep") }
        switch value {
        case .map: return .table
        case .object(let object): return object is any GoStructObject ? .table : .simple
        case .list(let list):
            var form = list.elements.isEmpty ? Form.simple : .tables
            for element in list.elements {
                if element.isNilValue { throw Self.nilElement }
                if try self.form(element, depth: depth + 1) != .table { form = .simple }
            }
            return form
        default: return .simple
        }
    }

    private mutating func append(_ value: GoValue, at key: [GoString]) throws(GoError) {
        guard key.count < Self.maximumDepth else { throw GoError("toml: tables are nested too deep") }
        switch try form(value) {
        case .table:
            // A blank line stands before each top-level table.
            if key.count == 1 { breakLine() }
            if !key.isEmpty { appendHeader("[", key, "]") }
            try appendMembers(of: value, at: key)
        case .tables:
            if key.isEmpty { throw GoError("toml: top-level values must be Go maps or structs") }
            for element in value.sliceElements ?? [] {
                breakLine()
                appendHeader("[[", key, "]]")
                try appendMembers(of: element, at: key)
            }
        case .simple:
            if case .complex128 = value {
                throw GoError(
                    "unsupported type for key '\(key.map(Self.quotedKey).joined(separator: "."))': complex128"
                )
            }
            guard let last = key.last else { return try appendInline(value, depth: 0) }
            indent(key)
            output.append(text: Self.quotedKey(last) + " = ")
            try appendInline(value, depth: 0)
            breakLine()
        }
    }

    /// The members that are not nil, sorted, those written as `key = value` first.
    private mutating func members(
        of value: GoValue
    ) throws(GoError) -> [(key: GoString, value: GoValue)] {
        var simple: [(key: GoString, value: GoValue)] = []
        var tables: [(key: GoString, value: GoValue)] = []
        var all: [(key: GoString, value: GoValue)] = []
        switch value {
        case .map(let map): all = map.sortedKeys.map { ($0, map.entries[$0] ?? .nil) }
        case .object(let object):
            if let object = object as? any GoStructObject {
                all = object.jsonFields.map { (GoString($0.name), $0.value) }
            }
        default: break
        }
        for (key, value) in all where !Self.isMissing(value) {
            if try form(value) == .simple { simple.append((key, value)) } else { tables.append((key, value)) }
        }
        return simple + tables
    }

    private static func isMissing(_ value: GoValue) -> Bool {
        switch value {
        case .nil: true
        case .list(let list): list.isNil
        case .map(let map): map.isNil
        default: false
        }
    }

    private mutating func appendMembers(of value: GoValue, at key: [GoString]) throws(GoError) {
        try checkBudget()
        for member in try members(of: value) { try append(member.value, at: key + [member.key]) }
    }

    private mutating func appendInline(_ value: GoValue, depth: Int) throws(GoError) {
        guard depth < Self.maximumDepth else { throw GoError("toml: values are nested too deep") }
        try checkBudget()
        switch value {
        case .nil: throw Self.nilElement
        case .bool, .int, .int64, .uint8, .uint64: output += value.printedBytes
        case .float64(let number): output += Self.float(number)
        case .complex128: throw GoError("unsupported type for key '': complex128")
        case .string(let text): output.append(text: Self.quoted(text.text))
        case .bytes, .list:
            output.append(UInt8(ascii: "["))
            for (index, element) in (value.sliceElements ?? []).enumerated() {
                if index > 0 { output.append(text: ", ") }
                try appendInline(element, depth: depth + 1)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let object) where !(object is any GoStructObject):
            if let time = object as? GoTime {
                output += GoTimeLayout.format(time, layout: GoTimeLayout.rfc3339Nano)
            } else if let number = object as? GoNamedNumber {
                output.append(text: number.number.description)
            } else {
                output.append(text: Self.quoted(object.printed.text))
            }
        case .map, .object:
            output.append(UInt8(ascii: "{"))
            for (index, member) in try members(of: value).enumerated() {
                if index > 0 { output.append(text: ", ") }
                output.append(text: Self.quotedKey(member.key) + " = ")
                try appendInline(member.value, depth: depth + 1)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    private mutating func appendHeader(_ open: String, _ key: [GoString], _ close: String) {
        indent(key)
        output.append(text: open + key.map(Self.quotedKey).joined(separator: ".") + close)
        breakLine()
    }

    private mutating func indent(_ key: [GoString]) {
        for _ in 1..<max(key.count, 1) { output.append(text: "  ") }
    }

    private mutating func breakLine() {
        if !output.isEmpty { output.append(UInt8(ascii: "\n")) }
    }

    /// A float always has a point or an exponent.
    private static func float(_ number: Double) -> [UInt8] {
        if number.isNaN { return [UInt8](text: "nan") }
        if number.isInfinite { return [UInt8](text: number < 0 ? "-inf" : "inf") }
        let text = FloatText.shortest(number)
        if text.contains(UInt8(ascii: ".")) || text.contains(UInt8(ascii: "e")) { return text }
        return text + [UInt8](text: ".0")
    }

    private static func quotedKey(_ key: GoString) -> String {
        let isBare = key.bytes.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
            default: false
            }
        }
        return isBare && !key.isEmpty ? key.text : quoted(key.text)
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{08}": result += "\\b"
            case "\u{0C}": result += "\\f"
            case "\u{00}"..."\u{1F}", "\u{7F}":
                result += "\\u" + HexadecimalText.padded(scalar.value, digits: 4)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
