import GoTemplate

/// Reads TOML 1.0 documents.
struct TOMLParser {
    private let text: [UInt8]
    private var offset = 0
    /// The table that keys go into.
    private var current: GoMap
    private let root = GoMap()
    private var lastKey: [GoString] = []
    /// The key of the table that keys go into.
    private var currentKey: [GoString] = []
    /// Tables that were opened by a header or written inline, and so cannot be opened again.
    private var closed: Set<ObjectIdentifier> = []

    private static let maximumDepth = 200

    private init(_ text: [UInt8]) {
        self.text = text
        current = root
    }

    /// - Throws: What is wrong, with its line, as Helm's library words it.
    static func parse(_ text: [UInt8]) throws(GoError) -> GoMap {
        // A byte order mark is no part of the text.
        var parser = TOMLParser(text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text)
        try parser.document()
        return parser.root
    }

    // MARK: Bytes

    private var byte: UInt8? { offset < text.count ? text[offset] : nil }

    /// An error in the value of the last key, or in a place without a key.
    private func error(_ message: String, namesKey: Bool = true) -> GoError {
        let line = text[..<min(offset, text.count)].reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
        let key = lastKey.map(\.text).joined(separator: ".")
        let place = namesKey && !key.isEmpty ? "line \(line) (last key \"\(key)\")" : "line \(line)"
        return GoError("toml: \(place): \(message)")
    }

    /// The character at `offset` in single quotes, with Go's escapes; `\x00` at the end.
    private var found: String {
        guard offset < text.count else { return "'\\x00'" }
        if text[offset] == UInt8(ascii: "'") { return "'\\''" }
        let character = UTF8Text.bytes([UTF8Text.decode(text, at: offset).scalar])
        return "'\(Quoting.quoted(character).text.dropFirst().dropLast())'"
    }

    private var foundOrEnd: String { offset < text.count ? found : "end of file" }

    private mutating func skipBlanks() {
        while byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { offset += 1 }
    }

    private mutating func skip(_ wanted: Unicode.Scalar) -> Bool {
        guard byte == UInt8(ascii: wanted) else { return false }
        offset += 1
        return true
    }

    private mutating func skipComment() throws(GoError) {
        guard byte == UInt8(ascii: "#") else { return }
        while let byte, byte != UInt8(ascii: "\n") {
            if byte < 0x20 && byte != UInt8(ascii: "\t") && byte != UInt8(ascii: "\r") || byte == 0x7F {
                throw error("control characters are not allowed inside comments")
            }
            offset += 1
        }
    }

    /// Blanks, line breaks and comments.
    private mutating func skipSpace() throws(GoError) {
        while true {
            skipBlanks()
            try skipComment()
            guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { return }
            offset += 1
        }
    }

    // MARK: Document

    private mutating func document() throws(GoError) {
        while true {
            try skipSpace()
            guard let byte else { return }
            if byte == UInt8(ascii: "[") {
                lastKey = []
                try header()
            } else {
                try pair(into: current, depth: 0)
            }
            // What is wrong behind an item is told with the table that it is in.
            lastKey = currentKey
            skipBlanks()
            try skipComment()
            _ = skip("\r")
            if self.byte != nil, !skip("\n") {
                throw error(
                    "expected a top-level item to end with a newline, comment, or EOF, but got \(found) "
                        + "instead"
                )
            }
        }
    }

    private mutating func header() throws(GoError) {
        offset += 1
        let isList = skip("[")
        skipBlanks()
        if byte == UInt8(ascii: "]") {
            throw error("unexpected end of table name (table names cannot be empty)")
        }
        let keys = try dottedKey(closing: "]")
        guard skip("]") else {
            throw error("expected '.' or ']' to end table name, but got \(found) instead")
        }
        if isList, !skip("]") {
            throw error("expected end of table array name delimiter ']', but got \(found) instead")
        }
        guard let last = keys.last else { return }
        currentKey = keys
        let parent = try descend(root, keys.dropLast(), definesByKey: false)
        let table = GoMap()
        if isList {
            guard parent.canAppendTable(to: last) else { throw duplicate(keys) }
            parent.append(table, to: last)
            current = table
            return
        }
        switch parent.entries[last] {
        case nil:
            parent.entries[last] = .map(table)
            current = table
        case .map(let existing)? where !closed.contains(ObjectIdentifier(existing)): current = existing
        default: throw duplicate(keys)
        }
        closed.insert(ObjectIdentifier(current))
    }

    private func duplicate(_ keys: [GoString]) -> GoError {
        error("Key '\(keys.map(\.text).joined(separator: "."))' has already been defined.")
    }

    /// The table under `keys`, made where it is missing; in a list of tables the last one counts.
    private mutating func descend(
        _ table: GoMap,
        _ keys: ArraySlice<GoString>,
        definesByKey: Bool
    ) throws(GoError) -> GoMap {
        var table = table
        for key in keys {
            switch table.entries[key] {
            case nil:
                let new = GoMap()
                table.entries[key] = .map(new)
                table = new
            case .map(let existing)?:
                if definesByKey, closed.contains(ObjectIdentifier(existing)) { throw duplicate(Array(keys)) }
                table = existing
            case .list(let list)?:
                guard !definesByKey, case .map(let existing)? = list.elements.last else {
                    throw duplicate(Array(keys))
                }
                table = existing
            default: throw duplicate(Array(keys))
            }
        }
        return table
    }

