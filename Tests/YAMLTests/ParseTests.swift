import Diagnostics
import Testing
import Values
import YAML

/// Files written by people: places, strictness, merges, messages.
@Suite("YAML parse")
struct ParseTests {
    private static func parse(_ text: String) throws(Failure) -> [Node] {
        try YAML.parse(Array(text.utf8), file: "compose.yaml")
    }

    @Test func keepsPlacesTagsAndDocuments() throws {
        let nodes = try Self.parse("# first\na:\n  é: !override [1, 'x']\n---\n---\nb: !reset\n")
        #expect(nodes.count == 3)
        let list = try #require(nodes[0]["a"]?["é"])
        #expect(list.line == 3)
        #expect(list.column == 7)
        #expect(list.tag == "!override")
        guard case .sequence(let elements) = list.content else {
            Issue.record("not a list")
            return
        }
        // 'é' has two bytes.
        #expect(elements.map(\.column) == [18, 21])
        #expect(elements[1].scalarText == "x")
        #expect(nodes[1].isNull)
        #expect(nodes[2]["b"]?.tag == "!reset")
        #expect(try nodes[2].value(file: "f") == ["b": nil])
    }

    /// libyaml takes a time that grows with the square of the depth, so reading stops at the limit.
    @Test func aMillionNestedListsAreRefusedAtOnce() {
        let text = Array("a: ".utf8) + [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: Failure.self) { try YAML.decode(text, file: "f") }
        #expect(throws: Failure.self) { try YAML.decodeLikeGo(text) }
        #expect(throws: Failure.self) { try YAML.parse(text, file: "f") }
    }

    @Test(arguments: ["", "# only a comment\n", "\n\n"])
    func noDocuments(text: String) throws {
        #expect(try Self.parse(text).isEmpty)
        #expect(try YAML.decode(Array(text.utf8), file: "f") == nil)
        #expect(try YAML.decodeAll(Array(text.utf8), file: "f").isEmpty)
    }

    @Test(arguments: [
        (
            "a: 1\nb:\n  c: 2\n  c: 3\n",
            "compose.yaml:4:3: 'c' is given twice in this mapping, first on line 3", "  c: 3"
        ),
        ("a:\n\tb: 1\n", "compose.yaml:2:1: a tab cannot indent YAML", "\tb: 1"),
        ("x: *nope\n", "compose.yaml:1:4: unknown anchor 'nope'", "x: *nope"),
        ("x: &a [*a]\n", "compose.yaml:1:8: anchor 'a' contains itself", "x: &a [*a]"),
        ("é: @x\n", "compose.yaml:1:5: a plain value cannot begin with '@'", "é: @x"),
        ("image: a: b\n", "compose.yaml:1:9: a ':' that makes a mapping is not allowed here", "image: a: b"),
        ("a:\n  b: 1\n c: 2\n", "compose.yaml:3:2: expected a key of the mapping here", " c: 2"),
        ("a: 'x\nb: 1\n", "compose.yaml:1:4: a quoted value is not closed, which began here", "a: 'x"),
        ("a: [1,\nb: 2\n", "compose.yaml:1:4: expected ',' or ']' in the list, which began here", "a: [1,"),
        ("{{ .x }}: 1\n", "compose.yaml:1:2: a key must be text, found a mapping", "{{ .x }}: 1"),
        ("? [a]\n: 1\n", "compose.yaml:1:3: a key must be text, found a list", "? [a]"),
        ("~: 1\n", "compose.yaml:1:1: a key cannot be null", "~: 1"),
        ("a: 1\nb: \u{1}\n", "compose.yaml:2:4: control characters are not allowed", "b: \u{1}"),
        (
            "a: {<<: 3}\n", "compose.yaml:1:5: '<<' can merge only a mapping or a list of mappings",
            "a: {<<: 3}"
        ),
    ])
    func refuses(text: String, message: String, excerpt: String) {
        let failure = #expect(throws: Failure.self) { try Self.parse(text) }
        #expect(failure?.kind == .invalidInput)
        #expect(failure?.description == message)
        #expect(failure?.excerpt == excerpt)
    }

    @Test(
        arguments: [
            // Written-out keys win wherever they stand; earlier mappings of a list win over later ones.
            ("b: &b {x: 1, z: 2}\nd: {z: 3, <<: *b}", ["z": 3, "x": 1]),
            ("b: &b {x: 1, z: 2}\nd: {<<: *b, z: 3}", ["x": 1, "z": 3]),
            ("a: &a {x: 1}\nb: &b {x: 2, z: 9}\nd: {<<: [*a, *b]}", ["x": 1, "z": 9]),
            ("d: {\"<<\": 1}", ["<<": 1]),
        ] as [(String, Value)]
    )
    func merges(text: String, value: Value) throws {
        let node = try #require(try Self.parse(text).first?["d"])
        #expect(try node.value(file: "f") == value)
    }

    @Test(arguments: [
        ("!!int x", "f:1:4: 'x' is not what its tag '!!int' says"),
        ("!env x", "f:1:4: unknown tag '!env'"),
        (".inf", "f:1:4: '.inf' and '.nan' are numbers that values cannot hold"),
    ])
    func refusesValues(text: String, message: String) throws {
        let node = try #require(try Self.parse("a: " + text).first)
        let failure = #expect(throws: Failure.self) { try node.value(file: "f") }
        #expect(failure?.description == message)
    }

    @Test(arguments: [true, false])
    func boundsDepth(flow: Bool) throws {
        func text(_ depth: Int) -> String {
            flow
                ? String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
                : String(repeating: "- ", count: depth) + "x"
        }
        _ = try Self.parse(text(YAML.maximumDepth))
        for parse in [{ _ = try Self.parse($0) }, { _ = try YAML.decode(Array($0.utf8), file: "f") }] {
            let failure = #expect(throws: Failure.self) { try parse(text(YAML.maximumDepth + 1)) }
            #expect(failure?.message == "nested deeper than 1000 levels")
        }
    }

    @Test func boundsDepthThroughAliases() throws {
        var text = "a0: &a0 [x]\n"
        for level in 1...2 {
            let open = String(repeating: "[", count: 600)
            let close = String(repeating: "]", count: 600)
            text += "a\(level): &a\(level) \(open)*a\(level - 1)\(close)\n"
        }
        #expect(throws: Failure.self) { try Self.parse(text) }
        #expect(throws: Failure.self) { try YAML.decode(Array(text.utf8), file: "f") }
    }

    @Test func boundsAliases() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        for parse in [{ _ = try Self.parse($0) }, { _ = try YAML.decode(Array($0.utf8), file: "f") }] {
            let failure = #expect(throws: Failure.self) { try parse(text) }
            #expect(failure?.message == "aliases make this document far larger than its text")
        }
        #expect {
            try YAML.decodeLikeGo(Array(text.utf8))
        } throws: {
            ($0 as? Failure)?.message
                == "error converting YAML to JSON: yaml: document contains excessive aliasing"
        }
    }
}
