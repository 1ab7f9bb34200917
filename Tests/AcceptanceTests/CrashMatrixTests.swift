import FoundationEssentials
import TestSupport
import Testing

extension OnSwarm {
    @Suite("kill -9 at every call")
    struct CrashMatrixTests: CrashMatrixSuite {
        /// Gives `body` as many trials as go at a time.
        func withTrials(lanes: Int, _ body: ([CrashTrial]) async throws -> Void) async throws {
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
                        return CrashTrial(
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

        @Test("install", .timeLimit(.minutes(10)))
        func install() async throws { try await killInstalls(atLeast: 60) }

        @Test("uninstall", .timeLimit(.minutes(10)))
        func uninstall() async throws { try await killUninstalls(atLeast: 50) }

        @Test("upgrade", .timeLimit(.minutes(10)))
        func upgrade() async throws { try await killUpgrades(atLeast: 50) }

        @Test("rollback", .timeLimit(.minutes(10)))
        func rollback() async throws { try await killRollbacks(atLeast: 50) }
    }
}
