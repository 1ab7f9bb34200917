import Subprocess
import Testing

extension OnSwarm {
    /// A davit that dies in the middle, and one that is asked to stop.
    @Suite("crashes and interruptions")
    struct CrashRecoveryTests {
        @Test("after kill -9 of a waiting upgrade the next one recovers", .timeLimit(.minutes(2)))
        func killedWhileWaiting() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web"))
                let killed = try await user.davit("upgrade \(release) web --set text=two,health=/bin/false") {
                    send in
                    _ = try await eventually { try await tasksOfUpdate(release, swarm) }
                    send(.kill)
                }
                #expect(killed.status == 128 + 9)
                #expect(try await user.history(release).map(\.status).last == "pending-upgrade")

                try await requireSuccess(
                    user.davit("upgrade \(release) web --set text=three --set health=/bin/true")
                )
                #expect(try await swarm.replicas("\(release)_web") == "2/2")
                #expect(try await swarm.execute(in: "\(release)_web", "cat", "/page") == "three")
                #expect(
                    try await user.history(release).map(\.status) == [
                        "superseded", "interrupted", "deployed",
                    ]
                )
            }
        }

        @Test("kill -9 at any moment of an upgrade does no harm", .timeLimit(.minutes(3)))
        func killedAtAnyMoment() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web --set replicas=1"))
                for delay in [20, 45, 70, 100, 140, 200, 300, 500, 900] {
                    try await user.davit("upgrade \(release) web --set text=after-\(delay)") { send in
                        try await Task.sleep(for: .milliseconds(delay))
                        send(.kill)
                    }
                }
                try await requireSuccess(user.davit("upgrade \(release) web --set text=last"))
                #expect(try await swarm.replicas("\(release)_web") == "1/1")
                #expect(try await swarm.execute(in: "\(release)_web", "cat", "/page") == "last")
                let history = try await user.history(release)
                #expect(history.filter { $0.status == "deployed" }.count == 1)
                #expect(history.last?.status == "deployed")
                #expect(!history.contains { $0.status.hasPrefix("pending") })
                #expect(Set(history.map(\.revision)).count == history.count)

                try await requireSuccess(user.davit("uninstall \(release)"))
                #expect(try await swarm.footprint(release) == [])
            }
        }

        @Test(
            "an interrupted install ends cleanly",
            .timeLimit(.minutes(2)),
            arguments: [Signal.interrupt, .terminate]
        )
        func interrupted(signal: Signal) async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                let stopped = try await user.davit("install \(release) web --set health=/bin/false") { send in
                    _ = try await eventually { try await swarm.replicas("\(release)_web") != nil }
                    send(signal)
                }
                #expect(stopped.status == 130)
                #expect(stopped.errorLines.count == 1, "\(stopped.testDescription)")
                #expect(try await user.history(release).map(\.status) == ["failed"])

                // The lease is free: nobody has to be waited for.
                try await requireSuccess(user.davit("upgrade \(release) web --set health=/bin/true"))
                #expect(try await user.history(release).map(\.status).last == "deployed")
                #expect(try await swarm.replicas("\(release)_web") == "2/2")
            }
        }

        /// Whether a task of a new spec has come besides the two of the old one.
        private func tasksOfUpdate(_ release: String, _ swarm: SwarmProbe) async throws -> Bool {
            try await swarm.docker("service ps \(release)_web --quiet").count > 2
        }
    }
}
