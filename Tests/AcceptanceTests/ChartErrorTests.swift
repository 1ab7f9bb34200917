import FoundationEssentials
import Testing

/// Charts that are wrong: one clear error each, and nothing is changed.
@Suite("wrong charts")
struct ChartErrorTests {
    /// A wrong chart: how it is made, how it is installed, and what the error must say.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        /// What stands behind `install NAME`.
        var arguments: String
        var expected: [String]
        var prepare: @Sendable (DavitUser) async throws -> Void

        var testDescription: String { name }

        init(
            _ name: String,
            install arguments: String,
            expected: [String],
            prepare: @escaping @Sendable (DavitUser) async throws -> Void
        ) {
            self.name = name
            self.arguments = arguments
            self.expected = expected
            self.prepare = prepare
        }
    }

    static let cases: [Case] = [
        Case("a folder that is no chart", install: "./folder", expected: ["folder", "Chart.yaml"]) {
            try $0.write("text\n", to: "folder/notes.txt")
        },
        Case("a file that is no chart", install: "./notes.tgz", expected: ["notes.tgz"]) {
            try $0.write("just some text that is no archive\n", to: "notes.tgz")
        },
        Case("a path with nothing there", install: "./nothing", expected: ["nothing"]) { _ in },
        Case("a truncated archive", install: "./web-0.1.0.tgz", expected: ["web-0.1.0.tgz"]) { user in
            try user.writeServiceChart()
            try await requireSuccess(user.davit("package web"))
            try await requireSuccess(
                Program.run(["truncate", "--size=-200", "web-0.1.0.tgz"], in: user.workingFolder)
            )
        },
        Case("an archive with ../x", install: "./evil.tgz", expected: ["evil.tgz", "../x"]) { user in
            try user.writeServiceChart()
            try user.write("out\n", to: "../x")
            try await requireSuccess(
                Program.run(
                    ["tar", "-P", "-czf", "evil.tgz", "web", "../x"],
                    in: user.workingFolder
                )
            )
        },
        Case("a dependency that is missing", install: "./parent", expected: ["'child'", "charts/"]) { user in
            try user.writeChart("parent", compose: "services:\n  web:\n    image: davit-test/busybox:1\n")
            try user.write(
                try user.read("parent/Chart.yaml") + "dependencies: [{name: child, version: 1.0.0}]\n",
                to: "parent/Chart.yaml"
            )
        },
        Case("values with a tab indent", install: "./web", expected: ["values.yaml:2"]) { user in
            try user.writeServiceChart()
            try user.write("image:\n\trepository: x\n", to: "web/values.yaml")
        },
        Case("a template with a tab indent", install: "./tabs", expected: ["templates/compose.yaml:3"]) {
            user in
            try user.writeChart("tabs", compose: "services:\n  web:\n\timage: davit-test/busybox:1\n")
        },
        Case(
            "an error two includes deep",
            install: "./deep",
            expected: [
                "templates/_helpers.tpl:5:", "{{ .Values.missing.name.first }}", "deep.outer", "compose.yaml",
            ]
        ) { user in
            try user.writeChart(
                "deep",
                compose: "services:\n  web:\n    image: {{ include \"deep.outer\" . }}\n",
                partials: """
                    {{- define "deep.outer" -}}
                    {{ include "deep.inner" . }}
                    {{- end }}
                    {{- define "deep.inner" -}}
                    {{ .Values.missing.name.first }}
                    {{- end }}

                    """
            )
        },
        Case(
            "a value against the schema",
            install: "./new --set web.replicas=two",
            expected: ["'web.replicas'", "whole number", "\"two\""]
        ) { user in
            try await requireSuccess(user.davit("create new"))
        },
        Case(
            "a service with neither image nor build",
            install: "./bare",
            expected: ["templates/compose.yaml:2", "'web'", "image"]
        ) { user in
            try user.writeChart("bare", compose: "services:\n  web:\n    command: [sleep, \"1\"]\n")
        },
        Case("a key that is misspelt", install: "./typo", expected: ["'imagee'", "'image'"]) { user in
            try user.writeChart("typo", compose: "services:\n  web:\n    imagee: davit-test/busybox:1\n")
        },
        Case("a variable without a value", install: "./ask", expected: ["TAG", "--env", "$$"]) { user in
            try user.writeChart("ask", compose: "services:\n  web:\n    image: davit-test/busybox:$TAG\n")
        },
    ]

    @Test("on the local target", .timeLimit(.minutes(15)), arguments: cases)
    func local(_ wrong: Case) async throws {
        try await withUser { user in
            try await wrong.prepare(user)
            let before = try user.contents(of: user.folder)
            let run = try await user.davit("install wrong \(wrong.arguments)")
            expectOneError(run, containing: wrong.expected)
            #expect(run.output == "")
            #expect(try user.contents(of: user.folder) == before)
        }
    }
}

extension OnSwarm {
    @Suite("wrong charts on a Swarm")
    struct WrongChartsOnSwarmTests {
        @Test("one clear error and no change", .timeLimit(.minutes(15)), arguments: ChartErrorTests.cases)
        func swarm(_ wrong: ChartErrorTests.Case) async throws {
            try await withRelease { user, swarm, release in
                try await wrong.prepare(user)
                let run = try await user.davit("install \(release) \(wrong.arguments)")
                expectOneError(run, containing: wrong.expected)
                try await expect(swarm.footprint(release), equals: [])
            }
        }
    }
}
