/// A place in a text that a person wrote: a file, and a line and column that count from one.
package struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
    /// The file as the person knows it: a path in the chart, an option such as `--set`, or a URL.
    package var file: String
    /// The line, counted from 1; 0 when only the file is known.
    package var line: Int
    /// The column in bytes, counted from 1; 0 when only the line is known.
    package var column: Int

    package init(file: String, line: Int = 0, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file`, `file:line` or `file:line:column`, as much as is known.
    package var description: String {
        if line == 0 { return file }
        if column == 0 { return "\(file):\(line)" }
        return "\(file):\(line):\(column)"
    }

    /// The place of byte `offset` in `text`, found by counting line feeds.
    ///
    /// Parsers keep offsets and call this only for an error.
    package init(file: String, text: [UInt8], offset: Int) {
        var line = 1
        var start = 0
        let end = min(offset, text.count)
        for index in 0..<end where text[index] == UInt8(ascii: "\n") {
            line += 1
            start = index + 1
        }
        self.init(file: file, line: line, column: end - start + 1)
    }
}
