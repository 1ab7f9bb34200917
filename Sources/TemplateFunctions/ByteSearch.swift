/// Searching and cutting byte strings, as Go's `strings` package does.
enum ByteSearch {
    /// The offset of `needle` in `text` at or after `start`, or nil.
    static func find(_ needle: [UInt8], in text: [UInt8], from start: Int = 0) -> Int? {
        guard let first = needle.first else { return start <= text.count ? start : nil }
        guard text.count - start >= needle.count else { return nil }
        return text.withUnsafeBufferPointer { text in
            needle.withUnsafeBufferPointer { needle in
                var index = start
                let last = text.count - needle.count
                var wasted = 0
                while index <= last {
                    if text[index] == first {
                        var matched = 1
                        while matched < needle.count, text[index + matched] == needle[matched] {
                            matched += 1
                        }
                        if matched == needle.count { return index }
                        wasted += matched
                        if wasted > 4 * text.count {
                            return findRepetitive(needle, in: text, from: index + 1)
                        }
                    }
                    index += 1
                }
                return nil
            }
        }
    }

    /// The same for texts that nearly match again and again, by Knuth, Morris and Pratt: no byte of the text is
    /// looked at more than twice.
    private static func findRepetitive(
        _ needle: UnsafeBufferPointer<UInt8>,
        in text: UnsafeBufferPointer<UInt8>,
        from start: Int
    ) -> Int? {
        // How much of the needle's start ends each part of it.
        var borders = [Int32](repeating: 0, count: needle.count)
        var length = 0
        for index in needle.indices.dropFirst() {
            while length > 0, needle[index] != needle[length] { length = Int(borders[length - 1]) }
            if needle[index] == needle[length] { length += 1 }
            borders[index] = Int32(length)
        }
        var matched = 0
        for index in start..<text.count {
            while matched > 0, text[index] != needle[matched] { matched = Int(borders[matched - 1]) }
            if text[index] == needle[matched] { matched += 1 }
            if matched == needle.count { return index + 1 - matched }
        }
        return nil
    }

    static func hasSuffix(_ text: [UInt8], _ suffix: [UInt8]) -> Bool {
        text.count >= suffix.count && text[(text.count - suffix.count)...].elementsEqual(suffix)
    }

    /// Go's `strings.SplitN`: at most `limit` parts, all when negative; an empty separator cuts between
    /// characters.
    static func split(_ text: [UInt8], by separator: [UInt8], limit: Int = -1) -> [ArraySlice<UInt8>] {
        if limit == 0 { return [] }
        if separator.isEmpty { return characters(text, limit: limit) }
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        while limit < 0 || parts.count < limit - 1, let found = find(separator, in: text, from: start) {
            parts.append(text[start..<found])
            start = found + separator.count
        }
        parts.append(text[start...])
        return parts
    }

    private static func characters(_ text: [UInt8], limit: Int) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var offset = 0
        while offset < text.count {
            if limit > 0, parts.count == limit - 1 {
                parts.append(text[offset...])
                break
            }
            let width = UTF8Text.decode(text, at: offset).width
            parts.append(text[offset..<offset + width])
            offset += width
        }
        return parts
    }

    /// How often `needle` occurs without overlaps; between all bytes when it is empty.
    static func count(_ needle: [UInt8], in text: [UInt8]) -> Int {
        if needle.isEmpty { return text.count + 1 }
        var count = 0
        var start = 0
        while let found = find(needle, in: text, from: start) {
            count += 1
            start = found + needle.count
        }
        return count
    }

    /// Go's `strings.ReplaceAll`; an empty `old` matches before each character and at the end.
    static func replace(_ old: [UInt8], with new: [UInt8], in text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        if old.isEmpty {
            for part in characters(text, limit: -1) {
                result += new
                result += part
            }
            return result + new
        }
        var start = 0
        while let found = find(old, in: text, from: start) {
            result += text[start..<found]
            result += new
            start = found + old.count
        }
        return start == 0 ? text : result + text[start...]
    }

    /// `text` without leading and trailing characters that satisfy `isCut`.
    static func trim(_ text: [UInt8], where isCut: (Unicode.Scalar) -> Bool) -> [UInt8] {
        var start = 0
        while start < text.count {
            let (scalar, width) = UTF8Text.decode(text, at: start)
            guard isCut(scalar) else { break }
            start += width
        }
        var end = text.count
        while end > start {
            var begin = end - 1
            while begin > start, end - begin < 4, text[begin] & 0xC0 == 0x80 { begin -= 1 }
            var (scalar, width) = UTF8Text.decode(text, at: begin)
            if begin + width != end { (scalar, width) = ("\u{FFFD}", 1) }
            guard isCut(scalar) else { break }
            end -= width
        }
        return Array(text[start..<end])
    }
}
