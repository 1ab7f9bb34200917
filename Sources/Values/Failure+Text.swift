package import Diagnostics

extension Failure {
    /// A failure at byte `offset` of a text, with line, column and the line itself.
    package init(
        _ kind: Kind,
        _ message: String,
        in text: [UInt8],
        file: String,
        offset: Int,
        hint: String? = nil
    ) {
        let location = SourceLocation(file: file, text: text, offset: offset)
        self.init(kind, message, at: location, excerpt: Self.line(location.line, of: text), hint: hint)
    }

    /// Line `number` (from 1) of a text without its line ending; nil when there is none or it is blank.
    package static func line(_ number: Int, of text: [UInt8]) -> String? {
        var start = 0
        for _ in 1..<max(number, 1) {
            guard let feed = text[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            start = feed + 1
        }
        var end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.endIndex
        if end > start, text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        // An error in a minified file must not print all of it.
        let line = text[start..<min(end, start + 300)]
        return line.allSatisfy { $0 == UInt8(ascii: " ") } ? nil : String(decoding: line, as: UTF8.self)
    }
}
