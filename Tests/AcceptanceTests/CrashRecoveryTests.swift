import Subprocess
import Testing

extension OnSwarm {
    /// A davit that dies in the middle, and one that is asked to stop.
    @Suite("crashes and interruptions")
    struct CrashRecoveryTests {
        @Test("after kill -9 of a waiting upgrade the next one recovers", .timeLimit(.minutes(15)))
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
                try await expect(user.history(release).map(\.status).last, equals: "pending-upgrade")

                try await requireSuccess(
                    user.davit("upgrade \(release) web --set text=three --set health=/bin/true")
                )
                try await swarm.expect("2/2", of: "\(release)_web")
                try await expect(swarm.execute(in: "\(release)_web", "cat", "/page"), equals: "three")
                try await expect(
                    user.history(release).map(\.status),
                    equals: [
                        "superseded", "interrupted", "deployed",
                    ]
                )
            }
        }

        @Test("kill -9 at any moment of an upgrade does no harm", .timeLimit(.minutes(15)))
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
                try await swarm.expect("1/1", of: "\(release)_web")
                try await expect(swarm.execute(in: "\(release)_web", "cat", "/page"), equals: "last")
                let history = try await user.history(release)
                #expect(history.filter { $0.status == "deployed" }.count == 1)
                #expect(history.last?.status == "deployed")
                #expect(!history.contains { $0.status.hasPrefix("pending") })
                #expect(Set(history.map(\.revision)).count == history.count)

                try await requireSuccess(user.davit("uninstall \(release)"))
                try await expect(swarm.footprint(release), equals: [])
            }
        }

        @Test(
            "an interrupted install ends cleanly",
            .timeLimit(.minutes(15)),
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
                try await expect(user.history(release).map(\.status), equals: ["failed"])

                // The lease is free: nobody has to be waited for.
                try await requireSuccess(user.davit("upgrade \(release) web --set health=/bin/true"))
                try await expect(user.history(release).map(\.status).last, equals: "deployed")
                try await swarm.expect("2/2", of: "\(release)_web")
            }
        }

        /// Whether a task of a new spec has come besides the two of the old one.
        private func tasksOfUpdate(_ release: String, _ swarm: SwarmProbe) async throws -> Bool {
            try await swarm.docker("service ps \(release)_web --quiet").count > 2
        }
    }
}
