import Testing

/// Lines of a service and what they are in the long syntax.
struct Snippet: Sendable, CustomTestStringConvertible {
    var written: String
    var expected: String

    init(_ written: String, _ expected: String) {
        self.written = written
        self.expected = expected
    }

    var testDescription: String { written }
}
