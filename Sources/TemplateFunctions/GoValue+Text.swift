import GoTemplate

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
            return elements.filter { !$0.isNilValue }.map(\.text)
        }
        return isNilValue ? [] : [text]
    }

    /// What `%v` prints.
    var printedBytes: [UInt8] {
        if case .string(let value) = self { return value.bytes }
        var output: [UInt8] = []
        GoPrinter.append(self, to: &output)
        return output
    }
}
