/// Which node of a template wrote which part of the output.
package struct OutputTrace: Sendable {
    private struct Part: Sendable {
        /// Where the part begins in the output.
        var start: Int
        var file: String
        /// The node's place in its file.
        var offset: Int
        /// Whether the part is the template's text, byte by byte.
        var isText: Bool
    }

    private var parts: [Part] = []

    mutating func note(_ start: Int, _ tree: TemplateTree, _ offset: Int, isText: Bool) {
        parts.append(Part(start: start, file: tree.file.text, offset: offset, isText: isText))
    }

    /// The trace of the output without its `<no value>`s.
    func removingMissingValues(from output: [UInt8]) -> OutputTrace {
        var result = self
        var removed = 0
        var next = parts.indices.startIndex
        let mark = Array("<no value>".utf8)
        for index in output.indices where output[index] == mark[0] && output[index...].starts(with: mark) {
            while next < parts.count, parts[next].start <= index {
                result.parts[next].start -= removed
                next += 1
            }
            removed += mark.count
        }
        for index in next..<parts.count { result.parts[index].start -= removed }
        return result
    }

    /// What wrote the byte at `offset` of the output: the template's file and a byte offset in it.
    package func origin(of offset: Int) -> TemplateErrorOrigin? {
        var (low, high) = (0, parts.count)
        while low < high {
            let middle = (low + high) / 2
            if parts[middle].start <= offset { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        let part = parts[low - 1]
        return TemplateErrorOrigin(
            template: part.file,
            offset: part.isText ? part.offset + offset - part.start : part.offset
        )
    }
}
