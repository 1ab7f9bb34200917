import Diagnostics
import KubernetesAPI
import Releases
import TestSupport
import Testing
import Values

@testable import Kubernetes

@Suite(
    "many at once on a real cluster",
    .enabled(if: Engine.isKubernetesEnabled, "DAVIT_TEST_KUBECONFIG is not set"),
    .timeLimit(.minutes(5))
)
struct ClusterConcurrencyEngineTests {
    private static let count = 50

    /// An environment of a process of its own, and nobody is gone.
    private static func environment(_ cluster: LiveCluster, _ number: Int) -> ReleaseEnvironment {
        var environment = cluster.environment()
        environment.lease = LeaseSettings(
            holder: LeaseHolder(user: "u\(number)", host: "box", processID: number, id: "\(number)"),
            pollEvery: .milliseconds(300),
            isGone: { _ in false }
        )
        return environment
    }

    /// Starts as many as there are at once, and gives the failures by number; nil is a success.
    private static func atOnce(
        _ count: Int = count,
        _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws -> [Int: Failure?] {
        try await withThrowingTaskGroup(of: (Int, Failure?).self) { group in
            for number in 1...count {
                group.addTask {
                    do {
                        try await body(number)
                        return (number, nil)
                    } catch let failure as Failure {
                        return (number, failure)
                    }
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = .some($1.1) }
        }
    }

    @Test("each of fifty on one release makes exactly one revision or names the holder")
    func oneRelease() async throws {
        try await LiveCluster.run { cluster in
            let trial = TrialRelease(cluster: cluster, release: "shop")
            var options = trial.options
            options.historyMax = 0
            try await trial.upgrade("first", Self.environment(cluster, 0))
            let results = try await Self.atOnce { [options] number in
                let environment = Self.environment(cluster, number)
                _ = try await Upgrade(
                    release: trial.release,
                    options: options,
                    makeContent: trial.stack("n\(number)").content
                ).run(in: environment)
            }
            let winners = results.filter { $0.value == nil }.map(\.key)
            #expect(!winners.isEmpty)
            for case let failure? in results.values {
                #expect(failure.kind == .conflict, "\(failure)")
                #expect(failure.message.contains("@box:"), "\(failure)")
            }
            let revisions = try await trial.state().revisions
            #expect(revisions.map(\.revision) == Array(1...(1 + winners.count)))
            #expect(revisions.last?.status == .deployed)
            #expect(revisions.dropLast().allSatisfy { $0.status == .superseded })
        }
    }

    @Test("all succeed when they may wait for each other")
    func inTurn() async throws {
        try await LiveCluster.run { cluster in
            let trial = TrialRelease(cluster: cluster, release: "shop")
            var options = trial.options
            options.historyMax = 0
            options.lockTimeout = 240
            try await trial.upgrade("first", Self.environment(cluster, 0))
            let count = 15
            let results = try await Self.atOnce(count) { [options] number in
                _ = try await Upgrade(
                    release: trial.release,
                    options: options,
                    makeContent: trial.stack("n\(number)").content
                ).run(in: Self.environment(cluster, number))
            }
            for case let failure? in results.values { Issue.record("\(failure)") }
            let revisions = try await trial.state().revisions
            #expect(revisions.map(\.revision) == Array(1...(1 + count)))
            #expect(revisions.filter { $0.status == .deployed }.map(\.revision) == [1 + count])
        }
    }

    @Test("fifty releases at once do not get in each other's way")
    func fiftyReleases() async throws {
        try await LiveCluster.run { cluster in
            @Sendable func trial(_ number: Int) -> TrialRelease {
                TrialRelease(cluster: cluster, release: "r\(number)")
            }
            for text in ["a", "b"] {
                let results = try await Self.atOnce { number in
                    _ = try await trial(number).upgrade("\(text)\(number)", Self.environment(cluster, number))
                }
                for case let failure? in results.values { Issue.record("\(failure)") }
            }
            for number in 1...Self.count {
                #expect(try await trial(number).faults("b\(number)") == [], "\(number)")
            }
            let removed = try await Self.atOnce { number in
                try await trial(number).uninstall(Self.environment(cluster, number))
            }
            for case let failure? in removed.values { Issue.record("\(failure)") }
            for number in 1...Self.count { #expect(try await trial(number).remains() == [], "\(number)") }
            #expect(try await cluster.names(.configMaps) == [])
        }
    }
}
