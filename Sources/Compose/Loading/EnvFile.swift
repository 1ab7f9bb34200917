package import Diagnostics
package import OrderedCollections

/// Reads files of variables: `NAME=value` lines as the specification describes under "env_file".
package struct EnvFile {
    private let bytes: [UInt8]
    private let file: String
    private var position = 0
    /// The variables so far; nil is a name without a value.
    private var entries: OrderedDictionary<String, String?> = [:]
    private var interpolation: Interpolation?

    private init(_ bytes: [UInt8], file: String, interpolation: Interpolation?) {
        self.bytes = bytes
        self.file = file
        self.interpolation = interpolation
    }

    /// The variables of a file in its order; nil is a name without a value.
    ///
    /// Values without quotes and in double quotes have their variables replaced from the given ones and
    /// from those further up in the file.
    /// - Parameters:
    ///   - bytes: The text.
    ///   - file: The name for error messages.
    ///   - variables: The given variables; nil leaves dollar signs alone.
    /// - Returns: The values by name.
    /// - Throws: `.invalidInput` for a line that is no assignment and for a variable that is not given.
    package static func parse(
        _ bytes: [UInt8],
        file: String,
        variables: [String: String]?
    ) throws(Failure) -> OrderedDictionary<String, String?> {
        let interpolation = variables.map { Interpolation(variables: $0) }
        var parser = EnvFile(bytes, file: file, interpolation: interpolation)
        try parser.run()
        try parser.interpolation?.collector.throwErrors()
        return parser.entries
    }

    static func parse(
        _ bytes: [UInt8],
        file: String,
        options: ComposeOptions
    ) throws(Failure) -> OrderedDictionary<String, String?> {
        guard case .variables(let variables) = options.interpolation else {
            return try parse(bytes, file: file, variables: nil)
        }
        return try parse(bytes, file: file, variables: variables)
    }

    /// The variables of a file in the format `raw`: everything after the first `=` is the value.
    static func parseRaw(_ bytes: [UInt8], file: String) throws(Failure) -> OrderedDictionary<String, String?>
    {
        var entries: OrderedDictionary<String, String?> = [:]
        for var line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
            if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
            let parts = line.split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            let name = String(decoding: parts[0], as: UTF8.self)
            guard !name.isEmpty else {
                let location = SourceLocation(file: file, text: bytes, offset: line.startIndex)
                throw Failure(.invalidInput, "a line must begin with a variable's name", at: location)
            }
            let value: String? = parts.count == 2 ? String(decoding: parts[1], as: UTF8.self) : nil
            entries.updateValue(value, forKey: name)
        }
        return entries
    }

    private mutating func run() throws(Failure) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        while true {
            skip { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == 0x0A || $0 == 0x0D }
            guard let byte = peek else { return }
            if byte == UInt8(ascii: "#") {
                skip { $0 != 0x0A }
                continue
            }
            try assignment()
        }
    }

    private mutating func assignment() throws(Failure) {
        let start = position
        var name = word()
        if name == "export", peek == UInt8(ascii: " ") || peek == UInt8(ascii: "\t") {
            skip(Self.isBlank)
            name = word()
        }
        guard !name.isEmpty else {
            throw Failure(
                .invalidInput,
                "a line must begin with a variable's name",
                at: location(of: position),
                hint: "write NAME=value, or begin a comment with '#'"
            )
        }
        skip(Self.isBlank)
        guard peek == UInt8(ascii: "=") else {
            guard peek == nil || peek == 0x0A || peek == 0x0D else {
                throw Failure(
                    .invalidInput,
                    "'\(name)' is followed by neither '=' nor the end of the line",
                    at: location(of: start),
                    hint: "write NAME=value"
                )
            }
            entries.updateValue(.none, forKey: name)
            return
        }
        position += 1
        skip(Self.isBlank)
        let value = try value()
        entries.updateValue(value, forKey: name)
        interpolation?.variables[name] = value
    }

    private mutating func value() throws(Failure) -> String {
        let start = position
        switch peek {
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            let text = try quoted()
            skip(Self.isBlank)
            guard peek == nil || peek == 0x0A || peek == 0x0D || peek == UInt8(ascii: "#") else {
                throw Failure(
                    .invalidInput,
                    "there is text after the closing quote",
                    at: location(of: position),
                    hint: "end the line there, or begin a comment with ' #'"
                )
            }
            skip { $0 != 0x0A }
            return text
        default:
            skip { $0 != 0x0A }
            var line = bytes[start..<position]
            // A comment begins with a '#' after a blank.
            let comment = line.indices.first { index in
                line[index] == UInt8(ascii: "#") && (index == start || Self.isBlank(line[index - 1]))
            }
            if let comment { line = line[..<comment] }
            while let last = line.last, Self.isBlank(last) || last == 0x0D { line = line.dropLast() }
            return interpolated(String(decoding: line, as: UTF8.self), at: start)
        }
    }

    /// The text between quotes, over several lines if need be.
    private mutating func quoted() throws(Failure) -> String {
        let start = position
        let quote = bytes[position]
        let isDouble = quote == UInt8(ascii: "\"")
        position += 1
        var text: [UInt8] = []
        while let byte = peek, byte != quote {
            position += 1
            guard byte == UInt8(ascii: "\\"), let next = peek else {
                text.append(byte)
                continue
            }
            switch next {
            case quote: text.append(quote)
            case UInt8(ascii: "n") where isDouble: text.append(0x0A)
            case UInt8(ascii: "r") where isDouble: text.append(0x0D)
            case UInt8(ascii: "t") where isDouble: text.append(0x09)
            case UInt8(ascii: "\\") where isDouble: text.append(next)
            // A quoted dollar sign is one, so the doubled form that stands for it passes on.
            case UInt8(ascii: "$") where isDouble && interpolation != nil: text += "$$".utf8
            default: text += [byte, next]
            }
            position += 1
        }
        guard peek == quote else {
            throw Failure(.invalidInput, "the quote is not closed", at: location(of: start))
        }
        position += 1
        let string = String(decoding: text, as: UTF8.self)
        return isDouble ? interpolated(string, at: start) : string
    }

    private mutating func interpolated(_ text: String, at offset: Int) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")), var interpolation else { return text }
        let resolved = interpolation.text(text, at: location(of: offset))
        self.interpolation = interpolation
        return resolved
    }

    // MARK: Bytes

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
        while let byte = peek, isSkipped(byte) { position += 1 }
    }

    private mutating func word() -> String {
        let start = position
        skip { $0.isLetter || $0.isDigit || "_.-".utf8.contains($0) }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private func location(of offset: Int) -> SourceLocation {
        SourceLocation(file: file, text: bytes, offset: offset)
    }
}
