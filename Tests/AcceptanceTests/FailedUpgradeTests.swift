import Testing

extension OnSwarm {
    /// Upgrades that do not come to run.
    @Suite("failed upgrades")
    struct FailedUpgradeTests {
        @Test(
            "a missing image fails in time with the task's error; the next upgrade works",
            .timeLimit(.minutes(15))
        )
        func missingImage() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web"))
                let tasks = try await swarm.runningTasks("\(release)_web")

                let begin = ContinuousClock.now
                let failed = try await user.davit(
                    "upgrade \(release) web --set image=davit-test/none:1 --timeout 100s"
                )
                #expect(ContinuousClock.now - begin < .seconds(100))
                expectOneError(failed, containing: ["No such image", "davit-test/none:1"])
                try await expect(user.history(release).map(\.status), equals: ["deployed", "failed"])
                #expect(try await swarm.runningTasks("\(release)_web").isSuperset(of: tasks))
                try await expect(swarm.execute(in: "\(release)_web", "cat", "/page"), equals: "one")

                try await requireSuccess(
                    user.davit("upgrade \(release) web --set image=davit-test/busybox:1,text=next")
                )
                try await swarm.expect("2/2", of: "\(release)_web")
                try await expect(swarm.execute(in: "\(release)_web", "cat", "/page"), equals: "next")
                try await expect(
                    user.history(release).map(\.status),
                    equals: ["superseded", "failed", "deployed"]
                )
            }
        }

        @Test("with --rollback-on-failure the former spec is back", .timeLimit(.minutes(15)))
        func rollbackOnFailure() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web"))
                let template = "{{json .Spec.TaskTemplate.ContainerSpec}} {{json .Spec.Mode}}"
                let spec = try await swarm.inspect("\(release)_web", template)

                let failed = try await user.davit(
                    "upgrade \(release) web --set image=davit-test/none:1,text=two,replicas=3 --timeout 30s "
                        + "--rollback-on-failure"
                )
                expectOneError(failed, containing: ["No such image"])
                try await expect(swarm.inspect("\(release)_web", template), equals: spec)
                try await swarm.expect("2/2", of: "\(release)_web")
                try await expect(swarm.execute(in: "\(release)_web", "cat", "/page"), equals: "one")
                let statuses = try await user.history(release).map(\.status)
                #expect(statuses.last == "deployed")
                #expect(statuses.filter { $0 == "failed" }.count == 1)
            }
        }

        @Test("a first install with --rollback-on-failure leaves nothing", .timeLimit(.minutes(15)))
        func failedInstall() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                let failed = try await user.davit(
                    "install \(release) web --set image=davit-test/none:1 --timeout 30s --rollback-on-failure"
                )
                expectOneError(failed, containing: ["No such image"])
                for kind in ["service", "network", "config", "secret"] {
                    try await expect(swarm.names(kind, of: release), equals: [])
                }
            }
        }

        @Test(
            "a task that never gets healthy fails after the time-out with its state",
            .timeLimit(.minutes(15))
        )
        func unhealthy() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web --set replicas=1"))
                let failed = try await user.davit(
                    "upgrade \(release) web --set health=/bin/false --timeout 8s"
                )
                expectOneError(failed, containing: ["web"])
                #expect(failed.status == 6)
                try await expect(user.history(release).map(\.status), equals: ["deployed", "failed"])
            }
        }
    }
}
