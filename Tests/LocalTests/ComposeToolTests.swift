import FoundationEssentials
import Local
import TestSupport
import Testing

@Suite struct ComposeToolTests {
    /// A folder for `PATH` with scripts in it.
    private func withPrograms(
        _ programs: [String: String],
        _ body: (_ path: String) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            for (name, script) in programs {
                let path = "\(folder)/\(name)"
                try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            }
            try await body(folder)
        }
    }

    @Test(
        arguments: [
            ([:], nil),
            (["docker": "echo \"unknown command: $1\" >&2; exit 1"], nil),
            (["docker": "echo 2.20.0"], "docker compose"),
            (["docker": "exit 1", "docker-compose": "echo 1.29.2"], "docker-compose"),
            (["docker": "echo 2.20.0", "docker-compose": "echo 1.29.2"], "docker compose"),
            (["podman-compose": "echo 1.0.3"], "podman-compose"),
        ] as [([String: String], String?)]
    )
    func theFirstToolThatAnswersIsTaken(programs: [String: String], expected: String?) async throws {
        try await withPrograms(programs) { path in
            #expect(await ComposeTool.find(variables: ["PATH": path])?.command == expected)
        }
    }

    @Test(arguments: [("1.29.2", "stopped"), ("2.20.0", "exited")])
    func generationsNameStatesDifferently(version: String, state: String) async throws {
        try await withPrograms(["docker-compose": "echo \(version)"]) { path in
            #expect(await ComposeTool.find(variables: ["PATH": path])?.endedState == state)
        }
    }

    @Test func answersComeBackWhole() async throws {
        let script =
            "if [ \"$1\" = version ]; then echo 2.0.0; exit; fi; echo \"out $*\"; echo err >&2; exit 3"
        try await withPrograms(["docker-compose": script]) { path in
            let tool = try #require(await ComposeTool.find(variables: ["PATH": path]))
            let answer = try await tool.run(["-p", "a b", "up"])
            #expect(answer.status == 3)
            #expect(answer.output == "out -p a b up\n")
            #expect(answer.errors == "err\n")
        }
    }
}
