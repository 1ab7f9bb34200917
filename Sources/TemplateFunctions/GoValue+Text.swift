import GoTemplate
import Values

/// The text of values.
extension GoValue {
    /// What Sprig makes of a value that should be a text: bytes are taken as one, the rest as printed.
    var text: GoString {
        switch self {
        case .string(let value): value
        case .bytes(let value): GoString(value)
        default: GoString(printedBytes)
        }
    }

    /// A list's elements as texts without the nils; one text for anything that is not a list.
    var texts: [GoString] {
        if let elements = sliceElements {
            return elements.filter { !$0.isNil }.map(\.text)
        }
        return isNil ? [] : [text]
    }

    /// What `%v` prints.
    var printedBytes: [UInt8] {
        if case .string(let value) = self { return value.bytes }
        var output: [UInt8] = []
        appendPrinted(to: &output)
        return output
    }

    private func appendPrinted(to output: inout [UInt8]) {
        switch self {
        case .nil: output.append(text: "<nil>")
        case .bool(let value): output.append(text: value ? "true" : "false")
        case .int(let value): output.append(text: value.description)
        case .int64(let value): output.append(text: value.description)
        case .uint8(let value): output.append(text: value.description)
        case .uint64(let value): output.append(text: value.description)
        case .float64(let value): output.append(contentsOf: Self.printed(value))
        case .complex128(let real, let imaginary):
            output.append(text: "(")
            output.append(contentsOf: Self.printed(real))
            if imaginary.sign == .plus || imaginary.isNaN { output.append(text: "+") }
            output.append(contentsOf: Self.printed(imaginary))
            output.append(text: "i)")
        case .string(let value): output.append(contentsOf: value.bytes)
        case .bytes(let value):
            output.append(text: "[" + value.map(\.description).joined(separator: " ") + "]")
        case .list(let list):
            output.append(UInt8(ascii: "["))
            for (index, element) in list.elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: " ")) }
                element.appendPrinted(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .map(let map):
            output.append(text: "map[")
            for (index, key) in map.sortedKeys.enumerated() {
                if index > 0 { output.append(UInt8(ascii: " ")) }
                output.append(contentsOf: key.bytes)
                output.append(UInt8(ascii: ":"))
                (map.entries[key] ?? .nil).appendPrinted(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let object): output.append(contentsOf: object.printed.bytes)
        }
    }

    /// `%v` of a float: the shortest digits, with an exponent below -4 and from 6 on (Go's `%g` decides
    /// that as if it had the precision 6).
    static func printed(_ value: Double) -> [UInt8] {
        if value.isNaN { return [UInt8](text: "NaN") }
        if value.isInfinite { return [UInt8](text: value < 0 ? "-Inf" : "+Inf") }
        let decimal = ShortestDecimal(value)
        var output: [UInt8] = []
        if !(-4..<6).contains(decimal.exponent) {
            decimal.appendScientific(to: &output, minimumExponentDigits: 2)
        } else {
            decimal.appendPlain(to: &output)
        }
        return output
    }
}
