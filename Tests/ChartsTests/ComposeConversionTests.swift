import Archives
import Charts
import Compose
import Diagnostics
import FoundationEssentials
import OrderedCollections
import TestSupport
import Testing
import Values
import YAML

/// A chart made of a Compose file gives the project of the file.
@Suite struct ComposeConversionTests {
    private static let stacks = [
        "process", "health", "ports", "volumes", "deploy", "rights", "networks", "objects", "names", "oldest",
        "shop", "beside", "refused", "jobs", "newest",
    ]

    @Test(arguments: stacks)
    func stackFiles(_ name: String) throws {
        try Self.expectSame(
            try Fixture.text("Fixtures/stacks/\(name).yaml"),
            readFile: { path in try? Fixture.bytes("Fixtures/stacks/\(path)") }
        )
    }

    private static let documents: [String] = [
        // Quotes, flow and block style, and text outside of ASCII before what is replaced.
        "services: {web: {image: 'a:1', environment: {K: 'ü \"x\"', Z: \"a\\tb\"}}}",
        "# ä comment {{ with }} braces\nservices:\n  web:\n    image: \"a:1\" # ü\n    environment: {K: v}\n",
        "services:\n  a-b:\n    image: x\n",
        "services:\n  2048: {image: \"registry.example:5000/a/b\"}\n  '3': {image: a@sha256:\(String(repeating: "a", count: 64))}\n",
        "services:\n  web:\n    image: a:1.10@sha256:\(String(repeating: "b", count: 64))\n    scale: 3\n",
        "services:\n  web:\n    image: ${REG:-r}/a:${TAG:-1}\n    environment: {A: $$x, B: \"${NO:-{{.Node.ID}}}\"}\n",
        "services:\n  web:\n    image: &image a:1\n    environment: &env {A: 1, B: two}\n  other: {image: *image, environment: *env}\n",
        "services:\n  web:\n    image: a:1\n    environment:\n      - A=1\n      - B={{.Service.Name}}\n      - \"C=with 'quotes' and %d\"\n      - D\n      - E=\n",
        "services:\n  web:\n    image: a:1\n    environment:\n      TEXT: |\n        two\n        lines {{ x }}\n      FOLDED: one\n        line\n      NULLED:\n      BOOL: true\n      FLOAT: 1.50\n      OCTAL: 010\n",
        "services:\n  web:\n    image: a:1\n    ports: ['127.0.0.1:80:80', '[::1]:81:81/udp', 90-92:90-92, '53:53/udp', {target: 7, published: '70-71'}, 5000]\n",
        "services:\n  global: {image: a:1, deploy: {replicas: 2}}\n  my-web: {image: a:1}\n  myWeb: {image: b:2}\n",
        "services:\r\n  web:\r\n    image: a:1\r\n    environment:\r\n      A: b\r\n",
        "services:\n  web: {image: a:1, hostname: '{{.Node.Hostname}}', labels: {x: '{{{ {{ }}'}}\n",
        "services:\n  web:\n    image: !!str a:1\n    deploy: !override {replicas: 2}\n    environment: {WITH.DOT: x, dash-ed: y}\n",
    ]

    @Test(arguments: documents)
    func awkwardDocuments(_ document: String) throws {
        try Self.expectSame(document)
    }

