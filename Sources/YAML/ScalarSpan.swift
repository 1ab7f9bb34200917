package import Diagnostics

/// A value of a YAML text with the bytes that it takes there, for changing a document in place.
package struct ScalarSpan: Sendable, Hashable {
    /// A step from a document's top down to a value.
    package enum Step: Sendable, Hashable {
        case key(String)
        case item(Int)
    }

    package var path: [Step]
    /// The text after unescaping.
    package var text: String
    /// The bytes of the text, quotes included.
    package var bytes: Range<Int>
    /// Whether it is written without quotes.
    package var isPlain: Bool
    /// Line and column in bytes, from 1.
    package var line: Int
    package var column: Int

    /// The keys of the path, with `[]` for an item.
    package var keys: [String] {
        path.map { step in
            switch step {
            case .key(let key): key
            case .item: "[]"
            }
        }
    }
}

extension YAML {
    /// The scalars of all documents of a text, in its order, that can be replaced in place: those without
    /// anchor, tag and lines of their own, where they are written and not where an alias repeats them.
    ///
    /// - Throws: `.invalidInput` with line, column and the line's text.
    package static func scalars(_ bytes: [UInt8], file: String) throws(Failure) -> [ScalarSpan] {
        do throws(Problem) {
            var finder = ScalarFinder(bytes, parser: try EventParser(bytes))
            return try finder.find()
        } catch {
            throw error.failure(in: bytes, file: file)
        }
    }
}

/// Walks over the events of a text and keeps where its scalars stand.
private struct ScalarFinder: ~Copyable {
    /// A mapping or list that is open.
    private enum Frame {
        case mapping(key: String?)
        case sequence(next: Int)
    }

    private let bytes: [UInt8]
    private let lineStarts: [Int]
    private let columns: ByteColumns?
    private var parser: EventParser
    private var frames: [Frame] = []
    private var spans: [ScalarSpan] = []

    init(_ bytes: [UInt8], parser: consuming EventParser) {
        self.bytes = bytes
        columns = ByteColumns(bytes)
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            starts.append(offset + 1)
        }
        lineStarts = starts
        self.parser = parser
    }

    mutating func find() throws(Problem) -> [ScalarSpan] {
        while true {
            switch try parser.next() {
            case .streamEnd:
                return spans
            case .documentStart, .documentEnd:
                frames = []
            case .mappingStart:
                frames.append(.mapping(key: nil))
            case .sequenceStart:
                frames.append(.sequence(next: 0))
            case .mappingEnd, .sequenceEnd:
                frames.removeLast()
                advance(key: "")
            case .alias:
                advance(key: "")
            case .scalar(let scalar):
                if isValue, scalar.anchor == nil, scalar.tag == nil, !scalar.isBlock { keep(scalar) }
                advance(key: scalar.text)
            }
        }
    }

    /// Whether what comes is a value and not a key.
    private var isValue: Bool {
        if case .mapping(nil)? = frames.last { false } else { true }
    }

    /// Goes on behind a node, which was a key, a value or an item.
    private mutating func advance(key: String) {
        guard let frame = frames.popLast() else { return }
        switch frame {
        case .mapping(nil): frames.append(.mapping(key: key))
        case .mapping: frames.append(.mapping(key: nil))
        case .sequence(let next): frames.append(.sequence(next: next + 1))
        }
    }

    private mutating func keep(_ scalar: Event.Scalar) {
        guard let start = offset(parser.line, parser.column),
            let end = offset(parser.endLine, parser.endColumn), start < end, end <= bytes.count
        else { return }
        // A text whose lines end in an uncommon way is counted otherwise; what is not found again stays.
        let written = bytes[start..<end]
        let isFound =
            scalar.isPlain
            ? written.first == scalar.text.utf8.first
            : written.count > 1 && written.first == written.last
                && (written.first == UInt8(ascii: "'") || written.first == UInt8(ascii: "\""))
        guard isFound else { return }
        let path = frames.map { frame in
            switch frame {
            case .mapping(let key): ScalarSpan.Step.key(key ?? "")
            case .sequence(let next): ScalarSpan.Step.item(next)
            }
        }
        spans.append(
            ScalarSpan(
                path: path,
                text: scalar.text,
                bytes: start..<end,
                isPlain: scalar.isPlain,
                line: parser.line,
                column: start - lineStarts[parser.line - 1] + 1
            )
        )
    }

    private func offset(_ line: Int, _ column: Int) -> Int? {
        guard line >= 1, line <= lineStarts.count else { return nil }
        let inBytes = columns?.column(line: line, character: column) ?? column
        return lineStarts[line - 1] + inBytes - 1
    }
}
