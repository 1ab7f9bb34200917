import Diagnostics

/// Takes the text out of the comments of a YAML file before libyaml looks at each of its characters.
///
/// Files of values are comments for the larger part. A comment stays as its `#` alone, so that lines, columns
/// and what the comment separates remain. What may be part of a text and no comment is left as it is: after
/// a line of which it is not plain to see that it leaves no quotes or brackets open, nothing is taken out.
struct YAMLComments {
    private let bytes: [UInt8]
    private var place = 0
    private var result: [UInt8] = []
    /// Up to where the text was copied.
    private var copied = 0

    /// Reads a file without the text of its comments.
    ///
    /// - Throws: What `read` throws for the file as it is.
    static func leftOut<Success>(
        of bytes: [UInt8],
        _ read: ([UInt8]) throws(Failure) -> Success
    ) throws(Failure) -> Success {
        guard bytes.contains(UInt8(ascii: "#")) else { return try read(bytes) }
        let emptied = emptied(bytes)
        // Errors show lines of the file.
        if emptied.count < bytes.count, let result = try? read(emptied) { return result }
        return try read(bytes)
    }

    /// The text of a file without that of its comments; the values in both are the same.
    static func emptied(_ bytes: [UInt8]) -> [UInt8] {
        var comments = YAMLComments(bytes)
        comments.run()
        return comments.result.isEmpty ? bytes : comments.result + bytes[comments.copied...]
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func run() {
        /// The indentation of the line whose key has a text below it, while in that text.
        var textIndent: Int?
        while place < bytes.count {
            let start = place
            while place < bytes.count, bytes[place] == UInt8(ascii: " ") { place += 1 }
            let first = place
            guard first < bytes.count else { return }
            if let indent = textIndent {
                if first - start > indent || bytes[first] == UInt8(ascii: "\n") {
                    skipLine()
                    continue
                }
                textIndent = nil
            }
            if bytes[first] == UInt8(ascii: "#") {
                emptyComment(first)
            } else {
                skipLine()
                switch Self.ending(of: bytes[first..<place]) {
                case .closed: break
                case .text: textIndent = first - start
                case .unclear: return
                }
            }
        }
    }

    /// Moves behind the line feed.
    private mutating func skipLine() {
        while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { place += 1 }
        place = min(place + 1, bytes.count)
    }

    /// Takes out a comment of printable ASCII; libyaml has something to say about other characters.
    private mutating func emptyComment(_ start: Int) {
        place = start + 1
        while place < bytes.count, 0x20..<0x7F ~= bytes[place] { place += 1 }
        if place < bytes.count, bytes[place] == UInt8(ascii: "\n") {
            if result.isEmpty { result.reserveCapacity(bytes.count) }
            result += bytes[copied...start]
            copied = place
        }
        skipLine()
    }

    /// What follows a line.
    private enum Ending {
        /// Something new, or more of a text without quotes.
        case closed
        /// The lines of a text, after `key: |`.
        case text
        case unclear
    }

    private static func ending(of line: ArraySlice<UInt8>) -> Ending {
        var brackets = Brackets()
        var firstQuote: Int?
        var quotes = 0
        for index in line.indices {
            switch line[index] {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                let first = firstQuote ?? index
                guard line[index] == line[first] else { return .unclear }
                firstQuote = first
                quotes += 1
            case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
                guard brackets.count(line[index]) else { return .unclear }
            case UInt8(ascii: "#"):
                // Behind a space it begins a comment, whose brackets and quotes are none.
                if quotes == 0, index > line.startIndex, " \t".utf8.contains(line[index - 1]) {
                    return brackets.areClosed ? .closed : .unclear
                }
            case UInt8(ascii: "|"), UInt8(ascii: ">"):
                return quotes == 0 && isTextHeader(line, index) ? .text : .unclear
            case UInt8(ascii: "\\"), 0..<0x09, 0x0B..<0x20, 0x7F: return .unclear
            case 0x85, 0xA8, 0xA9:
                // The end of U+0085, U+2028 and U+2029, which are line breaks to YAML, or of a letter.
                if line[line.startIndex..<index].suffix(2).contains(where: { [0xC2, 0x80].contains($0) }) {
                    return .unclear
                }
            default: break
            }
        }
        guard brackets.areClosed else { return .unclear }
        guard let firstQuote else { return .closed }
        // Two of a kind where a text can begin: the second ends it.
        guard quotes == 2, !brackets.wereMet else { return .unclear }
        let before = line[..<firstQuote]
        let isValue = before.suffix(2).elementsEqual(": ".utf8)
        return isValue || before.allSatisfy({ " -".utf8.contains($0) }) ? .closed : .unclear
    }

    /// The brackets of a line that are open.
    private struct Brackets {
        private var square = 0
        private var curly = 0
        private(set) var wereMet = false

        var areClosed: Bool { square == 0 && curly == 0 }

        /// Counts a bracket; false for one that closes what is not open.
        mutating func count(_ byte: UInt8) -> Bool {
            wereMet = true
            switch byte {
            case UInt8(ascii: "["): square += 1
            case UInt8(ascii: "]"): square -= 1
            case UInt8(ascii: "{"): curly += 1
            default: curly -= 1
            }
            return square >= 0 && curly >= 0
        }
    }

    /// Whether a line is `key: |` or the like, with nothing but the sign and its indicators.
    private static func isTextHeader(_ line: ArraySlice<UInt8>, _ sign: Int) -> Bool {
        line[..<sign].suffix(2).elementsEqual(": ".utf8)
            && line[(sign + 1)...].allSatisfy { "+-0123456789 \n".utf8.contains($0) }
    }
}
