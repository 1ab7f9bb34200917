import Testing

extension OnSwarm {
    /// What becomes of a service when the content of its config changes.
    @Suite("configs")
    struct ConfigRolloutTests {
        @Test("a change rolls the service, a rollback brings the old content back", .timeLimit(.minutes(15)))
        func changeAndRollback() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web"))
                let first = try await swarm.runningTasks("\(release)_web")
                #expect(first.count == 2)
                try await expect(swarm.execute(in: "\(release)_web", "cat", "/page"), equals: "one")

                try await requireSuccess(user.davit("upgrade \(release) web --set text=two"))
                let second = try await swarm.runningTasks("\(release)_web")
                #expect(second.count == 2)
                #expect(second.isDisjoint(with: first))
                try await expect(swarm.execute(in: "\(release)_web", "cat", "/page"), equals: "two")

                try await requireSuccess(user.davit("rollback \(release)"))
                #expect(try await swarm.runningTasks("\(release)_web").isDisjoint(with: second))
                try await expect(swarm.execute(in: "\(release)_web", "cat", "/page"), equals: "one")

                try await requireSuccess(user.davit("uninstall \(release)"))
                try await expect(swarm.names("config", of: release), equals: [])
                try await expect(swarm.footprint(release), equals: [])
            }
        }

        @Test("an upgrade that changes nothing else leaves the tasks alone", .timeLimit(.minutes(15)))
        func unchangedServiceKeepsItsTasks() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web"))
                let tasks = try await swarm.runningTasks("\(release)_web")
                try await requireSuccess(user.davit("upgrade \(release) web --set replicas=3"))
                #expect(try await swarm.runningTasks("\(release)_web").isSuperset(of: tasks))
                try await swarm.expect("3/3", of: "\(release)_web")
            }
        }

        @Test("configs of forgotten revisions are removed", .timeLimit(.minutes(15)))
        func oldConfigsArePruned() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web --set replicas=1"))
                for text in ["two", "three", "four"] {
                    try await requireSuccess(
                        user.davit("upgrade \(release) web --history-max 2 --set text=\(text)")
                    )
                }
                try await expect(user.history(release).map(\.revision), equals: [3, 4])
                try await expect(swarm.names("config", of: release).count, equals: 2)
            }
        }
    }
}
