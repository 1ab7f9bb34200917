/// Finds names with a zero byte in a tar archive.
///
/// libarchive gives names as C strings, so one with a zero byte comes out cut short, while other tools
/// may see the rest. Such names are only possible in the headers that carry long names: those of pax
/// (POSIX.1-2001) and of GNU tar.
struct TarNames {
    private static let block = 512
    private let tar: [UInt8]
    private var offset = 0
    /// The size that a pax header gives the next entry.
    private var announcedSize: Int?

    private init(_ tar: [UInt8]) {
        self.tar = tar
    }

    /// Whether a long name in `tar` holds a zero byte.
    ///
    /// A header that does not add up ends the search: libarchive refuses the archive there.
    static func holdZero(in tar: [UInt8]) -> Bool {
        var names = TarNames(tar)
        while let found = names.next() {
            if found { return true }
        }
        return false
    }

    /// Whether the next entry's name has a zero byte; nil at the end.
    private mutating func next() -> Bool? {
        guard offset + Self.block <= tar.count, isHeader else { return nil }
        let start = offset + Self.block
        let type = tar[offset + 156]
        // Links, devices and folders have no content, whatever their header says.
        let isBare = (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(type)
        let size = isBare ? 0 : announcedSize ?? number(offset + 124, 12)
        guard let size, size >= 0, size <= tar.count - start else { return nil }
        var end = start
        if type == UInt8(ascii: "S"), tar[offset + 482] != 0 { end = endOfSparseMap(from: start) }
        offset = end + (size + Self.block - 1) / Self.block * Self.block
        let content = tar[start..<(start + size)]
        switch type {
        case UInt8(ascii: "x"), UInt8(ascii: "g"): return recordsHoldZero(content)
        case UInt8(ascii: "L"), UInt8(ascii: "K"):
            let end = content.lastIndex { $0 != 0 } ?? content.startIndex
            return content[..<end].contains(0)
        default:
            announcedSize = nil
            return false
        }
    }

    /// Whether the block's checksum is right: the sum of its bytes, with blanks for the checksum itself.
    private var isHeader: Bool {
        let header = tar[offset..<(offset + Self.block)]
        let sum = header.reduce(0) { $0 + Int($1) }
        let field = header[(offset + 148)..<(offset + 156)].reduce(0) { $0 + Int($1) }
        return number(offset + 148, 8) == sum - field + 8 * 0x20
    }

    /// Where the further blocks of a GNU sparse file's map end.
    private func endOfSparseMap(from start: Int) -> Int {
        var end = start
        while end + Self.block <= tar.count {
            let hasMore = tar[end + 504] != 0
            end += Self.block
            if !hasMore { break }
        }
        return end
    }

    /// A number in a header: octal digits between blanks, or bytes after a first one with the high bit.
    private func number(_ start: Int, _ length: Int) -> Int? {
        let field = tar[start..<(start + length)]
        if let first = field.first, first & 0x80 != 0 {
            return field.suffix(7).reduce(0) { $0 << 8 | Int($1) }
        }
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
        return digits.isEmpty ? 0 : Int(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    /// Looks through pax records: `LENGTH KEY=VALUE` and a line feed, the length counting all of it.
    private mutating func recordsHoldZero(_ content: ArraySlice<UInt8>) -> Bool {
        var rest = content
        while let blank = rest.firstIndex(of: 0x20),
            let length = Int(String(decoding: rest[..<blank], as: UTF8.self)),
            length > blank - rest.startIndex, length <= rest.count
        {
            let record = rest[(blank + 1)..<(rest.startIndex + length)]
            rest = rest[(rest.startIndex + length)...]
            guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = record[(equals + 1)...].dropLast()
            switch String(decoding: record[..<equals], as: UTF8.self) {
            case "path", "linkpath", "GNU.sparse.name":
                if value.contains(0) { return true }
            case "size": announcedSize = Int(String(decoding: value, as: UTF8.self))
            default: continue
            }
        }
        return false
    }
}
