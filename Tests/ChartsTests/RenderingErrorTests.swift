import Charts
import Diagnostics
import OrderedCollections
import Testing
import Values

/// What a person is told when a chart does not render.
@Suite struct RenderingErrorTests {
    private static func render(
        _ templates: [(path: String, text: String)],
        _ values: String = "",
        metadata: String = "",
        change: (inout RenderInput) -> Void = { _ in }
    ) throws -> RenderedChart {
        let head = "apiVersion: v2\nname: web\nversion: 1.0.0\n" + metadata
        let files = [("Chart.yaml", head), ("values.yaml", values)] + templates.map { ($0.path, $0.text) }
        let chart = try Chart.load(
            files: files.map { ChartFile(path: $0.0, bytes: Array($0.1.utf8)) },
            origin: "web"
        )
        let facts = ReleaseFacts(name: "rel", namespace: "ns", revision: 1, isInstall: true)
        var input = RenderInput(release: facts)
        change(&input)
        return try ChartRenderer.render(chart, user: [:], input)
    }

    @Test func brokenYamlNamesTheTemplateLine() throws {
        let template = """
            {{- range $i := until 3 }}
            # line {{ $i }}{{ $.Values.missing }}
            {{- end }}
            services:
              web:
                image: {{ .Values.image }}
            """
        let rendered = try Self.render([("templates/compose.yaml", template)], "image: 'a: b'\n")
        let failure = #expect(throws: Failure.self) { try rendered.documents() }
        #expect(failure?.location?.description == "web/templates/compose.yaml:6:15")
        #expect(failure?.excerpt == "    image: {{ .Values.image }}")
        #expect(failure?.notes.first == "rendered as line 7:     image: a: b")
    }

    @Test func includedTextNamesTheLineThatIncludesIt() throws {
        let rendered = try Self.render([
            ("templates/_h.tpl", "{{ define \"bad\" }}a: [1\nb: 2{{ end }}"),
            ("templates/compose.yaml", "x-a: 1\n\n{{ include \"bad\" . }}\n"),
        ])
        let failure = #expect(throws: Failure.self) { try rendered.documents() }
        #expect(failure?.location?.line == 3)
        #expect(failure?.excerpt == "{{ include \"bad\" . }}")
    }

    /// A template that never ends is stopped by the time it takes.
    @Test(arguments: [
        "{{ range 1000000000000 }}{{ end }}",
        "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}",
        "{{ $x := list \"a\" }}{{ range until 40 }}{{ $x = concat $x $x }}{{ end }}",
        "{{ range until 10000000 }}{{ $_ := fromYaml \": : :\" }}{{ end }}",
    ])
    func endlessTemplatesAreStopped(template: String) {
        let failure = #expect(throws: Failure.self) {
            try Self.render([("templates/x.yaml", template)]) { $0.seconds = 0.02 }
        }
        // Of time, or of memory within a function's own error: whichever is used up first.
        #expect(failure?.message.contains("rendering ") == true, "\(failure?.message ?? "")")
    }

    /// Chart.yaml's errors name the line.
    @Test(arguments: [
        ("targets: swarm\n", "web/Chart.yaml:4:10", "'targets' must be a list, found a string"),
        ("numbers: precise\n", "web/Chart.yaml:4:10", "'numbers' can only be 'exact'"),
        ("version: 2.0.0\n", "web/Chart.yaml:4:1", "'version' is given twice"),
        ("maintainers:\n- name: [a]\n", "web/Chart.yaml:5:9", "'name' must be a string, found a list"),
        ("keywords:\n\t- a\n", "web/Chart.yaml:5:1", "tab"),
    ])
    func chartFileErrorsHaveAPlace(metadata: String, place: String, message: String) {
        let failure = #expect(throws: Failure.self) { try Self.render([], metadata: metadata) }
        #expect(failure?.location?.description == place)
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
        #expect(failure?.excerpt != nil)
    }

    @Test func exactNumbersPrintAsWritten() throws {
        let template =
            "{{ .Values.count }} {{ .Values.l }} {{ typeOf .Values.count }} {{ toYaml .Values }} {{ .Values.f }}"
        let values = "count: 1000000\nl: [12345678901234567]\nf: 1.5e3\n"
        func text(_ metadata: String) throws -> String {
            let rendered = try Self.render([("templates/x.txt", template)], values, metadata: metadata)
            return String(decoding: rendered.files[0].text, as: UTF8.self)
        }
        #expect(try text("").hasPrefix("1e+06 [1.2345678901234568e+16] float64 "))
        let exact = try text("numbers: exact\n")
        #expect(exact.hasPrefix("1000000 [12345678901234567] int64 "))
        #expect(exact.contains("count: 1000000\nf: 1500\nl:\n- 12345678901234567"))
        #expect(exact.hasSuffix(" 1500"))
    }

    @Test func lookupsAreAskedForAndAnswered() throws {
        let template = """
            {{ $s := lookup "swarm/v1" "Service" "ns" "web" }}{{ with $s }}{{ .spec.replicas }}{{ else }}none{{ end }}
            """
        let lookup = LiveLookup()
        func text() throws -> String {
            let rendered = try Self.render([("templates/x.txt", template)]) { $0.lookup = lookup }
            return String(decoding: rendered.files[0].text, as: UTF8.self)
        }
        #expect(try text() == "none")
        let open = lookup.takeOpen()
        #expect(open.map(\.name) == ["web"])
        #expect(open.map(\.kind) == ["Service"])
        lookup.answer(open[0], with: ["spec": ["replicas": 3]])
        #expect(try text() == "3")
        #expect(lookup.takeOpen().isEmpty)
    }
}
