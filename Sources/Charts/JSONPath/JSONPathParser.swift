import Diagnostics

/// Reads JSONPath templates with the grammar and the error texts of client-go.
struct JSONPathParser {
    private let text: [Unicode.Scalar]
    private var offset = 0

    private init(_ text: some Sequence<Unicode.Scalar>) {
        self.text = Array(text)
    }

    /// The nodes of a template: text, and a list for each pair of braces.
    ///
    /// - Throws: `.usage` with client-go's text.
    static func parse(_ template: String) throws(Failure) -> [JSONPathNode] {
        var parser = JSONPathParser(template.unicodeScalars)
        var nodes: [JSONPathNode] = []
        while parser.offset < parser.text.count {
            if parser.text[parser.offset] == "{" {
                parser.offset += 1
                nodes.append(.list(try parser.action()))
            } else {
                let start = parser.offset
                while let next = parser.peek, next != "{" { parser.offset += 1 }
                nodes.append(.text(Self.string(parser.text[start..<parser.offset])))
            }
        }
        return nodes
    }

    /// The nodes of a text as if it stood in braces.
    private static func nodes(_ text: some Sequence<Unicode.Scalar>) throws(Failure) -> [JSONPathNode] {
        var parser = JSONPathParser(Array(text) + ["}"])
        return try parser.action()
    }