    @Test func filesComeAlong() throws {
        let files = [
            "conf/a.conf": "a", "values.yaml": "theirs", "../up.conf": "up", "/etc/abs.conf": "abs",
            "web.env": "A=1\n", ".env": "TAG=2\n", "html/index.html": "<p>", "html/deep/x.css": "x",
            "more/part.yaml": "services: {part: {image: b:1, env_file: [own.env]}}\n",
            "more/own.env": "OWN=1\n",
            "base.yaml": "services: {base: {image: a:1, env_file: web.env}}\n",
            "seccomp.json": "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}",
        ]
        let document = """
            include: [more/part.yaml]
            services:
              web:
                extends: {file: base.yaml, service: base}
                image: a:${TAG}
                env_file: [{path: web.env, required: true}, {path: none.env, required: false}]
                volumes: ["./html:/www:ro", {type: bind, source: ./conf, target: /conf}]
                security_opt: ["seccomp:seccomp.json"]
            configs:
              a: {file: ./conf/a.conf}
              b: {file: values.yaml}
              c: {file: ../up.conf}
              d: {file: "/etc/abs.conf"}
            secrets:
              s: {file: conf/a.conf}
            """
        let result = try Self.convert(document, files)
        let paths = Set(result.files.map(\.path))
        #expect(
            paths.isSuperset(of: [
                "conf/a.conf", "files/values.yaml", "files/up.conf", "files/abs.conf", "web.env", ".env",
                "html/index.html", "html/deep/x.css", "more/part.yaml", "more/own.env", "base.yaml",
            ])
        )
        let project = try Self.project(of: result)
        #expect(project.services["web"]?.image == "a:2")
        #expect(project.services["part"]?.environment["OWN"] == "1")
        #expect(
            project.services["web"]?.configs.map(\.target).sorted() == [
                "/conf/a.conf", "/www/deep/x.css", "/www/index.html",
            ]
        )
        let contents = project.configs.filter { ["a", "b", "c", "d"].contains($0.key) }.map {
            $0.value.content.hash
        }
        #expect(contents == ["a", "theirs", "up", "abs"].map { Self.hash(Array($0.utf8)) })
        // The secret in the chart, and the variables, are told of.
        #expect(result.diagnostics.map(\.severity) == [.warning, .note])
    }

    @Test(
        arguments: [
            ("services: {web: {image: a, env_file: no.env}}", "'no.env', which 'env_file' names"),
            ("services: {web: {image: a, volumes: ['./data:/data']}}", "'data', which 'volumes' names"),
            ("configs: {a: {content: x}}", "has no 'services'"),
            ("services: {web: {image: a, volumes: ['.:/code']}}", "'.' is the folder of the Compose file"),
            ("services: {web: {image: a, volumes: ['../..:/code']}}", "'../..' is the folder"),
            ("services: [", "did not find"),
        ]
    )
    func refuses(document: String, message: String) throws {
        let failure = #expect(throws: Failure.self) { try Self.convert(document, [:]) }
        #expect(failure?.location != nil)
        if message != "did not find" {
            #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
            #expect(failure?.hint != nil)
        }
    }

    @Test func valuesHaveSensibleNames() throws {
        let document = """
            services:
              web-app:
                image: registry.example:5000/shop/web:1.4
                ports: ["8080:80", "8443:443", "53:53/udp"]
                environment: {LOG_LEVEL: info, WORKERS: 4}
                deploy: {replicas: 2}
              db:
                image: postgres
                ports: [{target: 5432, published: 5432}]
            """
        let values = try Self.convert(document, [:]).values
        let expected: Value = [
            "webApp": [
                "image": ["repository": "registry.example:5000/shop/web", "tag": "1.4"],
                "ports": ["port80": 8080, "port443": 8443, "port53Udp": 53],
                "environment": ["LOG_LEVEL": "info", "WORKERS": 4], "replicas": 2,
            ],
            "db": ["image": ["repository": "postgres", "tag": ""], "port": 5432],
        ]
        #expect(Value.object(values).difference(to: expected).map { "\($0.path)" } == [])
    }

    /// A changed value shows where it came from.
    @Test func valuesWork() throws {
        let document =
            "services:\n  web:\n    image: a # the image\n    ports: ['80:80']\n    environment: [A=1]\n"
        let result = try Self.convert(document, [:])
        let template = try #require(result.files.first { $0.path == "templates/compose.yaml" })
        #expect(String(decoding: template.bytes, as: UTF8.self).contains("# the image"))
        let project = try Self.project(
            of: result,
            user: ["web": ["image": ["tag": "2"], "port": 81, "environment": ["A": true]]]
        )
        let service = try #require(project.services["web"])
        #expect(service.image == "a:2")
        #expect(service.ports.map(\.published) == [81])
        #expect(service.environment["A"] == "true")
    }

    // MARK: Both ways

    private static func expectSame(
        _ document: String,
        readFile: @escaping @Sendable (String) -> [UInt8]? = { _ in nil }
    ) throws {
        let nodes = try YAML.parse(Array(document.utf8), file: "compose.yaml")
        let options = ComposeOptions(
            interpolation: .variables([:]),
            readFile: { readFile($0) },
            contentHash: hash
        )
        let original = try load(
            documents: nodes.map { ComposeDocument(file: "compose.yaml", node: $0) },
            options: options
        ).project
        let conversion = ComposeConversion(name: "made", readFile: { readFile(normal($0)) })
        let result = try conversion.convert(Array(document.utf8), file: "compose.yaml")
        let template = String(decoding: result.files[2].bytes, as: UTF8.self)
        let made = try project(of: result)
        #expect(original.value.difference(to: made.value).map { "\($0.path)" } == [], "\(template)")
        #expect(made == original)
    }

    private static func convert(_ document: String, _ files: [String: String]) throws
        -> ComposeConversion.Result
    {
        let conversion = ComposeConversion(
            name: "made",
            readFile: { path in files[normal(path)].map { Array($0.utf8) } },
            listFiles: { folder in files.keys.filter { $0.hasPrefix("\(normal(folder))/") }.sorted() }
        )
        return try conversion.convert(Array(document.utf8), file: "compose.yaml")
    }

    private static func normal(_ path: String) -> String {
        path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    }

    private static func project(
        of result: ComposeConversion.Result,
        user: Value.Object = [:]
    ) throws -> Project {
        let chart = try Chart.load(files: result.files, origin: "made")
        let input = RenderInput(
            release: ReleaseFacts(name: "made", namespace: "made", revision: 1, isInstall: true)
        )
        return try ChartRenderer.render(chart, user: user, input).project(variables: [:], target: "swarm")
            .project
    }

    private static func hash(_ bytes: [UInt8]) -> String {
        String(Digest.sha256(bytes).prefix(12))
    }
}
