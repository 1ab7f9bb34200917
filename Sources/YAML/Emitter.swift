import OrderedCollections
package import Values

/// Writes YAML with the bytes of go-yaml, into one buffer.
///
/// go-yaml's emitter is a port of libyaml's: it keeps a column and two flags, and decides from them where
/// lines break. The flags are kept here under the same names; the rest is a recursion over the value.
package struct Emitter {
    package private(set) var output: [UInt8] = []
    /// Set when a number was written that JSON cannot hold.
    private(set) var nonFiniteNumber: Double?
    /// Set when a character was written that go-yaml's reader refuses.
    package private(set) var hasForbiddenCharacter = false
    /// Set when U+0085 was written, a line break to YAML and none to JSON.
    package private(set) var hasNextLine = false

    let style: YAML.Style
    let sortKeys: Bool
    /// The column from which a space may become a line break.
    let width: Int
    /// Columns of the current block's indentation; -1 outside of any.
    private(set) var indent = -1
    /// Characters since the line began.
    private(set) var column = 0
    /// Whether the last thing written separates what follows from what was before.
    var whitespace = true
    /// Whether only indentation and `-`, `?`, `:` were written since the line began.
    var indention = true

    package init(style: YAML.Style, sortKeys: Bool) {
        self.style = style
        self.sortKeys = sortKeys
        width = style == .v2 ? 80 : .max
    }

    mutating func document(_ value: Value) {
        node(value, isInMapping: false)
        end()
    }

    /// Ends the document.
    package mutating func end() {
        writeIndent()
    }

    /// Writes a value of plain data.
    package mutating func node(_ value: Value, isInMapping: Bool) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .int(let number): integer(number)
        case .double(let number): double(number)
        case .string(var text): text.withUTF8 { string($0) }
        case .array(let elements): sequence(elements, isInMapping: isInMapping)
        case .object(let members): mapping(members)
        }
    }

    // MARK: Blocks

    private mutating func sequence(_ elements: [Value], isInMapping: Bool) {
        guard !elements.isEmpty else { return emptySequence() }
        let outer = beginSequence(isInMapping: isInMapping)
        for element in elements {
            beginElement()
            node(element, isInMapping: false)
        }
        endBlock(outer)
    }

    /// Writes a sequence without elements.
    package mutating func emptySequence() {
        indicator("[", needsSpace: true, isWhitespace: true, isIndention: false)
        indicator("]", needsSpace: false, isWhitespace: false, isIndention: false)
    }

    /// Begins a sequence that has elements.
    ///
    /// - Returns: What `endBlock` needs.
    package mutating func beginSequence(isInMapping: Bool) -> Int {
        let outer = indent
        let isLevel = style == .v2 && isInMapping && !indention
        indent = indent < 0 ? 0 : isLevel ? indent : indent + 2
        return outer
    }

    /// Begins an element of a sequence; its value comes next.
    package mutating func beginElement() {
        writeIndent()
        indicator("-", needsSpace: true, isWhitespace: false, isIndention: true)
    }

    /// Ends a sequence or mapping that was begun.
    package mutating func endBlock(_ outer: Int) {
        indent = outer
    }

    private mutating func mapping(_ members: Value.Object) {
        guard !members.isEmpty else { return emptyMapping() }
        let outer = beginMapping()
        if sortKeys {
            for index in KeyOrder(style).sortedIndices(members.keys) {
                member(members.keys[index], members.values[index])
            }
        } else {
            for (key, value) in members { member(key, value) }
        }
        endBlock(outer)
    }

    /// Writes a mapping without members.
    package mutating func emptyMapping() {
        indicator("{", needsSpace: true, isWhitespace: true, isIndention: false)
        indicator("}", needsSpace: false, isWhitespace: false, isIndention: false)
    }

    /// Begins a mapping that has members; the caller gives them in their order.
    ///
    /// - Returns: What `endBlock` needs.
    package mutating func beginMapping() -> Int {
        let outer = indent
        indent = indent < 0 ? 0 : indent + 2
        return outer
    }

    /// Writes the key of a member; its value comes next, in a mapping.
    package mutating func key(_ key: UnsafeBufferPointer<UInt8>) {
        writeIndent()
        if string(key, isSimpleKey: true) {
            indicator(":", needsSpace: false, isWhitespace: false, isIndention: false)
        } else {
            indicator("?", needsSpace: true, isWhitespace: false, isIndention: true)
            string(key, isSimpleKey: false)
            writeIndent()
            indicator(":", needsSpace: true, isWhitespace: false, isIndention: true)
        }
    }

    private mutating func member(_ name: String, _ value: Value) {
        var name = name
        name.withUTF8 { key($0) }
        node(value, isInMapping: true)
    }

    // MARK: Scalars

    package mutating func null() { word("null") }

    package mutating func bool(_ value: Bool) { word(value ? "true" : "false") }

    package mutating func integer(_ number: Int64) { plain(number.description.utf8) }

    /// Writes a string; its bytes are UTF-8.
    package mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) {
        string(bytes, isSimpleKey: false)
    }

    /// Writes a string; as a simple key only when it can be one.
    ///
    /// - Returns: Whether it was written.
    @discardableResult
    private mutating func string(_ bytes: UnsafeBufferPointer<UInt8>, isSimpleKey: Bool) -> Bool {
        let analysis = ScalarAnalysis(bytes, style: style)
        // A simple key is one line of at most 128 bytes.
        if isSimpleKey, analysis.isMultiline || bytes.count > 128 { return false }
        if analysis.hasForbidden { hasForbiddenCharacter = true }
        if analysis.hasNextLine { hasNextLine = true }
        let outer = indent
        indent = indent < 0 ? 2 : indent + 2
        let notation = analysis.notation(isSimpleKey: isSimpleKey)
        // A line that stays within the width is copied at once.
        let isOneLine =
            analysis.isASCII && !analysis.isMultiline && (isSimpleKey || column + bytes.count < width)
        switch notation {
        case .plain where isOneLine: plain(bytes)
        case .plain: plain(bytes, mayBreak: !isSimpleKey)
        case .single: singleQuoted(bytes, mayBreak: !isSimpleKey)
        case .double: doubleQuoted(bytes, mayBreak: !isSimpleKey)
        case .literal: literal(bytes)
        }
        indent = outer
        return true
    }

    private mutating func word(_ text: StaticString) {
        text.withUTF8Buffer { plain($0) }
    }

    /// Writes ASCII text that never needs quotes.
    private mutating func plain(_ text: some Collection<UInt8>) {
        if !whitespace { put(UInt8(ascii: " ")) }
        output.append(contentsOf: text)
        column += text.count
        whitespace = false
        indention = false
    }

    package mutating func double(_ number: Double) {
        // Most numbers are small and whole; below a million both styles write them alike.
        if number.magnitude < 1_000_000, number.sign == .plus, let whole = Int64(exactly: number) {
            return integer(whole)
        }
        guard number.isFinite else {
            nonFiniteNumber = number
            return word(number.isNaN ? ".nan" : number < 0 ? "-.inf" : ".inf")
        }
        if style == .v2, number == number.rounded(.towardZero) {
            // Through JSON a whole number loses its point and the sign of zero, and is read as one; JSON has
            // the fewest digits that tell the number, filled up with zeros.
            if Int64(exactly: number) != nil || UInt64(exactly: number) != nil {
                var whole: [UInt8] = []
                ShortestDecimal(number == 0 ? 0 : number).appendPlain(to: &whole)
                return plain(whole)
            }
        }
        var text: [UInt8] = []
        ShortestDecimal(number).appendGeneral(to: &text)
        plain(text)
    }

    // MARK: Characters

    mutating func put(_ byte: UInt8) {
        output.append(byte)
        column += 1
    }

    /// Copies the character at `index`; returns its length.
    @discardableResult
    mutating func copy(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        let length = utf8Length(bytes[index])
        output.append(bytes[index])
        for offset in 1..<max(length, 1) { output.append(bytes[index + offset]) }
        column += 1
        return length
    }

    /// Copies ASCII text without breaks.
    mutating func copy(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        output.append(contentsOf: bytes)
        column += bytes.count
    }

    mutating func putBreak() {
        output.append(UInt8(ascii: "\n"))
        column = 0
    }

    /// Copies the line break at `index`; returns its length.
    mutating func copyBreak(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        if bytes[index] == UInt8(ascii: "\n") {
            putBreak()
            return 1
        }
        let length = copy(bytes, at: index)
        column = 0
        return length
    }

    mutating func indicator(_ text: StaticString, needsSpace: Bool, isWhitespace: Bool, isIndention: Bool) {
        if needsSpace, !whitespace { put(UInt8(ascii: " ")) }
        text.withUTF8Buffer {
            output.append(contentsOf: $0)
            column += $0.count
        }
        whitespace = isWhitespace
        indention = indention && isIndention
    }

    mutating func writeIndent() {
        let indent = max(indent, 0)
        if !indention || column > indent || column == indent && !whitespace { putBreak() }
        if column < indent {
            output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent - column))
            column = indent
        }
        whitespace = true
        indention = true
    }
}

/// The number of bytes of the character that begins with `byte`.
func utf8Length(_ byte: UInt8) -> Int {
    byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
}
