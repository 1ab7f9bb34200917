import GoTemplate
import Testing

@Suite struct ParserTests {
    private func failure(_ source: String) -> TemplateFailure? {
        var templates = TemplateSet(functions: [])
        do throws(TemplateFailure) {
            try templates.parse(name: "a/t.yaml", source: Array(source.utf8))
            return nil
        } catch {
            return error
        }
    }

    /// A file may define many templates, each once.
    @Test(arguments: [1, 8, 9, 40], [0, 1])
    func definitionsAreToldApart(count: Int, fromEnd: Int) {
        let definitions = (0..<count).map { "{{ define \"t\($0)\" }}a{{ end }}" }.joined()
        #expect(failure(definitions) == nil)
        let again = fromEnd == 0 ? 0 : count - 1
        let text = failure("\(definitions){{ define \"t\(again)\" }}b{{ end }}")?.text
        #expect(text?.contains("multiple definition of template \"t\(again)\"") == true, "\(text ?? "")")
    }

    /// Line numbers and texts as Helm 4.2.3 prints them.
    @Test(arguments: [
        ("a\n{{ if .x }}\n", "parse error at (a/t.yaml:3): unexpected EOF"),
        ("{{ end }}", "parse error at (a/t.yaml:1): unexpected {{end}}"),
        (
            "{{ if . }}{{ else }}{{ else }}{{ end }}",
            "parse error at (a/t.yaml:1): expected end; found {{else}}"
        ),
        ("{{ .x | \"a\" }}", "parse error at (a/t.yaml:1): non executable command in pipeline stage 2"),
        ("{{ 1.x }}", "parse error at (a/t.yaml:1): \"1.x\""),
        ("{{ \"a\".x }}", "parse error at (a/t.yaml:1): unexpected . after term \"\\\"a\\\"\""),
        ("{{ nil.x }}", "parse error at (a/t.yaml:1): unexpected . after term \"nil\""),
        ("{{ $x }}", "parse error at (a/t.yaml:1): undefined variable \"$x\""),
        ("{{ if $x := 1 }}{{ end }}{{ $x }}", "parse error at (a/t.yaml:1): undefined variable \"$x\""),
        ("{{ $x, $y := 1 }}", "parse error at (a/t.yaml:1): too many declarations in command"),
        ("{{ range $x, 1 }}{{ end }}", "parse error at (a/t.yaml:1): range can only initialize variables"),
        ("{{ break }}", "parse error at (a/t.yaml:1): {{break}} outside {{range}}"),
        (
            "{{ range . }}{{ define \"x\" }}{{ end }}{{ end }}",
            "parse error at (a/t.yaml:1): unexpected <define> in command"
        ),
        (
            "{{ define \"x\" }}a{{ end }}{{ define \"x\" }}b{{ end }}",
            "parse error at (a/t.yaml:1): multiple definition of template \"x\""
        ),
        ("{{ template a }}", "parse error at (a/t.yaml:1): unexpected \"a\" in template clause"),
        ("{{ nope . }}", "parse error at (a/t.yaml:1): function \"nope\" not defined"),
        (
            "{{ print\n\n\"x }}",
            "parse error at (a/t.yaml:3): unterminated quoted string in action started at a/t.yaml:1"
        ),
        ("{{ print\n", "parse error at (a/t.yaml:2): unclosed action started at a/t.yaml:1"),
        ("{{ 99999999999999999999 }}", "parse error at (a/t.yaml:1): \"99999999999999999999\""),
        (
            "{{ (\(String(repeating: "(", count: 10_000))1 }}",
            "parse error at (a/t.yaml:1): max expression depth exceeded"
        ),
    ])
    func refuses(_ source: String, _ text: String) throws {
        #expect(LargeStack.run { _ in failure(source)?.text } == text)
    }

    @Test(arguments: [
        "{{ define \"x\" }}a{{ end }}{{ define \"x\" }} {{/* blank */}} {{ end }}",
        "{{ with 1 }}{{ else with 2 }}{{ else }}{{ end }}",
        "{{ if 1 }}{{ else if 2 }}{{ else if 3 }}{{ end }}",
        "{{ range $i, $e := . }}{{ break }}{{ else }}{{ end }}",
        "{{ $x := 1 }}{{ if . }}{{ $x = 2 }}{{ end }}",
        "{{ \"a\" | }}",
        "{{ print (print 1 | print) | print }}{{ (print).x }}{{ print.x }}",
        "{{ block \"b\" . }}{{ .x }}{{ end }}{{ template `b` }}",
    ])
    func accepts(_ source: String) {
        #expect(failure(source) == nil)
    }

    @Test func tellsTheNearestFunction() {
        #expect(failure("x\n {{ prnit 1 }}")?.hint == "did you mean 'print'?")
    }
}
