/// Go's `fmt`: how values become text.
package struct GoPrinter {
    /// What has been written so far.
    var output: [UInt8] = []
    var flags = FormatFlags()
    /// What is being printed around the current value.
    var path = PrintPath()

    init() {}

    // MARK: Without a format

    /// `Sprint`: operands in a row, with a space between two when neither is a string.
    package static func joined(_ values: [GoValue]) -> [UInt8] {
        var output: [UInt8] = []
        var previousIsString = true
        for (position, value) in values.enumerated() where output.count <= PrintPath.sizeLimit {
            let isString = value.isString
            if position > 0, !isString, !previousIsString { output.append(UInt8(ascii: " ")) }
            append(value, to: &output)
            previousIsString = isString
        }
        return output
    }

    /// `Sprintln`: operands with spaces between, and a line feed.
    package static func joinedLine(_ values: [GoValue]) -> [UInt8] {
        var output: [UInt8] = []
        for (position, value) in values.enumerated() where output.count <= PrintPath.sizeLimit {
            if position > 0 { output.append(UInt8(ascii: " ")) }
            append(value, to: &output)
        }
        output.append(UInt8(ascii: "\n"))
        return output
    }

    /// What `%v` prints, as text.
    package static func printed(_ value: GoValue) -> String {
        var output: [UInt8] = []
        append(value, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Appends what `%v` prints; this is the way of everything that templates print without `printf`.
    package static func append(_ value: GoValue, to output: inout [UInt8]) {
        var path = PrintPath()
        append(value, to: &output, path: &path)
    }

    private static func append(_ value: GoValue, to output: inout [UInt8], path: inout PrintPath) {
        switch value {
        case .nil: output += "<nil>".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .int(let value): append(value, to: &output)
        case .int64(let value): append(Int(value), to: &output)
        case .uint8(let value): append(Int(value), to: &output)
        case .uint64(let value): output += String(value).utf8
        case .float64(let value): output += FloatText.shortest(value)
        case .complex128(let real, let imaginary):
            output.append(UInt8(ascii: "("))
            output += FloatText.shortest(real)
            let text = FloatText.shortest(imaginary)
            if text.first != UInt8(ascii: "-"), text.first != UInt8(ascii: "+") {
                output.append(UInt8(ascii: "+"))
            }
            output += text
            output += "i)".utf8
        case .string(let value): output += value.bytes
        case .bytes(let bytes): appendList(bytes.map { .uint8($0) }, to: &output, path: &path)
        case .list(let list): appendList(list.elements, to: &output, path: &path)
        case .map(let map): appendMap(map, to: &output, path: &path)
        case .object(let object): output += object.printedAsArgument.bytes
        }
    }

    private static func appendList(_ elements: [GoValue], to output: inout [UInt8], path: inout PrintPath) {
        output.append(UInt8(ascii: "["))
        if path.enter(nil, size: output.count) {
            var isFirst = true
            for element in elements where output.count <= PrintPath.sizeLimit {
                if !isFirst { output.append(UInt8(ascii: " ")) }
                isFirst = false
                append(element, to: &output, path: &path)
            }
            path.leave(nil)
        } else {
            output += PrintPath.omission.utf8
        }
        output.append(UInt8(ascii: "]"))
    }

    private static func appendMap(_ map: GoMap, to output: inout [UInt8], path: inout PrintPath) {
        output += "map[".utf8
        if path.enter(map, size: output.count) {
            var isFirst = true
            for key in map.sortedKeys where output.count <= PrintPath.sizeLimit {
                if !isFirst { output.append(UInt8(ascii: " ")) }
                isFirst = false
                output += key.bytes
                output.append(UInt8(ascii: ":"))
                append(map.entries[key] ?? .nil, to: &output, path: &path)
            }
            path.leave(map)
        } else {
            output += PrintPath.omission.utf8
        }
        output.append(UInt8(ascii: "]"))
    }

    private static func append(_ value: Int, to output: inout [UInt8]) {
        if value >= 0, value < 10 {
            output.append(UInt8(ascii: "0") + UInt8(value))
        } else {
            output += String(value).utf8
        }
    }
}

extension GoValue {
    var isString: Bool {
        switch self {
        case .string: true
        case .object(let object): object.kindName == "string"
        default: false
        }
    }
}
