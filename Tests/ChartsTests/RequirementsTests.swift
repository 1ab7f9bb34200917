import Charts
import Compose
import Diagnostics
import OrderedCollections
import Testing
import Values

/// `requirements.yaml`, SwarmCLI's format and profiles, from the chart's files to the project.
@Suite struct RequirementsTests {
    private static let compose = """
        services: {web: {image: a, networks: [front], secrets: [key], configs: [conf]}}
        networks: {front: {external: true, name: public}}
        secrets: {key: {external: true}}
        configs: {conf: {external: true}}
        """

    private static func project(
        manifest: String = "apiVersion: v2\nname: web\nversion: 0.1.0\n",
        _ files: [String: String],
        variables: [String: String] = [:]
    ) throws -> Project {
        let all = files.merging(["Chart.yaml": manifest]) { $1 }.sorted { $0.key < $1.key }
        let chart = try Chart.load(
            files: all.map { ChartFile(path: $0.key, bytes: Array($0.value.utf8)) },
            origin: "web"
        )
        let facts = ReleaseFacts(name: "shop", namespace: "shop", revision: 1, isInstall: true)
        return try ChartRenderer.render(chart, user: [:], RenderInput(release: facts))
            .project(variables: variables, target: "swarm").project
    }

    @Test func isRenderedAndTellsHowNetworksAreMade() throws {
        let project = try Self.project([
            "templates/compose.yaml": Self.compose,
            "values.yaml": "net: public\n",
            "requirements.yaml": """
            networks:
              - name: other
              - {name: {{ .Values.net }}, driver: overlay, attachable: true, autoCreate: true, options: {encrypted: ""}}
              - {name: public, autoCreate: false}
            secrets: [{name: key, description: to sign with}]
            configs: [{name: conf}, {name: unused}]
            """,
        ])
        let made = NetworkTemplate(driver: "overlay", isAttachable: true, driverOptions: ["encrypted": ""])
        #expect(project.networks["front"]?.directives.autoCreate == made)
        #expect(project.secrets["key"]?.directives.purpose == "to sign with")
        #expect(project.configs["conf"]?.directives.purpose == nil)
    }

    @Test(
        arguments: [
            (
                "networks: [{name: public}]\nsecrets: [{name: key}]",
                "the external config 'conf' is not listed in requirements.yaml", nil
            ),
            (
                "secrets: [{name: key}]\nconfigs: [{name: conf}]",
                "the external network 'public' is not listed", nil
            ),
            ("networks: []\nsecrts: []", "'secrts' is not a key of requirements.yaml", "2:1: secrts: []"),
            ("networks:\n  - nam: public", "'nam' is not a key of requirements.yaml", "2:5:   - nam: public"),
            ("configs:\n- name: a\n  x: b", "'x' is not a key of requirements.yaml", "3:3:   x: b"),
            ("networks:\n- driver: overlay", "an entry has no 'name'", "2:3: - driver: overlay"),
            ("secrets:\n- name: a\n- name: []", "'name' must be a string", "3:9: - name: []"),
            ("networks: public", "'networks' must be a list", "1:11: networks: public"),
            ("# x\n- a", "must be a mapping", "2:1: - a"),
            ("networks: [{name: {{ .Values.a.b }}}]", "nil pointer", nil),
        ] as [(String, String, String?)]
    )
    func refuses(text: String, message: String, place: String?) throws {
        let failure = #expect(throws: Failure.self) {
            try Self.project(["templates/compose.yaml": Self.compose, "requirements.yaml": text])
        }
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
        let location = try #require(failure?.location)
        guard let place else { return }
        #expect("\(location.line):\(location.column): \(failure?.excerpt ?? "")" == place)
    }

    /// Old Helm charts list their dependencies in a file of that name.
    @Test func otherFilesOfThatNameSayNothing() throws {
        let project = try Self.project([
            "templates/compose.yaml": Self.compose, "requirements.yaml": "dependencies: [{name: db}]\n",
        ])
        #expect(project.networks["front"]?.directives.autoCreate == nil)
    }

    @Test(arguments: [
        "name: web\nversion: 1.0.0\nswarmcliVersion: '>=1'\n", "apiVersion: v1\nname: web\nversion: 1.0.0\n",
        "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    ])
    func swarmCLIChartsHaveExactNumbersAndFilesInOrder(manifest: String) throws {
        let isTheirs = !manifest.contains("v2")
        let project = try Self.project(
            manifest: manifest,
            [
                "values.yaml": "big: 10000000\n",
                "templates/1.yaml.tmpl":
                    "services: {web: {image: first, environment: {BIG: \"{{ .Values.big }}\"}}}",
                "templates/2.yaml.tmpl": "services: {web: {image: second}}",
            ]
        )
        #expect(project.services["web"]?.environment["BIG"] == (isTheirs ? "10000000" : "1e+07"))
        #expect(project.services["web"]?.image == (isTheirs ? "second" : "first"))
    }

    @Test(arguments: [("", ["web"]), ("debug", ["web", "shell"]), ("*", ["web", "shell", "bench"])])
    func profilesComeFromVariables(profiles: String, services: [String]) throws {
        let project = try Self.project(
            [
                "templates/compose.yaml":
                    "services: {web: {image: a}, shell: {image: a, profiles: [debug]}, bench: {image: a, profiles: [load]}}"
            ],
            variables: ["COMPOSE_PROFILES": profiles]
        )
        #expect(Array(project.services.keys) == services)
    }

    @Test func lintNamesHostPathsAndWhatTheTargetSays() throws {
        let files = [
            "Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n", "values.yaml": "",
            "templates/compose.yaml": "services:\n  web:\n    image: a\n    volumes: [/var/log:/log]\n",
        ]
        let chart = try Chart.load(
            files: files.map { ChartFile(path: $0.key, bytes: Array($0.value.utf8)) },
            origin: "web"
        )
        let target = Lint.Target(name: "swarm") { loaded in
            [Diagnostic(.error, "\(loaded.project.services.count) service is too many")]
        }
        let lint = Lint(chart, origin: "web", values: [:], variables: [:], targets: [target, target])
        #expect(lint.findings.filter { $0.message == "1 service is too many" }.count == 1)
        #expect(lint.fails(strict: false))
        let bind = lint.findings.filter { $0.message.contains("'/var/log' of the host") }
        #expect(bind.map(\.severity) == [.note])
        #expect(bind.first?.location?.line == 4)
    }
}
