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
    ///
    /// - Throws: The error that ends the rendering, when the texts take too much memory.
    func texts(_ context: any GoCallContext) throws(GoError) -> [GoString] {
        guard let elements = sliceElements else { return isNilValue ? [] : [text] }
        var texts: [GoString] = []
        texts.reserveCapacity(elements.count)
        for element in elements where !element.isNilValue {
            let text = element.text
            if case .string = element {} else { try context.spend(bytes: 2 * Self.headSize + text.count) }
            texts.append(text)
        }
        return texts
    }

    /// What `%v` prints.
    var printedBytes: [UInt8] {
        if case .string(let value) = self { return value.bytes }
        var output: [UInt8] = []
        GoPrinter.append(self, to: &output)
        return output
    }
}
