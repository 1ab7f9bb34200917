/// Splits a command line into words by the quoting rules of a POSIX shell, without expanding anything.
enum ShellWords {
    /// The words, or nil when a quote stays open or the line ends in a backslash.
    ///
    /// Single quotes keep everything; in double quotes a backslash quotes `"`, `\`, `$`, a backquote and
    /// a line feed (POSIX, Shell Command Language, 2.2).
    static func split(_ line: String) -> [String]? {
        let input = Array(line.utf8)
        var words: [String] = []
        var word: [UInt8]?
        var position = 0

        while position < input.count {
            let byte = input[position]
            position += 1
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if let ended = word { words.append(String(decoding: ended, as: UTF8.self)) }
                word = nil
            case UInt8(ascii: "\\"):
                guard position < input.count else { return nil }
                if input[position] != UInt8(ascii: "\n") { word = (word ?? []) + [input[position]] }
                position += 1
            case UInt8(ascii: "'"):
                guard let close = input[position...].firstIndex(of: byte) else { return nil }
                word = (word ?? []) + input[position..<close]
                position = close + 1
            case UInt8(ascii: "\""):
                var text = word ?? []
                while position < input.count, input[position] != byte {
                    if input[position] == UInt8(ascii: "\\"), position + 1 < input.count,
                        "\"\\$`\n".utf8.contains(input[position + 1])
                    {
                        position += 1
                        if input[position] != UInt8(ascii: "\n") { text.append(input[position]) }
                    } else {
                        text.append(input[position])
                    }
                    position += 1
                }
                guard position < input.count else { return nil }
                position += 1
                word = text
            default:
                word = (word ?? []) + [byte]
            }
        }
        if let ended = word { words.append(String(decoding: ended, as: UTF8.self)) }
        return words
    }
}
