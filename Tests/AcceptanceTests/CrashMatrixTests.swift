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
            /// A chart with an archive of its own: what another release has stored is not written again.
            let chart: String

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
        func withTrials(lanes: Int = lanes, _ body: ([Trial]) async throws -> Void) async throws {
            let engine = try Engine.swarm()
            try await withUser(engine: engine) { user in
                let names = (0..<lanes).map { "l\($0)" }
                // A socket's path may not be long.
                let folder = "/tmp/\(uniqueName("davit"))"
                defer { try? FileManager.default.removeItem(atPath: folder) }
                try await KillerProxy.running(in: folder, lanes: names, engine: engine) { proxy in
                    let trials = try proxy.lanes.enumerated().map { number, lane in
                        var user = user
                        user.environment["DOCKER_HOST"] = lane.host
                        let chart = "\(folder)/chart\(number)"
                        try FileManager.default.copyItem(
                            atPath: "\(Fixture.root)/charts/voting-app",
                            toPath: chart
                        )
                        try Data("\(number)".utf8).write(to: URL(fileURLWithPath: "\(chart)/LANE"))
                        return Trial(
                            user: user,
                            lane: lane,
                            view: EngineView(host: engine),
                            release: uniqueName("x"),
                            port: 18600 + number,
                            chart: chart
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

        /// One killing and what follows it.
        ///
        /// - Returns: Whether somebody was killed.
        typealias Attempt = @Sendable (Trial, KillerProxy.Point, Int) async throws -> Bool

        /// Tries every point that a run of the command has, every lane its share, and expects somebody to
        /// have been killed before and after each call that the command always makes.
        ///
        /// - Parameters:
        ///   - runs: The points of undisturbed runs. What all of them have is always made; what was missed of
        ///     it, since something else came before it that time, is tried again.
        ///   - least: How many points there are at least: fewer, and the log is not read right.
        private func all(
            _ runs: [[KillerProxy.Point]],
            _ trials: [Trial],
            atLeast least: Int,
            _ attempt: @escaping Attempt,
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let points = runs[0]
            #expect(points.count >= least, "only \(points)", sourceLocation: sourceLocation)
            let always = runs.dropFirst().reduce(Set(points.map(\.anywhere))) { common, run in
                common.intersection(run.map(\.anywhere))
            }
            var hits = try await hits(points, trials, from: 0, attempt)
            var count = points.count
            for _ in 0..<3 {
                let missed = points.map(\.anywhere).filter { always.contains($0) && !hits.contains($0) }
                let again = Array(Set(missed))
                if again.isEmpty { break }
                try await hits.formUnion(self.hits(again, trials, from: count, attempt))
                count += again.count
            }
            let missed = always.subtracting(hits)
            #expect(missed.isEmpty, "nobody was killed \(missed)", sourceLocation: sourceLocation)
            // Points that differ in what came before are left to chance, but not most of them.
            #expect(always.count * 4 >= Set(points.map(\.anywhere)).count * 3, sourceLocation: sourceLocation)
        }

        /// Tries the points once each.
        ///
        /// - Returns: Those at which somebody was killed, wherever.
        func hits(
            _ points: [KillerProxy.Point],
            _ trials: [Trial],
            from start: Int,
            _ attempt: @escaping Attempt
        ) async throws -> Set<KillerProxy.Point> {
            try await withThrowingTaskGroup(of: Set<KillerProxy.Point>.self) { group in
                for (number, trial) in trials.enumerated() {
                    let share = points.enumerated().filter { $0.offset % trials.count == number }
                    group.addTask {
                        var hits: Set<KillerProxy.Point> = []
                        for (index, point) in share {
                            if try await attempt(trial, point, start + index) { hits.insert(point.anywhere) }
                        }
                        return hits
                    }
                }
                return try await group.reduce(into: []) { $0.formUnion($1) }
            }
        }

        /// The points of a command that nobody disturbs.
        func points(_ trial: Trial, _ line: String) async throws -> [KillerProxy.Point] {
            try await requireSuccess(trial.killed(at: nil, line))
            return trial.lane.points
        }

        @Test("install", .timeLimit(.minutes(10)))
        func install() async throws {
            try await withTrials { trials in
                var runs: [[KillerProxy.Point]] = []
                for _ in 0..<2 {
                    runs.append(try await points(trials[0], trials[0].command("install", "q")))
                    _ = try await points(trials[0], "uninstall \(trials[0].release)")
                }
                try await all(runs, trials, atLeast: 60) { trial, point, index in
                    let text = "q\(index)"
                    let run = try await trial.killed(at: point, trial.command("install", text))
                    let next = try await trial.killed(at: nil, trial.command("upgrade --install", text))
                    expectSuccess(next)
                    try trial.expectSound(text, point, next)
                    try await requireSuccess(trial.killed(at: nil, "uninstall \(trial.release)"))
                    return run.status == 128 + 9
                }
                try expectNothingLeft(trials)
            }
        }

        @Test("uninstall", .timeLimit(.minutes(10)))
        func uninstall() async throws {
            try await withTrials { trials in
                var runs: [[KillerProxy.Point]] = []
                for _ in 0..<2 {
                    _ = try await points(trials[0], trials[0].command("install", "q"))
                    runs.append(try await points(trials[0], "uninstall \(trials[0].release)"))
                }
                try await all(runs, trials, atLeast: 50) { trial, point, _ in
                    try await requireSuccess(trial.killed(at: nil, trial.command("install", "q")))
                    let run = try await trial.killed(at: point, "uninstall \(trial.release)")
                    let again = try await trial.killed(at: nil, "uninstall \(trial.release)")
                    // It may have been done but for telling so.
                    #expect(again.succeeded || again.status == 3, "killed \(point): \(again.testDescription)")
                    let remains = try trial.view.remains(of: trial.release)
                    #expect(remains.isEmpty, "killed \(point): \(remains)\n\(again.testDescription)")
                    return run.status == 128 + 9
                }
                try expectNothingLeft(trials)
            }
        }

        /// Expects no chart and no part of a record to be left of all of this.
        private func expectNothingLeft(_ trials: [Trial]) throws {
            let view = trials[0].view
            for trial in trials { try #expect(view.remains(of: trial.release) == []) }
            let blobs = try view.objects("configs", label: "davit.kind=blob")
            let charts = Set(blobs.compactMap { $0.labels["davit.digest"] })
            let used = Set(
                try view.objects("configs", label: "davit.kind=revision").flatMap { object in
                    [object.labels["davit.archive"], object.labels["davit.digest"]].compactMap(\.self)
                }
            )
            #expect(charts.subtracting(used).isEmpty)
        }

        @Test("upgrade", .timeLimit(.minutes(10)))
        func upgrade() async throws {
            try await withTrials { trials in
                for trial in trials {
                    // So many that the history is full and each upgrade prunes it.
                    for text in ["start", "a", "b", "c"] {
                        let line = trial.command("upgrade --install", text, hasTasks: true)
                        try await requireSuccess(trial.killed(at: nil, line))
                    }
                }
                var runs: [[KillerProxy.Point]] = []
                for text in ["d", "e"] {
                    runs.append(
                        try await points(trials[0], trials[0].command("upgrade", text, hasTasks: true))
                    )
                }
                try await all(runs, trials, atLeast: 50) { trial, point, index in
                    let text = "u\(index)"
                    let line = trial.command("upgrade", text, hasTasks: true)
                    let run = try await trial.killed(at: point, line)
                    let next = try await trial.killed(at: nil, line)
                    expectSuccess(next)
                    try trial.expectSound(text, point, next)
                    return run.status == 128 + 9
                }
            }
        }

        @Test("rollback", .timeLimit(.minutes(10)))
        func rollback() async throws {
            try await withTrials { trials in
                let options = "--no-wait --history-max \(Self.historyMax)"
                /// Two upgrades with texts of their own, and the rollback that brings back the first of them.
                @Sendable func prepared(_ trial: Trial, _ texts: [String]) async throws -> String {
                    for text in texts {
                        let line = trial.command("upgrade --install", text, hasTasks: true)
                        try await requireSuccess(trial.killed(at: nil, line))
                    }
                    let history = try await trial.user.history(trial.release)
                    let former = try #require(history.last { $0.status == "superseded" })
                    return "rollback \(trial.release) \(former.revision) \(options)"
                }
                for trial in trials { _ = try await prepared(trial, ["start", "a", "b", "c"]) }
                var runs: [[KillerProxy.Point]] = []
                for text in ["d", "e"] {
                    runs.append(try await points(trials[0], prepared(trials[0], [text, text + "2"])))
                }
                try await all(runs, trials, atLeast: 50) { trial, point, index in
                    let line = try await prepared(trial, ["r\(index)", "s\(index)"])
                    let run = try await trial.killed(at: point, line)
                    let next = try await trial.killed(at: nil, line)
                    expectSuccess(next)
                    try trial.expectSound("r\(index)", point, next)
                    return run.status == 128 + 9
                }
            }
        }
    }
}
