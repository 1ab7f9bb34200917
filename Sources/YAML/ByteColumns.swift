/// Turns libyaml's columns, which count characters, into columns that count bytes.
struct ByteColumns {
    private let bytes: [UInt8]
    /// The offset of each line's first byte.
    private let lineStarts: [Int]

    /// Nil for ASCII text, where both columns are the same.
    ///
    /// - Parameter bytes: The text.
    init?(_ bytes: [UInt8]) {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return nil }
        self.bytes = bytes
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            starts.append(offset + 1)
        }
        lineStarts = starts
    }

    /// - Parameters:
    ///   - line: The line, from 1.
    ///   - character: The character in the line, from 1.
    /// - Returns: The byte in the line, from 1.
    func column(line: Int, character: Int) -> Int {
        guard line >= 1, line <= lineStarts.count else { return character }
        let start = lineStarts[line - 1]
        var offset = start
        var remaining = character - 1
        while remaining > 0, offset < bytes.count {
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            remaining -= 1
        }
        return offset - start + 1
    }
}
