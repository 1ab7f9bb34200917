import FoundationEssentials
import TestSupport
import Testing

extension OnSwarm {
    /// Davit dies while it waits: at the calls that it only makes then, with images that really start.
    @Suite("kill -9 while waiting")
    struct WaitingCrashTests {
        private let matrix = CrashMatrixTests()

        /// The trials with the Swarm's own word about them, of a chart that is quicker to say that all is well.
        private func withTrials(
            lanes: Int,
            _ body: ([CrashTrial], SwarmProbe) async throws -> Void
        ) async throws {
            let swarm = SwarmProbe(host: try Engine.swarm())
            try await matrix.withTrials(lanes: lanes) { trials in
                for trial in trials { try hurry(trial) }
                try await body(trials, swarm)
                // At the same time, which cleaning up does not do.
                try await each(trials) { "uninstall \($0.release)" }
            }
        }

        private func hurry(_ trial: CrashTrial) throws {
            let url = URL(fileURLWithPath: "\(trial.chart)/templates/compose.yaml")
            var text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
            for (slow, quick) in [
                // Every check is a process more, and there are many containers.
                ("interval: 3s", "interval: 2s"),
                ("update_config:\n", "update_config:\n        monitor: 500ms\n"),
                ("      endpoint_mode:", "      update_config: {monitor: 500ms}\n      endpoint_mode:"),
                ("    stop_grace_period: 2s\n", "    stop_grace_period: 0s\n"),
            ] {
                #expect(text.contains(slow))
                text = text.replacing(slow, with: quick)
            }
            try Data(text.utf8).write(to: url)
        }

        /// Runs a command line of each trial, all at the same time.
        private func each(
            _ trials: [CrashTrial],
            _ line: @escaping @Sendable (CrashTrial) -> String
        ) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for trial in trials {
                    group.addTask { try await requireSuccess(trial.killed(at: nil, line(trial))) }
                }
                try await group.waitForAll()
            }
        }

        /// What a run makes of calls beyond those of another run, before and after each of them, wherever it comes
        /// first.
        ///
        /// Not those about the release's own records: renewing the lease goes by the clock.
        private func points(
            of run: [KillerProxy.Point],
            beyond other: [KillerProxy.Point]
        ) -> [KillerProxy.Point] {
            let known = Set(other.map(\.call))
            var seen: Set<KillerProxy.Point> = []
            return run.map(\.anywhere).filter {
                !known.contains($0.call) && !$0.call.contains(":/configs") && seen.insert($0).inserted
            }
        }

        /// Expects everything that should run to run, and nothing more; what was replaced may take its time to end.
        private func expectConverged(
            _ trial: CrashTrial,
            _ swarm: SwarmProbe,
            web: String = "1/1"
        ) async throws {
            for (service, replicas) in ["web": web, "redis": "1/1", "postgres": "1/1", "worker": "0/0"] {
                let name = "\(trial.release)_\(service)"
                let isThere = try await eventually(seconds: 20) { try await swarm.replicas(name) == replicas }
                #expect(isThere, "\(name)")
            }
        }

        @Test("an install and upgrades, also to an image that is not there", .timeLimit(.minutes(10)))
        func everyCall() async throws {
            try await withTrials(lanes: 6) { trials, swarm in
                let (plain, waiting, refused) = (trials[0], trials[1], trials[2])

                async let plainInstall = matrix.points(
                    plain,
                    plain.waiting("install", "q", options: "--no-wait")
                )
                async let install = matrix.points(waiting, waiting.waiting("install", "q"))
                let installing = points(of: try await install, beyond: try await plainInstall)
                try await expectKills(installing, Array(trials[2...])) { trial, point, text in
                    let run = try await trial.killed(at: point, trial.waiting("install", text))
                    let next = try await trial.killed(at: nil, trial.waiting("upgrade --install", text))
                    try trial.expectSound(text, point, next)
                    try await expectConverged(trial, swarm)
                    return (run, next)
                }

                let other = uniqueName("davit-test/other")
                try await swarm.docker("tag davit-test/busybox:1 \(other):1")
                async let plainUpgrade = matrix.points(
                    plain,
                    plain.waiting("upgrade", "a", image: other, options: "--no-wait")
                )
                async let upgrade = matrix.points(waiting, waiting.waiting("upgrade", "a", image: other))
                let none = "127.0.0.1:9/davit-none"
                let failed = try await refused.killed(
                    at: nil,
                    refused.waiting("upgrade", "a", image: none)
                )
                #expect(failed.error.contains("No such image"), "\(failed.testDescription)")
                let refusal = refused.lane.points
                let known = try await plainUpgrade
                let polling = points(of: try await upgrade, beyond: known)
                try await expectKills(polling, Array(trials[2...])) { trial, point, text in
                    let run = try await trial.killed(
                        at: point,
                        trial.waiting("upgrade", text, image: other)
                    )
                    let next = try await trial.killed(at: nil, trial.waiting("upgrade", text))
                    try trial.expectSound(text, point, next)
                    try await expectConverged(trial, swarm)
                    return (run, next)
                }

                let checking = points(of: refusal, beyond: known + polling)
                try await expectKills(checking, trials) { trial, point, text in
                    let run = try await trial.killed(
                        at: point,
                        trial.waiting("upgrade", text, image: none, replicas: 0)
                    )
                    let next = try await trial.killed(at: nil, trial.waiting("upgrade", text, replicas: 0))
                    try trial.expectSound(text, point, next)
                    try await expectConverged(trial, swarm, web: "0/0")
                    return (run, next)
                }
                try await swarm.tryDocker(["rmi", "--force", "\(other):1"])
            }
        }

        /// Has davit be killed at each of the points, each with a text of its own, and the next command succeed.
        private func expectKills(
            _ points: [KillerProxy.Point],
            _ trials: [CrashTrial],
            _ attempt:
                @escaping @Sendable (CrashTrial, KillerProxy.Point, String) async throws
                -> (killed: DavitRun, next: DavitRun)
        ) async throws {
            #expect(points.count >= 4, "\(points)")
            let hits = try await matrix.hits(points, trials, from: 0) { trial, point, index in
                let (run, next) = try await attempt(trial, point, "\(point.moment.rawValue)\(index)")
                expectSuccess(next)
                return run.status == 128 + 9
            }
            #expect(hits == Set(points))
        }
    }
}

extension CrashTrial {
    /// A command line that makes the release say `text`, with one task each of the page, the queue and the
    /// database.
    ///
    /// - Parameters:
    ///   - image: The page's image; nil is the usual one.
    ///   - replicas: How many tasks the page has.
    func waiting(
        _ verb: String,
        _ text: String,
        image: String? = nil,
        replicas: Int = 1,
        options: String = ""
    ) -> String {
        let images = [
            "postgres": "davit-test/postgres", "redis": "davit-test/redis",
            "web": image ?? "davit-test/busybox", "worker": "davit-test/postgres",
        ]
        let repositories = images.sorted { $0.key < $1.key }
            .map { "\($0.key).image.repository=\($0.value)" }
        let values =
            ["poll.question=\(text)", "web.port=\(port)", "web.replicas=\(replicas)", "worker.replicas=0"]
            + ["endpointMode=dnsrr"] + repositories
        let tags = images.keys.sorted().map { "\($0).image.tag=1" }
        return "\(verb) \(release) \(chart) \(options) --timeout 120 --history-max 4 "
            + "--set \(values.joined(separator: ",")) --set-string \(tags.joined(separator: ","))"
    }
}
