/// Breaking and shortening of texts, counted in bytes as Sprig does.
enum TextWrapping {
    /// Breaks `text` at spaces into lines of at most `width` bytes.
    ///
    /// `separator` stands between lines, a line feed when it is empty; a word longer than `width` is cut
    /// only with `cutsLongWords`.
    static func wrap(_ text: [UInt8], width: Int, separator: [UInt8], cutsLongWords: Bool) -> [UInt8] {
        let separator = separator.isEmpty ? [UInt8(ascii: "\n")] : separator
        let width = max(width, 1)
        let space = UInt8(ascii: " ")
        var result: [UInt8] = []
        var offset = 0
        while text.count - offset > width {
            if text[offset] == space {
                offset += 1
                continue
            }
            let end = offset + width
            if let found = text[offset...end].lastIndex(of: space) {
                result += text[offset..<found]
                offset = found + 1
            } else if cutsLongWords {
                result += text[offset..<end]
                offset = end
            } else if let found = text[end...].firstIndex(of: space) {
                result += text[offset..<found]
                offset = found + 1
            } else {
                break
            }
            result += separator
        }
        return result + text[offset...]
    }

    /// `text` cut to `width` bytes around `start`, with `...` for what is left out.
    ///
    /// Texts that fit, and widths too small to say anything, leave the text as it is.
    static func abbreviate(_ text: [UInt8], from start: Int, width: Int) -> [UInt8] {
        if width < 4 || text.count <= width { return text }
        let dots = [UInt8](text: "...")
        let kept = width - 3
        var start = max(0, min(start, text.count))
        if text.count - start < kept { start = text.count - kept }
        if start <= 4 { return text[..<kept] + dots }
        if width < 7 { return [] }
        if start + kept < text.count { return dots + abbreviate(Array(text[start...]), from: 0, width: kept) }
        return dots + text[(text.count - kept)...]
    }
}
