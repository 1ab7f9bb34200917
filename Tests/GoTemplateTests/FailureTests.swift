import Diagnostics
import GoTemplate
import Testing

/// What people are shown of a failure.
@Suite struct FailureTests {
    private let sources: [String: String] = [
        "web/templates/_helpers.tpl": "{{- define \"image\" -}}\n{{ .Values.image.tga.name }}\n{{- end -}}\n",
        "web/templates/web.yaml": "services:\n  web:\n    image: {{ include \"image\" . }}\n",
        "web/templates/tpl.yaml": "a: 1\nb: {{ tpl \"{{ .x.y }}\" . }}\n",
        "web/templates/bad.yaml": "a: 1\nb: {{ uper .x }}\n",
        "web/templates/broken.yaml": "b: {{ tpl \"{{ .x\" . }}\n",
        "web/templates/missing.yaml": "b: {{ include \"imag\" . }}\n",
        "web/templates/fail.yaml": "b: {{ fail \"set a name\" }}\r\n",
    ]

    private func failure(of name: String) -> Failure? {
        let image = GoMap(["tag": .text("1.2"), "name": .text("nginx")])
        let data = GoMap(["Values": .map(GoMap(["image": .map(image)], type: "common.Values"))])
        do throws(TemplateFailure) {
            var templates = TemplateSet(functions: CaseFunctions.all)
            for file in ["web/templates/_helpers.tpl", name] {
                try templates.parse(name: file, source: Array((sources[file] ?? "").utf8))
            }
            _ = try templates.execute(name: name, data: .map(data))
            return nil
        } catch {
            return error.failure { sources[$0].map { Array($0.utf8) } }
        }
    }

    @Test func showsTheInnermostPlaceAndTheCalls() {
        let failure = failure(of: "web/templates/web.yaml")
        #expect(failure?.message == "nil pointer evaluating interface {}.name")
        #expect(failure?.location?.description == "web/templates/_helpers.tpl:2:17")
        #expect(failure?.excerpt == "{{ .Values.image.tga.name }}")
        #expect(failure?.notes == ["called from web/templates/web.yaml:3:15: {{ include \"image\" . }}"])
        #expect(failure?.hint == "'.Values.image.tga' is not set; did you mean '.Values.image.tag'?")
    }

    @Test(arguments: [
        (
            "tpl", "nil pointer evaluating interface {}.y", "2:7", "b: {{ tpl \"{{ .x.y }}\" . }}",
            "'.x' is not set; test it first: {{ with .x }}"
        ),
        ("bad", "function \"uper\" not defined", "2:7", "b: {{ uper .x }}", "did you mean 'upper'?"),
        ("broken", "unclosed action", "1:7", "b: {{ tpl \"{{ .x\" . }}", nil),
        (
            "missing", "no template \"imag\" associated with template \"gotpl\"", "1:7",
            "b: {{ include \"imag\" . }}", "did you mean 'image'?"
        ),
        ("fail", "set a name", "1:7", "b: {{ fail \"set a name\" }}", nil),
    ])
    func shows(_ name: String, _ message: String, _ place: String, _ excerpt: String, _ hint: String?) {
        let failure = failure(of: "web/templates/\(name).yaml")
        #expect(failure?.kind == .invalidInput)
        #expect(failure?.message == message)
        #expect(failure?.location?.description == "web/templates/\(name).yaml:\(place)")
        #expect(failure?.excerpt == excerpt)
        #expect(failure?.hint == hint)
    }
}
