import Subprocess
import Testing

extension OnSwarm {
    /// What is seen of a release that runs.
    @Suite("logs and status")
    struct LogsTests {
        private func install(_ user: DavitUser, _ release: String) async throws {
            let script =
                "for i in $(seq 5); do echo {{ .Values.word }} $i; done; sleep 1; echo problem >&2; sleep 3600"
            try user.writeChart(
                "app",
                compose: """
                    services:
                      web:
                        image: davit-test/busybox:1
                        command: [sh, -c, "\(script.replacing("$", with: "$$"))"]
                        stop_grace_period: 0s
                        deploy: {replicas: 2, update_config: {monitor: 0s, parallelism: 2}}
                      every:
                        image: davit-test/busybox:1
                        command: [sh, -c, "echo everywhere; sleep 3600"]
                        stop_grace_period: 0s
                        deploy: {mode: global}

                    """,
                values: "word: one\n"
            )
            try await requireSuccess(user.davit("install \(release) app"))
        }

        @Test("of all services or one, marked, at their end, raw and with times", .timeLimit(.minutes(15)))
        func logs() async throws {
            try await withRelease { user, _, release in
                try await install(user, release)
                let all = try await user.davit("logs \(release)")
                try requireSuccess(all)
                let marks = Set(all.output.lines.map { $0.columns.first ?? "" })
                #expect(
                    marks.isSuperset(of: ["web.1", "web.2"]) && marks.count == 3,
                    "\(all.testDescription)"
                )
                #expect(all.output.lines.count == 13, "\(all.testDescription)")
                #expect(
                    all.output.lines.filter { $0.hasPrefix("web.2") && $0.hasSuffix(" | one 5") }.count == 1
                )
                let raw = try await user.davit("logs \(release) every --raw")
                #expect(raw.output == "everywhere\n", "\(raw.testDescription)")
                let tail = try await user.davit("logs \(release) web --tail 2 --no-prefix -t")
                #expect(tail.output.lines.count == 4, "\(tail.testDescription)")
                #expect(tail.output.lines.allSatisfy { $0.columns.first?.hasSuffix("Z") == true })
                #expect(Set(tail.output.lines.compactMap(\.columns.last)) == ["5", "problem"])
                let later = try await user.davit("logs \(release) --since 2100-01-01T00:00:00Z")
                #expect(later.succeeded && later.output.isEmpty, "\(later.testDescription)")
                try await expectOneError(
                    user.davit("logs \(release) wbe"),
                    containing: ["has no service 'wbe'", "did you mean 'web'?"]
                )
            }
        }

        @Test("are followed into the tasks that an upgrade brings", .timeLimit(.minutes(15)))
        func follow() async throws {
            try await withRelease { user, _, release in
                try await install(user, release)
                let followed = try await user.davit("logs \(release) web -f --tail 1") { send in
                    try await Task.sleep(for: .seconds(3))
                    try await requireSuccess(user.davit("upgrade \(release) --set word=two"))
                    try await Task.sleep(for: .seconds(2))
                    send(.interrupt)
                }
                let lines = followed.output.lines
                #expect(lines.filter { $0.hasSuffix(" | two 5") }.count == 2, "\(followed.testDescription)")
                #expect(lines.filter { $0.hasSuffix(" | problem") }.count == 4, "\(followed.testDescription)")
                #expect(!lines.contains { $0.contains("one 4") }, "\(followed.testDescription)")
            }
        }

        @Test("status shows services with their tasks, nodes and ages", .timeLimit(.minutes(15)))
        func status() async throws {
            struct Status: Decodable {
                struct Service: Decodable {
                    var name: String
                    var mode: String
                    var running: Int
                    var tasks: [Task]
                }
                struct Task: Decodable {
                    var id: String
                    var slot: Int
                    var node: String
                    var state: String
                    var error: String?
                }
                var services: [Service]
            }
            try await withRelease { user, swarm, release in
                try await install(user, release)
                let node = try await swarm.docker("node ls --format {{.Hostname}}").first
                let services = try await user.davit("status \(release) -o json").json(Status.self).services
                #expect(services.map(\.name) == ["every", "web"])
                #expect(services.map(\.mode) == ["global", "replicated"])
                #expect(services.map(\.running) == [1, 2])
                let tasks = try #require(services.last).tasks
                #expect(tasks.map(\.slot) == [1, 2])
                try await expect(Set(tasks.map(\.id)), equals: swarm.runningTasks("\(release)_web"))
                #expect(tasks.allSatisfy { $0.node == node && $0.state == "running" && $0.error == nil })
                let table = try await user.davit("status \(release)").output
                for text in ["web.2", "AGE", "NODE", node ?? ""] { #expect(table.contains(text), "\(table)") }
            }
        }
    }
}