    private mutating func pair(into table: GoMap, depth: Int) throws(GoError) {
        let keys = try dottedKey(closing: "=")
        guard skip("=") else {
            if byte == nil { throw error("unexpected EOF; expected key separator '='") }
            throw error("expected '.' or '=', but got \(found) instead")
        }
        let outerKey = lastKey
        lastKey = depth > 0 ? lastKey + keys : keys
        defer { if depth > 0 { lastKey = outerKey } }
        skipBlanks()
        guard let last = keys.last else { return }
        let parent = try descend(table, keys.dropLast(), definesByKey: true)
        if parent.entries[last] != nil { throw duplicate(keys) }
        parent.entries[last] = try value(depth: depth)
    }

    /// `a."b".c`, with the blanks around it.
    private mutating func dottedKey(closing: Unicode.Scalar) throws(GoError) -> [GoString] {
        var keys: [GoString] = []
        repeat {
            skipBlanks()
            guard keys.count < Self.maximumDepth else { throw error("tables are nested too deep") }
            keys.append(try simpleKey(closing: closing))
            skipBlanks()
        } while skip(".")
        return keys
    }

    private mutating func simpleKey(closing: Unicode.Scalar) throws(GoError) -> GoString {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
            let quote = text[offset]
            offset += 1
            var strings = TOMLStrings(text: text, offset: offset)
            defer { offset = strings.offset }
            return GoString(try read(&strings, quote: quote, isMultiline: false))
        }
        let start = offset
        while let byte,
            URLEscaping.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        {
            offset += 1
        }
        guard offset > start else {
            if closing == "]" {
                throw error("expected '.' or ']' to end table name, but got \(found) instead")
            }
            if byte == UInt8(ascii: "=") { throw error("unexpected '=': key name appears blank") }
            if byte == UInt8(ascii: ".") { throw error("unexpected '.': keys cannot start with a '.'") }
            if byte == nil { throw error("unexpected EOF; expected key separator '='") }
            throw error("expected '.' or '=', but got \(found) instead")
        }
        return GoString(text[start..<offset])
    }

    private func read(
        _ strings: inout TOMLStrings,
        quote: UInt8,
        isMultiline: Bool
    ) throws(GoError) -> [UInt8] {
        do throws(TOMLStrings.Problem) {
            return try strings.read(quote: quote, isMultiline: isMultiline)
        } catch {
            throw self.error(error.message)
        }
    }

    // MARK: Values

    private mutating func value(depth: Int) throws(GoError) -> GoValue {
        guard depth < Self.maximumDepth else { throw error("values are nested too deep") }
        guard let byte else { throw error("unexpected EOF; expected value") }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let isMultiline = text[offset...].starts(with: [byte, byte, byte])
            offset += isMultiline ? 3 : 1
            var strings = TOMLStrings(text: text, offset: offset)
            defer { offset = strings.offset }
            return .string(try read(&strings, quote: byte, isMultiline: isMultiline))
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "{"): return try inlineTable(depth: depth)
        default: return try scalar()
        }
    }

    private mutating func array(depth: Int) throws(GoError) -> GoValue {
        offset += 1
        var elements: [GoValue] = []
        while true {
            try skipSpace()
            if skip("]") { break }
            elements.append(try value(depth: depth + 1))
            try skipSpace()
            if skip(",") { continue }
            guard skip("]") else {
                throw error("expected a comma (',') or array terminator (']'), but got \(foundOrEnd)")
            }
            break
        }
        return .list(elements)
    }

    private mutating func inlineTable(depth: Int) throws(GoError) -> GoValue {
        offset += 1
        let table = GoMap()
        skipBlanks()
        if !skip("}") {
            while true {
                try pair(into: table, depth: depth + 1)
                skipBlanks()
                if skip(",") { continue }
                guard skip("}") else {
                    throw error(
                        "expected a comma or an inline table terminator '}', but got \(foundOrEnd) instead"
                    )
                }
                break
            }
        }
        close(table)
        return .map(table)
    }

    /// An inline table cannot be added to, nor the tables in it.
    private mutating func close(_ table: GoMap) {
        closed.insert(ObjectIdentifier(table))
        for case .map(let inner) in table.entries.values { close(inner) }
    }

    private mutating func scalar() throws(GoError) -> GoValue {
        let start = offset
        func isPart(_ byte: UInt8) -> Bool {
            URLEscaping.isAlphanumeric(byte) || [UInt8](text: "+-._:").contains(byte)
        }
        while let byte, isPart(byte) { offset += 1 }
        // A space may stand between date and time.
        if offset - start == 10, byte == UInt8(ascii: " "), offset + 1 < text.count,
            (0x30...0x39).contains(text[offset + 1]), text[start + 4] == UInt8(ascii: "-")
        {
            offset += 1
            while let byte, isPart(byte) { offset += 1 }
        }
        let word = Array(text[start..<offset])
        do throws(TOMLScalar.Problem) {
            if let value = try TOMLScalar.value(word) { return value }
        } catch {
            throw self.error(error.message)
        }
        offset = start
        if word.first.map({ !URLEscaping.isAlphanumeric($0) }) ?? true {
            throw error("expected value but found \(found) instead")
        }
        throw error("expected value but found \"\(String(decoding: word, as: UTF8.self))\" instead")
    }
}

extension GoMap {
    /// Whether there is nothing at a key, or a list of tables.
    fileprivate func canAppendTable(to key: GoString) -> Bool {
        switch entries[key] {
        case nil: true
        case .list(let list)?: list.elementType == "map[string]interface {}"
        default: false
        }
    }

    fileprivate func append(_ table: GoMap, to key: GoString) {
        // Out of the map, the list is held only here and grows without a copy.
        guard case .list(var list)? = entries.removeValue(forKey: key) else {
            entries[key] = .list(GoList([.map(table)], of: "map[string]interface {}"))
            return
        }
        list.append(.map(table))
        entries[key] = .list(list)
    }
}
