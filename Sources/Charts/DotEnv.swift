/// Files of `NAME=VALUE` lines, as Compose's `.env` and `env_file` are.
package enum DotEnv {
    /// Reads the lines: comments and blank lines are skipped, `export ` is allowed, single quotes keep
    /// the text as it is, double quotes know `\n`, `\"` and `\\`.
    package static func parse(_ text: String) -> [String: String] {
        var result: [String: String] = [:]
        for line in text.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            var line = trimmed(line)
            let export = Array("export ".utf8)
            if line.starts(with: export) { line = trimmed(line.dropFirst(export.count)) }
            guard let first = line.first, first != UInt8(ascii: "#"),
                let equals = line.firstIndex(of: UInt8(ascii: "="))
            else { continue }
            let name = String(decoding: trimmed(line[..<equals]), as: UTF8.self)
            result[name] = value(trimmed(line[line.index(after: equals)...]))
        }
        return result
    }

    private static func value(_ text: Substring.UTF8View) -> String {
        guard let quote = text.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            // A comment begins at a blank and '#'.
            var plain = String(decoding: text, as: UTF8.self)
            if let comment = plain.firstRange(of: " #") { plain = String(plain[..<comment.lowerBound]) }
            while plain.last == " " || plain.last == "\t" { plain.removeLast() }
            return plain
        }
        var bytes: [UInt8] = []
        var rest = text.dropFirst()
        while let byte = rest.popFirst(), byte != quote {
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), let next = rest.popFirst() {
                bytes.append(next == UInt8(ascii: "n") ? 0x0A : next)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text = text.dropLast() }
        return text
    }
}
