/// Shell patterns as Go's `path/filepath.Match` has them: `*`, `?`, `[a-z]`, `[^a-z]` and `\` escapes.
///
/// `*` and `?` do not match `/`; the whole text has to match.
enum ShellPattern {
    /// Whether a pattern has no unclosed class, empty class or trailing backslash.
    static func isWellFormed(_ pattern: [UInt8]) -> Bool {
        var index = 0
        while index < pattern.count {
            switch pattern[index] {
            case UInt8(ascii: "\\"):
                index += 2
                if index > pattern.count { return false }
            case UInt8(ascii: "["):
                guard let end = classEnd(pattern, index) else { return false }
                index = end
            default:
                index += 1
            }
        }
        return true
    }

    /// Whether `pattern` matches the whole of `text`; a malformed pattern matches nothing.
    static func matches(_ pattern: [UInt8], _ text: ArraySlice<UInt8>) -> Bool {
        // The usual two-pointer walk: on a mismatch go back to the last star and let it take one more.
        var p = 0
        var t = text.startIndex
        var star: (pattern: Int, text: Int)?
        while t < text.endIndex || p < pattern.count {
            if p < pattern.count {
                if pattern[p] == UInt8(ascii: "*") {
                    star = (p + 1, t)
                    p += 1
                    continue
                }
                if t < text.endIndex, let next = step(pattern, p, text[t]) {
                    p = next
                    t += 1
                    continue
                }
            }
            guard let last = star, last.text < text.endIndex, text[last.text] != UInt8(ascii: "/") else {
                return false
            }
            star = (last.pattern, last.text + 1)
            p = last.pattern
            t = last.text + 1
        }
        return true
    }

    /// The pattern position after the element at `index` when it matches `byte`, else nil.
    private static func step(_ pattern: [UInt8], _ index: Int, _ byte: UInt8) -> Int? {
        switch pattern[index] {
        case UInt8(ascii: "?"):
            return byte == UInt8(ascii: "/") ? nil : index + 1
        case UInt8(ascii: "["):
            guard let end = classEnd(pattern, index) else { return nil }
            return classContains(pattern[(index + 1)..<(end - 1)], byte) ? end : nil
        case UInt8(ascii: "\\"):
            guard index + 1 < pattern.count, pattern[index + 1] == byte else { return nil }
            return index + 2
        case byte:
            return index + 1
        default:
            return nil
        }
    }

    /// The index behind the `]` that closes the class at `index`.
    private static func classEnd(_ pattern: [UInt8], _ index: Int) -> Int? {
        var position = index + 1
        if position < pattern.count, pattern[position] == UInt8(ascii: "^") { position += 1 }
        let start = position
        while position < pattern.count {
            if pattern[position] == UInt8(ascii: "]"), position > start { return position + 1 }
            position += pattern[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    private static func classContains(_ body: ArraySlice<UInt8>, _ byte: UInt8) -> Bool {
        var bytes = body
        let isNegated = bytes.first == UInt8(ascii: "^")
        if isNegated { bytes.removeFirst() }
        func next() -> UInt8? {
            guard let first = bytes.popFirst() else { return nil }
            return first == UInt8(ascii: "\\") ? bytes.popFirst() : first
        }
        var isFound = false
        while let low = next() {
            var high = low
            if bytes.first == UInt8(ascii: "-"), bytes.count > 1 {
                bytes.removeFirst()
                high = next() ?? low
            }
            if low <= byte, byte <= high { isFound = true }
        }
        return isFound != isNegated
    }
}