    private static func problem(_ message: String) -> Failure {
        Failure(.usage, message, hint: "a path stands in braces, as in '{.image.tag}'")
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    private var peek: Unicode.Scalar? { offset < text.count ? text[offset] : nil }

    private func hasPrefix(_ prefix: String) -> Bool {
        text[offset...].starts(with: prefix.unicodeScalars)
    }

    /// Reads up to the closing brace.
    private mutating func action() throws(Failure) -> [JSONPathNode] {
        var nodes: [JSONPathNode] = []
        while true {
            guard let next = peek, next != "\n", next != "\r" else { throw Self.problem("unclosed action") }
            if hasPrefix("[?(") {
                nodes.append(try filter())
            } else if hasPrefix("..") {
                if case .recursive? = nodes.last { throw Self.problem("invalid multiple recursive descent") }
                offset += 2
                nodes.append(.recursive)
                if let next = peek, Self.isWord(next) { nodes.append(field()) }
            } else {
                offset += 1
                switch next {
                case "}": return nodes
                case " ", "@", "$": break
                case "[": nodes += try array()
                case "\"", "'": nodes.append(.text(try quoted(by: next)))
                case ".": nodes.append(field())
                case "+", "-", "0"..."9":
                    offset -= 1
                    nodes.append(try number())
                case _ where Self.isWord(next):
                    offset -= 1
                    nodes.append(word())
                default: throw Self.problem("unrecognized character in action: '\(next)'")
                }
            }
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    private static func endsWord(_ scalar: Unicode.Scalar) -> Bool {
        " \t\r\n.,[]$@{}".unicodeScalars.contains(scalar)
    }

    private mutating func field() -> JSONPathNode {
        var name: [Unicode.Scalar] = []
        while let next = peek, !Self.endsWord(next) {
            offset += 1
            if next != "\\" {
                name.append(next)
            } else if let escaped = peek {
                offset += 1
                if escaped != "\\" { name.append(escaped) }
            }
        }
        return name == ["*"] ? .wildcard : .field(Self.string(name))
    }

    private mutating func word() -> JSONPathNode {
        let start = offset
        while let next = peek, !Self.endsWord(next) { offset += 1 }
        let word = Self.string(text[start..<offset])
        switch word {
        case "true", "false": return .bool(word == "true")
        default: return .word(word)
        }
    }

    private mutating func number() throws(Failure) -> JSONPathNode {
        let start = offset
        if peek == "+" || peek == "-" { offset += 1 }
        while let next = peek, next == "." || ("0"..."9").contains(next) { offset += 1 }
        let digits = Self.string(text[start..<offset])
        if let number = Int64(digits) { return .integer(number) }
        guard let number = Double(digits) else { throw Self.problem("cannot parse number \(digits)") }
        return .number(number)
    }

    /// Reads a text in quotes, whose closing one is not behind a backslash.
    private mutating func quoted(by quote: Unicode.Scalar) throws(Failure) -> String {
        var result = String.UnicodeScalarView()
        while let next = peek, next != "\n" {
            offset += 1
            if next == quote { return String(result) }
            guard next == "\\", let escaped = peek else {
                result.append(next)
                continue
            }
            offset += 1
            switch escaped {
            case "n": result.append("\n")
            case "t": result.append("\t")
            case "r": result.append("\r")
            default: result.append(escaped)
            }
        }
        throw Self.problem("unterminated quoted string")
    }

    // MARK: Brackets

    private mutating func array() throws(Failure) -> [JSONPathNode] {
        let start = offset
        while let next = peek, next != "]", next != "\n" { offset += 1 }
        guard peek == "]" else { throw Self.problem("unterminated array") }
        let content = text[start..<offset]
        offset += 1
        if content.elementsEqual(["*"]) { return [.elements(JSONPathNode.Slice())] }
        let parts = content.split(separator: ",", omittingEmptySubsequences: false)
        if parts.count > 1 {
            var union: [[JSONPathNode]] = []
            for part in parts {
                let trimmed = Self.string(part).trimmed
                union.append(try Self.nodes("[\(trimmed)]".unicodeScalars))
            }
            return [.union(union)]
        }
        if content.count >= 2, content.first == "'", content.last == "'" {
            return try Self.nodes(["."] + content.dropFirst().dropLast())
        }
        return [.elements(try slice(content))]
    }

    private func slice(_ content: ArraySlice<Unicode.Scalar>) throws(Failure) -> JSONPathNode.Slice {
        let parts = content.split(separator: ":", omittingEmptySubsequences: false).map(Self.string)
        let numbers = parts.map { Int($0) }
        let isValid = zip(parts, numbers).allSatisfy { $0.isEmpty || $1 != nil && !$0.hasPrefix("+") }
        guard parts.count <= 3, isValid, !content.isEmpty else {
            throw Self.problem("invalid array index \(Self.string(content))")
        }
        var slice = JSONPathNode.Slice(start: numbers[0])
        if parts.count == 1 {
            slice.end = (numbers[0] ?? 0) + 1
            slice.isElement = true
            return slice
        }
        slice.end = numbers[1]
        if parts.count == 3 { slice.step = numbers[2] }
        return slice
    }

    private mutating func filter() throws(Failure) -> JSONPathNode {
        offset += 3
        let start = offset
        var quote: Unicode.Scalar?
        while let next = peek, next != "\n" {
            if let open = quote {
                if next == open, text[offset - 1] != "\\" { quote = nil }
            } else if next == "\"" || next == "'" {
                quote = next
            } else if next == ")" {
                break
            }
            offset += 1
        }
        guard peek == ")" else { throw Self.problem("unterminated filter") }
        let content = text[start..<offset]
        offset += 1
        guard peek == "]" else { throw Self.problem("unclosed array expect ]") }
        offset += 1
        let isSign: (Unicode.Scalar) -> Bool = { "!<>=".unicodeScalars.contains($0) }
        guard let sign = content.firstIndex(where: isSign), sign > content.startIndex else {
            return .filter(left: try Self.nodes(content), comparison: nil, right: [])
        }
        let signs = content[sign...].prefix(while: isSign)
        guard signs.endIndex < content.endIndex else {
            return .filter(left: try Self.nodes(content), comparison: nil, right: [])
        }
        return .filter(
            left: try Self.nodes(content[..<sign]),
            comparison: Self.string(signs),
            right: try Self.nodes(content[signs.endIndex...])
        )
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
