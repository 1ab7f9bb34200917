import CYAML

/// One step of a YAML stream.
enum Event {
    case documentStart
    case documentEnd
    case streamEnd
    case alias(String)
    case scalar(Scalar)
    case sequenceStart(anchor: String?, tag: String?)
    case mappingStart(anchor: String?, tag: String?)
    case sequenceEnd
    case mappingEnd

    struct Scalar {
        var text: String
        var anchor: String?
        var tag: String?
        /// Whether the scalar is plain and untagged, so that its text decides what it is.
        var isImplicit: Bool
        /// Whether it is written without quotes, whatever its tag.
        var isPlain: Bool
        /// Whether it is written as lines below a `|` or `>`.
        var isBlock = false
    }
}

/// The owner of a libyaml parser and of the copy of the text it reads.
struct EventParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let colons: FlowColons?
    /// Whether the event read last ended a document.
    private(set) var isAtDocumentEnd = false
    /// The collections under way.
    private var open: [Opening] = []
    /// Where the event read last begins: line and column from 1, the column in characters.
    private(set) var line = 1
    private(set) var column = 1
    /// Where it ends: the place of the character after it.
    private(set) var endLine = 1
    private(set) var endColumn = 1

    /// - Parameter bytes: The text; it is copied, since libyaml keeps a pointer to it.
    /// - Throws: When there is no memory for the parser.
    init(_ bytes: [UInt8]) throws(Problem) {
        let colons = FlowColons(bytes)
        let bytes = colons?.bytes ?? bytes
        self.colons = colons
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw Problem(goText: "yaml: out of memory", line: 0, column: 0)
        }
        self.parser = parser
        input = UnsafeMutableBufferPointer.allocate(capacity: max(bytes.count, 1))
        _ = input.update(fromContentsOf: bytes)
        yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event; the start of the stream is left out.
    mutating func next() throws(Problem) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else {
            var problem = problem()
            problem.isSyntax = true
            throw problem
        }
        defer { yaml_event_delete(&event) }
        line = Int(event.start_mark.line) + 1
        column = Int(event.start_mark.column) + 1
        endLine = Int(event.end_mark.line) + 1
        endColumn = Int(event.end_mark.column) + 1
        switch event.type {
        case YAML_STREAM_START_EVENT: return try next()
        case YAML_DOCUMENT_START_EVENT:
            isAtDocumentEnd = false
            return .documentStart
        case YAML_DOCUMENT_END_EVENT:
            isAtDocumentEnd = true
            return .documentEnd
        case YAML_ALIAS_EVENT: return .alias(Self.text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: Int(scalar.length))
            if scalar.style == YAML_PLAIN_SCALAR_STYLE, let last = open.last, last.isFlow,
                bytes.contains(UInt8(ascii: "?"))
            {
                throw questionMark(in: event, within: last)
            }
            return .scalar(
                Event.Scalar(
                    text: colons?.restored(bytes) ?? String(decoding: bytes, as: UTF8.self),
                    anchor: Self.text(scalar.anchor),
                    tag: Self.text(scalar.tag),
                    isImplicit: scalar.plain_implicit != 0,
                    isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
                    isBlock: scalar.style == YAML_LITERAL_SCALAR_STYLE
                        || scalar.style == YAML_FOLDED_SCALAR_STYLE
                )
            )
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            open.append(
                Opening(isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE, isMapping: false, event: event)
            )
            return .sequenceStart(anchor: Self.text(start.anchor), tag: Self.text(start.tag))
        case YAML_SEQUENCE_END_EVENT:
            open.removeLast()
            return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            open.append(
                Opening(isFlow: start.style == YAML_FLOW_MAPPING_STYLE, isMapping: true, event: event)
            )
            return .mappingStart(anchor: Self.text(start.anchor), tag: Self.text(start.tag))
        case YAML_MAPPING_END_EVENT:
            open.removeLast()
            return .mappingEnd
        default: return .streamEnd
        }
    }

    /// A list or mapping that is not complete.
    private struct Opening {
        /// Whether it is written with brackets.
        var isFlow: Bool
        var isMapping: Bool
        /// Where it begins.
        var mark: yaml_mark_t
        /// Whether it has a bracket of its own; the mapping of `[a: b]` has none.
        var hasBracket: Bool

        init(isFlow: Bool, isMapping: Bool, event: yaml_event_t) {
            self.isFlow = isFlow
            self.isMapping = isMapping
            mark = event.start_mark
            hasBracket = event.end_mark.index > event.start_mark.index
        }
    }

    /// The error of go-yaml for a question mark in a plain scalar within brackets, which libyaml since 0.2.3
    /// takes for text: it ends the scalar and begins a key where none can be.
    private func questionMark(in event: yaml_event_t, within innermost: Opening) -> Problem {
        let opening = innermost.hasBracket ? innermost : open.dropLast().last ?? innermost
        var lines = 0
        var character = Int(event.start_mark.index)
        for byte in input {
            if byte & 0xC0 == 0x80 { continue }
            character -= 1
            if character >= 0 { continue }
            if byte == UInt8(ascii: "?") { break }
            if byte == UInt8(ascii: "\n") { lines += 1 }
        }
        let end = opening.isMapping ? "}" : "]"
        let text = "did not find expected ',' or '\(end)'"
        var goLine = Int(event.start_mark.line) + lines
        if goLine == 0 { goLine = Int(opening.mark.line) }
        var problem = problem(
            "yaml: " + (goLine == 0 ? "" : "line \(goLine): ") + text,
            message: "a '?' within brackets begins a key, and no key can be here",
            hint: "put a value with '?' in quotes"
        )
        problem.isSyntax = true
        return problem
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    /// A problem at the event read last.
    func problem(_ goText: String, message: String? = nil, hint: String? = nil) -> Problem {
        Problem(goText: goText, message: message, line: line, column: column, hint: hint)
    }

    /// What libyaml found wrong.
    private func problem() -> Problem {
        let state = parser.pointee
        let text = state.problem.map { String(cString: $0) } ?? "unknown problem parsing YAML content"
        // go-yaml names a line only when it is not the first, and counts one more for scanner errors.
        var goLine = Int(state.problem_mark.line)
        if goLine != 0 {
            if state.error == YAML_SCANNER_ERROR { goLine += 1 }
        } else {
            goLine = Int(state.context_mark.line)
        }
        let goText = "yaml: " + (goLine == 0 ? "" : "line \(goLine): ") + text
        if state.error == YAML_READER_ERROR {
            let (line, column) = place(ofOffset: Int(state.problem_offset))
            let isControl = text.hasPrefix("control")
            let hint = isControl ? "write it as an escape in double quotes, such as \"\\x1b\"" : nil
            return Problem(goText: goText, line: line, column: column, hint: hint)
        }
        var mark = state.problem_mark
        var advice = ProblemAdvice(text, byte: byte(at: mark))
        // An unfinished construct shows best where it began.
        if advice.isUnfinished, state.context != nil, state.context_mark.line < mark.line {
            mark = state.context_mark
            advice.message += ", which began here"
        }
        return Problem(
            goText: goText,
            message: advice.message,
            line: Int(mark.line) + 1,
            column: Int(mark.column) + 1,
            hint: advice.hint
        )
    }

    /// The byte at a mark, found by walking over the text's characters.
    private func byte(at mark: yaml_mark_t) -> UInt8? {
        var characters = Int(mark.index)
        for byte in input.dropLast(0) {
            if byte & 0xC0 == 0x80 { continue }
            if characters == 0 { return byte }
            characters -= 1
        }
        return nil
    }

    private func place(ofOffset offset: Int) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for byte in input.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }
}
