import Testing

@testable import GoTemplate

@Suite struct LexerTests {
    /// Each token as its kind and text, spaces left out.
    private func tokens(_ source: String) -> [String] {
        var lexer = Lexer(Array(source.utf8))
        var result: [String] = []
        while true {
            let token = lexer.next()
            let text = String(decoding: lexer.source[token.start..<token.end], as: UTF8.self)
            switch token.kind {
            case .endOfFile: return result
            case .error: return result + ["error \(lexer.errorText)"]
            case .space: break
            default: result.append("\(token.kind) \(text)")
            }
        }
    }

    @Test(arguments: [
        ("a {{- 1 -}} b", ["text a", "leftDelimiter {{", "number 1", "rightDelimiter }}", "text b"]),
        ("a\n {{-3}}", ["text a\n ", "leftDelimiter {{", "number -3", "rightDelimiter }}"]),
        (
            "{{- 1}}\t\r\n{{- 2}}",
            [
                "leftDelimiter {{", "number 1", "rightDelimiter }}", "leftDelimiter {{", "number 2",
                "rightDelimiter }}",
            ]
        ),
        ("x {{- /* c }} */ -}} y", ["text x", "text y"]),
        ("{{/* a */}}", []),
        ("{ {x} }", ["text { {x} }"]),
        (
            "{{.a.b $x $}}",
            ["leftDelimiter {{", "field .a", "field .b", "variable $x", "variable $", "rightDelimiter }}"]
        ),
        ("{{$é := .}}", ["leftDelimiter {{", "variable $é", "declare :=", "dot .", "rightDelimiter }}"]),
        (
            "{{\"}}\" `a\n` 'x'}}",
            [
                "leftDelimiter {{", "string \"}}\"", "rawString `a\n`", "characterConstant 'x'",
                "rightDelimiter }}",
            ]
        ),
        (
            "{{1e3|.5 0x1p-2 1+2i}}",
            [
                "leftDelimiter {{", "number 1e3", "pipe |", "number .5", "number 0x1p-2", "complex 1+2i",
                "rightDelimiter }}",
            ]
        ),
        ("{{if end_}}", ["leftDelimiter {{", "if if", "identifier end_", "rightDelimiter }}"]),
    ])
    func tokensOf(_ source: String, _ expected: [String]) {
        #expect(tokens(source) == expected)
    }

    @Test(arguments: [
        ("{{/* x", "unclosed comment"),
        ("{{/* x */ }}", "comment ends before closing delimiter"),
        ("{{ \"a\n\" }}", "unterminated quoted string"),
        ("{{ `a", "unterminated raw quoted string"),
        ("{{ 'a }}", "unterminated character constant"),
        ("{{ .a-b }}", "bad character U+002D '-'"),
        ("{{ a[0] }}", "bad character U+005B '['"),
        ("{{ 12ab }}", "bad number syntax: \"12a\""),
        ("{{ 1+2 }}", "bad number syntax: \"1+2\""),
        ("{{ (1 }}", "unclosed left paren"),
        ("{{ 1) }}", "unexpected right paren"),
        ("{{ :x }}", "expected :="),
        ("{{ \u{01} }}", "unrecognized character in action: U+0001"),
        ("{{ 1", "unclosed action"),
    ])
    func errorsOf(_ source: String, _ message: String) {
        #expect(tokens(source).last == "error \(message)")
    }
}
