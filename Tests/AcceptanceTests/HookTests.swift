import Subprocess
import Testing

extension OnSwarm {
    /// Hooks and tests as jobs of the Swarm.
    @Suite("hooks")
    struct HookTests {
        /// A chart with a service, a config and hooks, each given as lines of YAML below its name.
        static func write(_ hooks: [(name: String, lines: [String])], for user: DavitUser) throws {
            var text = """
                services:
                  web:
                    image: davit-test/busybox:1
                    command: [sleep, "3600"]
                    stop_grace_period: 0s
                    environment: {TEXT: {{ .Values.text | quote }}}
                    deploy: {update_config: {monitor: 1s}}

                """
            for hook in hooks {
                text += "  \(hook.name):\n    image: davit-test/busybox:1\n    stop_grace_period: 0s\n"
                for line in hook.lines { text += "    \(line)\n" }
            }
            text += "configs:\n  page: {content: {{ .Values.text | quote }}}\n"
            try user.writeChart("app", compose: text, values: "text: one\n")
        }

        static func command(_ script: String) -> String {
            #"command: [sh, -c, "\#(script.replacing("$", with: "$$"))"]"#
        }

        @Test(
            "run around an install with what they need, and nothing of them is left",
            .timeLimit(.minutes(15))
        )
        func install() async throws {
            try await withRelease { user, swarm, release in
                try Self.write(
                    [
                        (
                            "second",
                            [
                                Self.command("echo second has $(cat /page)"),
                                "configs: [{source: page, target: /page}]",
                                "x-davit: {hook: pre-install, hook-weight: 2, hook-delete-policy: hook-succeeded}",
                            ]
                        ),
                        (
                            "first",
                            [
                                Self.command("echo first; sleep 1; echo done >&2"),
                                "x-davit: {hook: pre-install}",
                            ]
                        ),
                        (
                            "last",
                            [
                                Self.command("echo last"),
                                "x-davit: {hook: 'post-install,post-upgrade', hook-weight: -7}",
                            ]
                        ),
                        ("bye", [Self.command("echo bye"), "x-davit: {hook: post-delete}"]),
                    ],
                    for: user
                )
                let run = try await user.davit("install \(release) app")
                try requireSuccess(run)
                let steps = [
                    "running the hook 'first' (pre-install)", "  first | first", "  first | done",
                    "running the hook 'second' (pre-install)", "  second | second has one",
                    "creating service",
                    "running the hook 'last' (post-install)", "  last | last",
                ]
                var rest = run.error[...]
                for step in steps {
                    guard let range = rest.firstRange(of: step) else {
                        Issue.record("no '\(step)' at its place in\n\(run.testDescription)")
                        break
                    }
                    rest = rest[range.upperBound...]
                }
                // Jobs that are done stay to be looked at, but are no part of the stack.
                try await expect(
                    swarm.names("service", of: release),
                    equals: ["\(release)_first", "\(release)_last", "\(release)_web"]
                )
                try await expect(
                    swarm.docker("stack services \(release) --format", "{{.Name}}"),
                    equals: ["\(release)_web"]
                )
                let logs = try await user.davit("logs \(release) first --raw")
                #expect(logs.output == "first\ndone\n", "\(logs.testDescription)")

                try await requireSuccess(user.davit("upgrade \(release) --set text=two"))
                try await expect(
                    swarm.names("service", of: release),
                    equals: ["\(release)_last", "\(release)_web"]
                )
                let gone = try await user.davit("uninstall \(release)")
                try requireSuccess(gone)
                #expect(gone.error.contains("  bye | bye"), "\(gone.testDescription)")
                try await expect(swarm.footprint(release), equals: [])
            }
        }

        @Test(
            "a hook that fails ends the upgrade with its exit code and last lines",
            .timeLimit(.minutes(15))
        )
        func failing() async throws {
            try await withRelease { user, swarm, release in
                try Self.write([], for: user)
                try await requireSuccess(user.davit("install \(release) app"))
                let script = "for i in $(seq 30); do echo line $i; done; exit 3"
                try Self.write(
                    [("migrate", [Self.command(script), "x-davit: {hook: pre-upgrade}"])],
                    for: user
                )
                let failed = try await user.davit("upgrade \(release) app --set text=two")
                expectOneError(
                    failed,
                    containing: [
                        "the hook 'migrate' (pre-upgrade) failed: task: non-zero exit (3)", "exit code 3",
                        "line 30",
                    ]
                )
                // The last 20 lines, after all of them were shown as they came.
                let report = failed.error.components(after: "Error:")
                #expect(
                    report.contains("line 11\n") && !report.contains("line 10\n"),
                    "\(failed.testDescription)"
                )
                #expect(failed.error.contains("  migrate | line 1\n"), "\(failed.testDescription)")
                try await expect(
                    swarm.inspect("\(release)_web", "{{.Spec.TaskTemplate.ContainerSpec.Env}}"),
                    equals: "[TEXT=one]"
                )
                try await expect(user.history(release).map(\.status), equals: ["deployed", "failed"])
                try await requireSuccess(user.davit("upgrade \(release) app --no-hooks --set text=three"))
                try await expect(swarm.names("service", of: release), equals: ["\(release)_web"])
            }
        }

