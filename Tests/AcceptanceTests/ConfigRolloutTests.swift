import Testing

extension OnSwarm {
    /// What becomes of a service when the content of its config changes.
    @Suite("configs")
    struct ConfigRolloutTests {
        @Test("a change rolls the service, a rollback brings the old content back", .timeLimit(.minutes(2)))
        func changeAndRollback() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web"))
                let first = try await swarm.runningTasks("\(release)_web")
                #expect(first.count == 2)
                #expect(try await swarm.execute(in: "\(release)_web", "cat", "/page") == "one")

                try await requireSuccess(user.davit("upgrade \(release) web --set text=two"))
                let second = try await swarm.runningTasks("\(release)_web")
                #expect(second.count == 2)
                #expect(second.isDisjoint(with: first))
                #expect(try await swarm.execute(in: "\(release)_web", "cat", "/page") == "two")

                try await requireSuccess(user.davit("rollback \(release)"))
                #expect(try await swarm.runningTasks("\(release)_web").isDisjoint(with: second))
                #expect(try await swarm.execute(in: "\(release)_web", "cat", "/page") == "one")

                try await requireSuccess(user.davit("uninstall \(release)"))
                #expect(try await swarm.names("config", of: release) == [])
                #expect(try await swarm.footprint(release) == [])
            }
        }

        @Test("an upgrade that changes nothing else leaves the tasks alone", .timeLimit(.minutes(1)))
        func unchangedServiceKeepsItsTasks() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web"))
                let tasks = try await swarm.runningTasks("\(release)_web")
                try await requireSuccess(user.davit("upgrade \(release) web --set replicas=3"))
                #expect(try await swarm.runningTasks("\(release)_web").isSuperset(of: tasks))
                #expect(try await swarm.replicas("\(release)_web") == "3/3")
            }
        }

        @Test("configs of forgotten revisions are removed", .timeLimit(.minutes(2)))
        func oldConfigsArePruned() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web --set replicas=1"))
                for text in ["two", "three", "four"] {
                    try await requireSuccess(
                        user.davit("upgrade \(release) web --history-max 2 --set text=\(text)")
                    )
                }
                #expect(try await user.history(release).map(\.revision) == [3, 4])
                #expect(try await swarm.names("config", of: release).count == 2)
            }
        }
    }
}
