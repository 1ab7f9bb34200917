import Testing
import Values
import YAML

@testable import Charts

struct YAMLCommentsTests {
    /// What is taken out of a file's comments, and what is not.
    @Test(arguments: [
        ("# text\na: 1\n", "#\na: 1\n"),
        ("a: 1\n  # text\nb: 2\n", "a: 1\n  #\nb: 2\n"),
        ("a: {}\nb: []\n# text\n", "a: {}\nb: []\n#\n"),
        ("a: \"x\"\nb: ''\n- \"c\"\n\"d\": e\n# text\n", "a: \"x\"\nb: ''\n- \"c\"\n\"d\": e\n#\n"),
        ("a: b # it's [\n# text\n", "a: b # it's [\n#\n"),
        ("a: |\n  # kept\n\n  # kept\n# text\nb: c\n", "a: |\n  # kept\n\n  # kept\n#\nb: c\n"),
        ("- a: >-\n    # kept\n  b: c\n# text\n", "- a: >-\n    # kept\n  b: c\n#\n"),
        // The end of a file.
        ("a: 1\n# kept", "a: 1\n# kept"),
        ("a: 1\n#\n", "a: 1\n#\n"),
        ("", ""), ("\n", "\n"), ("  ", "  "), ("a", "a"),
        // Characters that YAML does not allow, or that end a line.
        ("# \u{7}\n", "# \u{7}\n"), ("# ä\n", "# ä\n"), ("# a\r\n", "# a\r\n"),
    ])
    func commentsAreEmptied(text: String, emptied: String) {
        #expect(String(decoding: YAMLComments.emptied(Array(text.utf8)), as: UTF8.self) == emptied)
    }

    /// Lines after which `# kept` can be part of a text: nothing is taken out behind them.
    @Test(arguments: [
        "a: \"b", "a: 'b", "\"a", "a: \"b\\\"", "a: don't: 'b", "a: 'it''s", "a: \"x\" \"", "- - \"b",
        "--- |", "- |", "|", "a: &b |", "a: !!str |", "? |", "a: b |", "\"a\": |",
        "a: [b, \"c", "a: [x: \"]\"\n  , foo\n  \"bar, \"", "a: [ # ]\n  foo\n  \"bar, \"",
        "x] : [ foo\n  \"bar, \"", "a: {b: c\n  \"bar, \"", "{a: foo - \"bar, \"",
        "a: [\u{2028}# ]\n  foo\n  \"bar, \"", "a: [\u{85}# ]\n  foo\n  \"bar, \"", "a: [\r# ]\n \"b, \"",
    ])
    func whatMayBeTextIsKept(start: String) {
        let text = "\(start)\n# kept\n# kept\""
        #expect(YAMLComments.emptied(Array(text.utf8)) == Array(text.utf8))
    }

    /// The values of a text are the same without its comments, however its lines are put together.
    @Test func valuesAreTheSame() {
        let lines = [
            "a: b", "a:", "  c: \"d\"", "  - e", "# x \"", "  # y: [", "f: |", "g: >-", "    # z", "    text",
            "h: [i, # j", "  k]", "l: {m: 'n'}", "o: \"p", "q\"", "'r': s", "", "t: 'u # v'", "w: x #y",
            "  \"z",
        ]
        var random = SplitMix(state: 1)
        var kinds = (valid: 0, emptied: 0)
        for _ in 0..<3_000 {
            let count = 1 + Int(random.next() % 6)
            let text = (0..<count).map { _ in lines[Int(random.next() % UInt64(lines.count))] + "\n" }
                .joined()
            let bytes = Array(text.utf8)
            let emptied = YAMLComments.emptied(bytes)
            guard let value = try? YAML.decodeAll(bytes, file: "x") else {
                #expect((try? YAML.decodeAll(emptied, file: "x")) == nil, "\(text)")
                continue
            }
            #expect((try? YAML.decodeAll(emptied, file: "x")) == value, "\(text)")
            kinds.valid += 1
            if emptied != bytes { kinds.emptied += 1 }
        }
        #expect(kinds.valid > 200 && kinds.emptied > 50, "\(kinds)")
    }

    /// Numbers that look random and are the same every time.
    private struct SplitMix {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
