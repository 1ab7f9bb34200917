import FoundationEssentials
import TestSupport
import Testing

extension OnSwarm {
    /// Davit dies before and after every single call to the engine, and the next command makes it good.
    ///
    /// The chart is voting-app, on the real Swarm, made so that little has to start and nothing is waited for.
    @Suite("kill -9 at every call")
    struct CrashMatrixTests {
        private static let services = ["web", "worker", "redis", "postgres"]
        private static let historyMax = 4
        private static let lanes = 4

        /// A release under trial: its own lane to the engine, and its own person.
        struct Trial: Sendable {
            let user: DavitUser
            let lane: KillerProxy.Lane
            let view: EngineView
            let release: String
            /// The published port, which no other trial has.
            let port: Int

            /// A command line that makes the release say `text`.
            ///
            /// Without tasks the images exist nowhere; with them those of the services without replicas are
            /// never started, and the others keep running.
            func command(_ verb: String, _ text: String, hasTasks: Bool = false) -> String {
                let images = [
                    "web": "busybox", "worker": "postgres", "redis": "redis", "postgres": "postgres",
                ]
                var tags: [String] = []
                var values = ["poll.question=\(text)", "web.port=\(port)"]
                if hasTasks { values += ["web.replicas=0", "worker.replicas=0", "endpointMode=dnsrr"] }
                for (service, image) in images.sorted(by: { $0.key < $1.key }) {
                    let repository = hasTasks ? "davit-test/\(image)" : "127.0.0.1:9/davit-none"
                    values.append("\(service).image.repository=\(repository)")
                    tags.append("\(service).image.tag=1")
                }
                let chart = "\(Fixture.root)/charts/voting-app"
                let options = "--no-wait --history-max \(historyMax)"
                return "\(verb) \(release) \(chart) \(options) --set \(values.joined(separator: ",")) "
                    + "--set-string \(tags.joined(separator: ","))"
            }

            /// Runs a command that dies at `point`.
            func killed(at point: KillerProxy.Point?, _ line: String) async throws -> DavitRun {
                try lane.set(point)
                let run = try await user.davit(line)
                if point != nil {
                    #expect(lane.hasKilled == (run.status == 128 + 9), "\(run.testDescription)")
                }
                return run
            }

            /// Expects the release to be at rest and to say `text`.
            func expectSound(_ text: String, _ point: KillerProxy.Point?, _ run: DavitRun) throws {
                let faults = try view.faults(
                    of: release,
                    services: services,
                    text: text,
                    historyMax: historyMax
                )
                #expect(
                    faults.isEmpty,
                    "killed \(point.map(\.description) ?? "nowhere"): \(faults)\n\(run.testDescription)"
                )
            }
        }

        /// Gives `body` as many trials as go at a time.
        private func withTrials(_ body: ([Trial]) async throws -> Void) async throws {
            let engine = try Engine.swarm()
            try await withUser(engine: engine) { user in
                let names = (0..<Self.lanes).map { "l\($0)" }
                // A socket's path may not be long.
                let folder = "/tmp/\(uniqueName("davit"))"
                defer { try? FileManager.default.removeItem(atPath: folder) }
                try await KillerProxy.running(in: folder, lanes: names, engine: engine) { proxy in
                    let trials = proxy.lanes.enumerated().map { number, lane in
                        var user = user
                        user.environment["DOCKER_HOST"] = lane.host
                        return Trial(
                            user: user,
                            lane: lane,
                            view: EngineView(host: engine),
                            release: uniqueName("x"),
                            port: 18600 + number
                        )
                    }
                    func clean() async throws {
                        for trial in trials { try await SwarmProbe(host: engine).clean(trial.release) }
                    }
                    do {
                        try await body(trials)
                    } catch {
                        try? await Task { try await clean() }.value
                        throw error
                    }
                    try await clean()
                }
            }
        }

        /// Tries all points, every lane its share.
        ///
        /// - Returns: The sums of what `body` gives.
        private func all(
            _ points: [KillerProxy.Point],
            _ trials: [Trial],
            _ body: @escaping @Sendable (Trial, KillerProxy.Point, Int) async throws -> Hits
        ) async throws -> Hits {
            try await withThrowingTaskGroup(of: Hits.self) { group in
                for (number, trial) in trials.enumerated() {
                    let share = points.enumerated().filter { $0.offset % trials.count == number }
                    group.addTask {
                        var sum = Hits()
                        for (index, point) in share { sum.add(try await body(trial, point, index)) }
                        return sum
                    }
                }
                return try await group.reduce(into: Hits()) { $0.add($1) }
            }
        }

        /// The points at which somebody was killed, by the first and by a second command of a trial.
        struct Hits: Sendable {
            var first: Set<KillerProxy.Point> = []
            var second: Set<KillerProxy.Point> = []

            mutating func add(_ other: Hits) {
                first.formUnion(other.first)
                second.formUnion(other.second)
            }
        }

