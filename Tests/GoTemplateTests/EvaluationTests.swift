import GoTemplate
import Testing

@Suite struct EvaluationTests {
    private func set(_ files: KeyValuePairs<String, String>) throws -> TemplateSet {
        var templates = TemplateSet(functions: CaseFunctions.all)
        for (name, source) in files { try templates.parse(name: name, source: Array(source.utf8)) }
        return templates
    }

    /// The text of `t.yaml`, or Helm's error text.
    private func render(_ source: String, limits: ExecutionLimits = ExecutionLimits()) -> String {
        LargeStack.run { stackSize in
            do {
                var templates = try set(["t.yaml": source])
                templates.stackSize = stackSize
                let data = GoMap(["a": .text("A"), "n": .float64(3)])
                let text = try templates.execute(name: "t.yaml", data: .map(data), limits: limits)
                return String(decoding: text, as: UTF8.self)
            } catch let error as TemplateFailure {
                return error.text
            } catch {
                return "\(error)"
            }
        }
    }

    /// Seen in Helm 4.2.3.
    @Test(arguments: [
        ("{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $x := 3 }}{{ end }}{{ $x }}", "2"),
        ("{{ $x := 1 }}{{ range $x = list 4 5 }}{{ end }}{{ $x }}", "5"),
        ("{{ $x := 1 }}{{ range $x = list }}{{ end }}{{ $x }}", "[]"),
        (
            "{{ range $i, $e := list 7 8 }}{{ $i }}{{ $e }}{{ if eq $i 0 }}{{ continue }}{{ end }}!{{ end }}",
            "0718!"
        ),
        ("{{ range 9 }}{{ if eq . 2 }}{{ break }}{{ end }}{{ . }}{{ end }}", "01"),
        ("{{ with .nope }}a{{ else with .a }}{{ . }}{{ end }}", "A"),
        (
            "{{ define \"d\" }}[{{ . }}{{ $ }}]{{ end }}{{ template \"d\" .a }}{{ template \"d\" }}",
            "[AA][<no value><no value>]"
        ),
        ("{{ (.nope).x }}{{ $y := .nope }}{{ $y.x }}", "<no value><no value>"),
        (
            "{{ tpl \"{{ define `d` }}inner{{ end }}{{ include `e` . }}\" . }}{{ define \"d\" }}outer{{ end }}{{ define \"e\" }}{{ include \"d\" . }}{{ end }}|{{ include \"e\" . }}",
            "inner|outer"
        ),
        (
            "{{ tpl \"{{ tpl \\\"{{ include `d` . }}\\\" . }}{{ define `d` }}in{{ end }}\" . }}{{ define \"d\" }}out{{ end }}",
            "in"
        ),
        (
            "{{ $m := dict \"b\" 1 \"a\" 2 }}{{ range $k, $v := $m }}{{ $_ := set $m \"c\" 3 }}{{ $k }}{{ $v }}{{ end }}{{ len $m }}",
            "a2b13"
        ),
        ("{{ and 0 (fail \"x\") }}{{ or 1 (fail \"x\") }}{{ \"p\" | and 1 }}", "01p"),
    ])
    func gives(_ source: String, _ expected: String) {
        #expect(render(source) == expected)
    }

    @Test(arguments: [
        (
            "{{ .n.x }}",
            "t.yaml:1:5\n  executing \"t.yaml\" at <.n.x>:\n    can't evaluate field x in type interface {}"
        ),
        (
            "{{ len .n }}",
            "template: t.yaml:1:3: executing \"t.yaml\" at <len .n>: error calling len: len of type float64"
        ),
        (
            "{{ define \"d\" }}\n {{ .x.y }}{{ end }}{{ include \"d\" . | upper }}",
            "t.yaml:2:23\n  executing \"t.yaml\" at <include \"d\" .>:\n    error calling include:\nt.yaml:2:6\n  executing \"d\" at <.x.y>:\n    nil pointer evaluating interface {}.y"
        ),
        (
            "{{ define \"d\" }}{{ required \"need x\" .x }}{{ end }}\n{{ include \"d\" . }}",
            "execution error at (t.yaml:2:3): need x"
        ),
        (
            "{{ include \"nope\" . }}",
            "t.yaml:1:3\n  executing \"t.yaml\" at <include \"nope\" .>:\n    error calling include:\ntemplate: no template \"nope\" associated with template \"gotpl\""
        ),
        (
            "{{ tpl \"{{ .a\" . }}",
            "template: t.yaml:1:3: executing \"t.yaml\" at <tpl \"{{ .a\" .>: error calling tpl: cannot parse template \"{{ .a\": template: gotpl:1: unclosed action"
        ),
        (
            "{{ tpl \"\\n{{ .x.y }}\" . }}",
            "template: t.yaml:1:3: executing \"t.yaml\" at <tpl \"\\n{{ .x.y }}\" .>: error calling tpl: error during tpl function execution for \"\\n{{ .x.y }}\": template: gotpl:2:5: executing \"gotpl\" at <.x.y>: nil pointer evaluating interface {}.y"
        ),
        (
            "{{ and false ($x := 1) }}{{ $x }}",
            "t.yaml:1:28\n  executing \"t.yaml\" at <$x>:\n    undefined variable: $x"
        ),
        (
            "{{ trunc (list \"x\") \"y\" }}",
            "t.yaml:1:15\n  executing \"t.yaml\" at <\"x\">:\n    wrong type for value; expected int; got []interface {}"
        ),
    ])
    func fails(_ source: String, _ expected: String) {
        #expect(render(source) == expected)
    }