        @Test("a hook that does not end is stopped after its time", .timeLimit(.minutes(15)))
        func timeout() async throws {
            try await withRelease { user, swarm, release in
                try Self.write(
                    [
                        (
                            "slow",
                            [
                                Self.command("echo begun; sleep 600"),
                                "x-davit: {hook: pre-install, hook-timeout: 4s}",
                            ]
                        )
                    ],
                    for: user
                )
                let failed = try await user.davit("install \(release) app")
                expectOneError(failed, containing: ["has not ended after 4 s", "begun"])
                #expect(failed.status == 6)
                try await expect(swarm.names("service", of: release), equals: [])
                try await expect(swarm.containers(of: "\(release)_slow"), equals: [])
            }
        }

        @Test(
            "after kill -9 in a hook the next operation stops it and runs it again",
            .timeLimit(.minutes(15))
        )
        func killed() async throws {
            try await withRelease { user, swarm, release in
                try Self.write(
                    [
                        (
                            "migrate",
                            [Self.command("sleep {{ .Values.time }}"), "x-davit: {hook: pre-upgrade}"]
                        )
                    ],
                    for: user
                )
                try await requireSuccess(user.davit("install \(release) app --set time=1"))
                try await user.davit("upgrade \(release) app --set time=600") { send in
                    _ = try await eventually {
                        try await swarm.replicas("\(release)_migrate")?.hasPrefix("1/1 (0/1") == true
                    }
                    send(.kill)
                }
                let first = try await swarm.containers(of: "\(release)_migrate")
                #expect(first.count == 1)
                try await requireSuccess(user.davit("upgrade \(release) app --set time=1,text=two"))
                let later = try await swarm.docker(
                    "service ps \(release)_migrate --no-trunc --format",
                    "{{.ID}} {{.CurrentState}}"
                )
                #expect(later.count == 1 && later.allSatisfy { $0.contains("Complete") }, "\(later)")
                try await expect(swarm.containers(of: "\(release)_migrate"), equals: [])
                try await expect(
                    user.history(release).map(\.status),
                    equals: ["superseded", "interrupted", "deployed"]
                )
                try await requireSuccess(user.davit("uninstall \(release)"))
                try await expect(swarm.footprint(release), equals: [])
            }
        }

        @Test("davit test runs the tests, tells which failed, and status remembers", .timeLimit(.minutes(15)))
        func tests() async throws {
            try await withRelease { user, swarm, release in
                try Self.write(
                    [
                        (
                            "reach",
                            [Self.command("nslookup web && echo reached"), "x-davit: {hook: test}"]
                        ), ("fail", [Self.command("echo wrong; exit 4"), "x-davit: {hook: test}"]),
                    ],
                    for: user
                )
                try await requireSuccess(user.davit("install \(release) app"))
                struct Report: Decodable {
                    struct Test: Decodable {
                        var name: String
                        var result: String
                    }
                    var succeeded: Bool
                    var tests: [Test]
                }
                struct Status: Decodable {
                    struct Result: Decodable { var result: String }
                    var test: Result?
                }
                try await expect(
                    user.davit("status \(release) -o json").json(Status.self).test?.result,
                    equals: nil
                )
                let failed = try await user.davit("test \(release) -o json")
                #expect(failed.status == 1, "\(failed.testDescription)")
                let report = try failed.json(Report.self)
                #expect(report.tests.map(\.name) == ["fail", "reach"])
                #expect(report.tests.map(\.result) == ["failed", "succeeded"], "\(failed.testDescription)")
                for text in ["1 of 2 tests failed: 'fail'", "exit code 4", "wrong"] {
                    #expect(failed.error.contains(text), "\(failed.testDescription)")
                }
                try await expect(
                    user.davit("status \(release) -o json").json(Status.self).test?.result,
                    equals: "failed"
                )
                let passed = try await user.davit("test \(release) --filter name=reach --logs")
                try requireSuccess(passed)
                #expect(passed.error.contains("  reach | reached"), "\(passed.testDescription)")
                let status = try await user.davit("status \(release)")
                #expect(status.output.contains("LAST TEST: succeeded"), "\(status.testDescription)")
                try await expect(user.history(release).map(\.revision), equals: [1])
                try await requireSuccess(user.davit("uninstall \(release)"))
                try await expect(swarm.footprint(release), equals: [])
            }
        }
    }
}

extension String {
    /// What comes after the first `text`; empty without one.
    fileprivate func components(after text: String) -> String {
        firstRange(of: text).map { String(self[$0.upperBound...]) } ?? ""
    }
}
