import TestSupport
import Testing

/// What trials of any target have in common.
enum CrashMatrix {
    static let services = ["web", "worker", "redis", "postgres"]
    static let historyMax = 4
    static let lanes = 4
}

/// Davit dies before and after every single call to its target, and the next command makes it good.
///
/// The chart is voting-app, made so that little has to start and nothing is waited for.
protocol CrashMatrixSuite: Sendable {
    /// Gives `body` as many trials as go at a time.
    func withTrials(lanes: Int, _ body: ([CrashTrial]) async throws -> Void) async throws
}

extension CrashMatrixSuite {
    /// One killing and what follows it.
    ///
    /// - Returns: Whether somebody was killed.
    typealias Attempt = @Sendable (CrashTrial, KillerProxy.Point, Int) async throws -> Bool

    /// Tries every point that a run of the command has, every lane its share, and expects somebody to
    /// have been killed before and after each call that the command always makes.
    ///
    /// - Parameters:
    ///   - runs: The points of undisturbed runs. What all of them have is always made; what was missed of
    ///     it, since something else came before it that time, is tried again.
    ///   - least: How many points there are at least: fewer, and the log is not read right.
    func all(
        _ runs: [[KillerProxy.Point]],
        _ trials: [CrashTrial],
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
        _ trials: [CrashTrial],
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
    func points(_ trial: CrashTrial, _ line: String) async throws -> [KillerProxy.Point] {
        try await requireSuccess(trial.killed(at: nil, line))
        return trial.lane.points
    }

    /// An install is killed, and the next upgrade with --install makes it good.
    ///
    /// - Parameter least: How many points there are at least.
    func killInstalls(atLeast least: Int) async throws {
        try await withTrials(lanes: CrashMatrix.lanes) { trials in
            var runs: [[KillerProxy.Point]] = []
            for _ in 0..<2 {
                runs.append(try await points(trials[0], trials[0].command("install", "q")))
                _ = try await points(trials[0], "uninstall \(trials[0].release)")
            }
            try await all(runs, trials, atLeast: least) { trial, point, index in
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

    /// An uninstall is killed, and the next one leaves nothing.
    ///
    /// - Parameter least: How many points there are at least.
    func killUninstalls(atLeast least: Int) async throws {
        try await withTrials(lanes: CrashMatrix.lanes) { trials in
            var runs: [[KillerProxy.Point]] = []
            for _ in 0..<2 {
                _ = try await points(trials[0], trials[0].command("install", "q"))
                runs.append(try await points(trials[0], "uninstall \(trials[0].release)"))
            }
            try await all(runs, trials, atLeast: least) { trial, point, _ in
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
    private func expectNothingLeft(_ trials: [CrashTrial]) throws {
        for trial in trials {
            try #expect(trial.view.remains(of: trial.release) == [])
            try #expect(trial.view.strayCharts() == [])
        }
    }

    /// An upgrade is killed, and the same upgrade makes it good.
    ///
    /// - Parameter least: How many points there are at least.
    func killUpgrades(atLeast least: Int) async throws {
        try await withTrials(lanes: CrashMatrix.lanes) { trials in
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
            try await all(runs, trials, atLeast: least) { trial, point, index in
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

    /// A rollback is killed, and the same rollback makes it good.
    ///
    /// - Parameter least: How many points there are at least.
    func killRollbacks(atLeast least: Int) async throws {
        try await withTrials(lanes: CrashMatrix.lanes) { trials in
            let options = "--no-wait --history-max \(CrashMatrix.historyMax)"
            /// Two upgrades with texts of their own, and the rollback that brings back the first of them.
            @Sendable func prepared(_ trial: CrashTrial, _ texts: [String]) async throws -> String {
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
            try await all(runs, trials, atLeast: least) { trial, point, index in
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