        /// Expects somebody to have been killed before and after nearly every call.
        ///
        /// Runs differ by a call or two: an archive that another trial's release has stored is not written
        /// again, an old config that it still needs is not deleted, and which of two reads comes before a
        /// write is left to chance.
        private func expectHits(
            _ hits: Set<KillerProxy.Point>,
            _ points: [KillerProxy.Point],
            atLeast least: Int,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            let missed = points.filter { point in
                !hits.contains { $0.call == point.call && $0.moment == point.moment }
            }
            #expect(
                missed.count * 100 <= points.count * 8,
                "nobody was killed \(missed)",
                sourceLocation: sourceLocation
            )
            #expect(
                points.count >= least,
                "only \(points.count) points: \(points)",
                sourceLocation: sourceLocation
            )
            #expect(
                hits.count * 100 >= points.count * 85,
                "missed: \(Set(points).subtracting(hits))",
                sourceLocation: sourceLocation
            )
        }

        @Test("install and uninstall", .timeLimit(.minutes(10)))
        func installAndUninstall() async throws {
            try await withTrials { trials in
                let first = trials[0]
                try await requireSuccess(first.killed(at: nil, first.command("install", "q")))
                let installing = first.lane.points
                try await requireSuccess(first.killed(at: nil, "uninstall \(first.release)"))
                let removing = first.lane.points
                try #expect(first.view.remains(of: first.release) == [])

                let count = max(installing.count, removing.count)
                let pairs = (0..<count).map { installing[$0 % installing.count] }
                let hits = try await all(pairs, trials) { trial, point, index in
                    var hits = Hits()
                    let text = "q\(index)"
                    let install = try await trial.killed(at: point, trial.command("install", text))
                    if install.status == 128 + 9 { hits.first = [point] }
                    let next = try await trial.killed(at: nil, trial.command("upgrade --install", text))
                    expectSuccess(next)
                    try trial.expectSound(text, point, next)

                    let other = removing[index % removing.count]
                    let removal = try await trial.killed(at: other, "uninstall \(trial.release)")
                    if removal.status == 128 + 9 { hits.second = [other] }
                    let again = try await trial.killed(at: nil, "uninstall \(trial.release)")
                    // It may have been done but for telling so.
                    #expect(again.succeeded || again.status == 3, "killed \(other): \(again.testDescription)")
                    let remains = try trial.view.remains(of: trial.release)
                    #expect(remains.isEmpty, "killed \(other): \(remains)\n\(again.testDescription)")
                    return hits
                }
                expectHits(hits.first, installing, atLeast: 60)
                expectHits(hits.second, removing, atLeast: 50)
                // No chart, no part of a record is left of all of this.
                let blobs = try first.view.objects("configs", label: "davit.kind=blob")
                let charts = Set(blobs.compactMap { $0.labels["davit.digest"] })
                let used = Set(
                    try first.view.objects("configs", label: "davit.kind=revision").flatMap { object in
                        [object.labels["davit.archive"], object.labels["davit.digest"]].compactMap(\.self)
                    }
                )
                #expect(charts.subtracting(used).isEmpty)
            }
        }

        @Test("upgrade", .timeLimit(.minutes(10)))
        func upgrade() async throws {
            try await withTrials { trials in
                for trial in trials {
                    try await requireSuccess(
                        trial.killed(at: nil, trial.command("install", "start", hasTasks: true))
                    )
                    // So many that the history is full and each upgrade prunes it.
                    for text in ["a", "b", "c"] {
                        try await requireSuccess(
                            trial.killed(at: nil, trial.command("upgrade", text, hasTasks: true))
                        )
                    }
                }
                try await requireSuccess(
                    trials[0].killed(at: nil, trials[0].command("upgrade", "d", hasTasks: true))
                )
                let points = trials[0].lane.points
                let hits = try await all(points, trials) { trial, point, index in
                    let text = "u\(index)"
                    let run = try await trial.killed(
                        at: point,
                        trial.command("upgrade", text, hasTasks: true)
                    )
                    let hit = Hits(first: run.status == 128 + 9 ? [point] : [])
                    let next = try await trial.killed(at: nil, trial.command("upgrade", text, hasTasks: true))
                    expectSuccess(next)
                    try trial.expectSound(text, point, next)
                    return hit
                }
                expectHits(hits.first, points, atLeast: 50)
            }
        }

        @Test("rollback", .timeLimit(.minutes(10)))
        func rollback() async throws {
            try await withTrials { trials in
                for trial in trials {
                    for text in ["start", "a", "b", "even"] {
                        let verb = "upgrade --install"
                        try await requireSuccess(
                            trial.killed(at: nil, trial.command(verb, text, hasTasks: true))
                        )
                    }
                }
                /// The newest revision that says something else than the one in force.
                @Sendable func other(_ trial: Trial) async throws -> Int {
                    try await trial.user.history(trial.release).last { $0.status == "superseded" }?.revision
                        ?? 0
                }
                let first = trials[0]
                let options = "--no-wait --history-max \(Self.historyMax)"
                let target = try await other(first)
                try await requireSuccess(
                    first.killed(at: nil, "rollback \(first.release) \(target) \(options)")
                )
                let points = first.lane.points
                let hits = try await all(points, trials) { trial, point, index in
                    // A former revision with a text of its own, for the rollback to bring back.
                    for text in ["r\(index)", "s\(index)"] {
                        try await requireSuccess(
                            trial.killed(at: nil, trial.command("upgrade", text, hasTasks: true))
                        )
                    }
                    let line = "rollback \(trial.release) \(try await other(trial)) \(options)"
                    let run = try await trial.killed(at: point, line)
                    let hit = Hits(first: run.status == 128 + 9 ? [point] : [])
                    let next = try await trial.killed(at: nil, line)
                    expectSuccess(next)
                    try trial.expectSound("r\(index)", point, next)
                    return hit
                }
                expectHits(hits.first, points, atLeast: 50)
            }
        }
    }
}