    @Test func templateNestsToItsLimit() {
        let source = "{{ define \"d\" }}{{ template \"d\" . }}{{ end }}{{ template \"d\" . }}"
        let place = "t.yaml:1:28\n  executing \"d\" at <{{template \"d\" .}}>:\n"
        #expect(
            render(source, limits: ExecutionLimits(templateDepth: 5000))
                == "\(place)    exceeded maximum template depth (5000)"
        )
    }

    @Test func includeNestsAThousandTimes() {
        let rest = "{{ define \"d\" }}{{ if . }}{{ include \"d\" (sub . 1) }}{{ else }}end{{ end }}{{ end }}"
        #expect(render("\(rest){{ include \"d\" 1000 }}") == "end")
        let text = render("\(rest){{ include \"d\" 1001 }}")
        #expect(
            text.hasSuffix(
                "error calling include: rendering template has a nested reference name: d: unable to execute template"
            )
        )
    }

    @Test(arguments: [
        ("{{ range 100000 }}{{ end }}", "rendering needs more than 1000 steps"),
        ("{{ range 100 }}0123456789{{ end }}", "rendering makes more than 500 bytes of texts and lists"),
        ("{{ $x := printf \"%9999d\" 1 }}", "rendering makes more than 500 bytes of texts and lists"),
        (
            "{{ define \"d\" }}{{ range 9 }}{{ include \"d\" $ }}{{ end }}{{ end }}{{ include \"d\" . }}",
            "rendering needs more than 1000 steps"
        ),
    ])
    func stopsAtItsLimits(_ source: String, _ message: String) {
        #expect(render(source, limits: ExecutionLimits(steps: 1000, bytes: 500)).hasSuffix(message))
    }

    @Test(arguments: [
        ("{{ $m := dict \"a\" 1 }}{{ $_ := set $m \"m\" $m }}{{ $m }}", "map[a:1 m:map[...]]"),
        (
            "{{ $m := dict \"a\" 1 }}{{ $_ := set $m \"m\" (list $m $m) }}{{ printf \"%v\" $m }}",
            "map[a:1 m:[map[...] map[...]]]"
        ),
        ("{{ $l := list }}{{ range 5000 }}{{ $l = list $l }}{{ end }}{{ len (print $l) }}", "4005"),
    ])
    func printsWhatContainsItself(_ source: String, _ expected: String) {
        #expect(render(source) == expected)
    }

    @Test func stopsBeforeTheStackEnds() throws {
        let names = (0..<64).map { "{{ define \"d\($0)\" }}{{ include \"d\(($0 + 1) % 64)\" . }}{{ end }}" }
        let templates = try set(["t.yaml": names.joined() + "{{ include \"d0\" . }}"])
        let failure = #expect(throws: TemplateFailure.self) {
            try templates.execute(name: "t.yaml", data: .nil)
        }
        #expect(failure?.cause == "error calling include: templates are nested too deeply")
    }

    @Test func laterDefinitionsWinUnlessTheyAreBlank() throws {
        var templates = try set([
            "sub/a.tpl": "{{ define \"d\" }}sub{{ end }}{{ define \"e\" }}kept{{ end }}",
            "a.tpl": "{{ define \"d\" }}parent{{ end }}{{ define \"e\" }} {{/* blank */}}{{ end }}",
            "t.yaml": "{{ template \"d\" }} {{ template \"e\" }}",
        ])
        let earlier = templates
        try templates.parse(name: "b.tpl", source: Array("{{ define \"d\" }}last{{ end }}".utf8))
        #expect(try templates.execute(name: "t.yaml", data: .nil) == Array("last kept".utf8))
        #expect(try earlier.execute(name: "t.yaml", data: .nil) == Array("parent kept".utf8))
    }

    /// A source with more names than the first table of names has room for.
    @Test(arguments: [1, 100, 130, 1000])
    func variablesAreToldApart(count: Int) {
        let declared = (0..<count).map { "{{ $v\($0) := \($0) }}" }.joined()
        let printed = (0..<count).map { "{{ $v\($0) }}{{ .b\($0) }} " }.joined()
        let expected = (0..<count).map { "\($0)<no value> " }.joined()
        #expect(render(declared + printed) == expected)
    }

    @Test func cacheKeepsSourcesApart() throws {
        let cache = TemplateCache()
        let table = FunctionTable(CaseFunctions.all)
        for text in ["one", "two", "one"] {
            var templates = TemplateSet(functions: table, cache: cache)
            try templates.parse(name: "t.yaml", source: Array("{{ upper \"\(text)\" }}".utf8))
            #expect(try templates.execute(name: "t.yaml", data: .nil) == Array(text.uppercased().utf8))
        }
    }

    @Test func methodsOfNamedTypesComeBeforeKeys() throws {
        let get = GoFunction("Get", [.string]) { arguments, _ in
            guard case .map(let map) = arguments[0], case .string(let key) = arguments[1] else { return .nil }
            return map.entries[key] ?? .text("none")
        }
        var templates = TemplateSet(functions: FunctionTable([], methods: ["engine.files": [get]]))
        let source = "{{ .F.Get \"a\" }}{{ \"x\" | .F.Get }}{{ .F.a }}{{ len .F.nope }}"
        try templates.parse(name: "t", source: Array(source.utf8))
        let files = GoMap(["a": .bytes([49]), "Get": .bytes([])], type: "engine.files")
        let text = try templates.execute(name: "t", data: .map(GoMap(["F": .map(files)])))
        #expect(text == Array("[49]none[49]0".utf8))
    }
}
