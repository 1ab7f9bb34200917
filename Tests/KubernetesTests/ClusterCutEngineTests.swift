import Compose
import Diagnostics
import HTTP
import KubernetesAPI
import OrderedCollections
import Releases
import TestSupport
import Testing
import Values

@testable import Kubernetes

/// The connection breaks before and after every call of an operation, for once or for good as for a process that
/// is killed, and the next command makes it good.
///
/// For good it breaks at writes only: a read changes nothing, so that dying at it is dying at the next write.
@Suite(
    "a cut at every call to a real cluster",
    .enabled(if: Engine.isKubernetesEnabled, "DAVIT_TEST_KUBECONFIG is not set"),
    .timeLimit(.minutes(12))
)
struct ClusterCutEngineTests {
    private static let lanes = 4

    /// One operation that is cut, and what follows it.
    private struct Trial: Sendable {
        /// Brings the release to where the operation begins.
        var prepare: @Sendable (TrialRelease, _ index: Int) async throws -> Void
        var operation: @Sendable (TrialRelease, ReleaseEnvironment, _ index: Int) async throws -> Void
        /// Repeats the operation, and gives what is wrong then.
        var conclude: @Sendable (TrialRelease, ReleaseEnvironment, _ index: Int) async throws -> [String]
    }

    @Test("install")
    func install() async throws {
        try await all(
            Trial(
                prepare: { _, _ in },
                operation: { _ = try await $0.upgrade("q\($2)", $1) },
                conclude: { trial, environment, index in
                    let isNew = try await trial.upgrade("q\(index)", environment)
                    let faults = try await trial.faults("q\(index)", isNew: isNew)
                    try await trial.uninstall(environment)
                    return try await faults + trial.remains()
                }
            )
        )
    }

    @Test("upgrade")
    func upgrade() async throws {
        try await all(
            Trial(
                prepare: { trial, index in
                    // So many that the history is full and each upgrade prunes it.
                    let isFirst = try await trial.state().revisions.count < TrialRelease.historyMax
                    for text in isFirst ? ["a", "b", "c"] : [] {
                        try await trial.upgrade("\(text)\(index)", trial.environment(number: 1))
                    }
                },
                operation: { _ = try await $0.upgrade("u\($2)", $1) },
                conclude: { trial, environment, index in
                    let isNew = try await trial.upgrade("u\(index)", environment)
                    return try await trial.faults("u\(index)", isNew: isNew)
                }
            )
        )
    }

    @Test("rollback")
    func rollback() async throws {
        try await all(
            Trial(
                prepare: { trial, index in
                    for text in ["a", "b"] {
                        try await trial.upgrade("\(text)\(index)", trial.environment(number: 1))
                    }
                },
                operation: { trial, environment, index in
                    try await trial.rollback(to: Self.former(of: "a\(index)", trial), environment)
                },
                conclude: { trial, environment, index in
                    // The same page as before, whatever the number of the revision that says it.
                    let isNew = try await trial.rollback(to: Self.former(of: "a\(index)", trial), environment)
                    return try await trial.faults("a\(index)", isNew: isNew)
                }
            )
        )
    }

    @Test("uninstall")
    func uninstall() async throws {
        try await all(
            Trial(
                prepare: { _ = try await $0.upgrade("q\($1)", $0.environment(number: 1)) },
                operation: { trial, environment, _ in try await trial.uninstall(environment) },
                conclude: { trial, environment, _ in
                    do {
                        try await trial.uninstall(environment)
                    } catch let failure as Failure where failure.kind == .notFound {
                        // It was done but for telling so.
                    }
                    return try await trial.remains()
                }
            )
        )
    }

    /// The newest revision that says `text` and has been in force: what broke off may lack its secrets.
    private static func former(of text: String, _ trial: TrialRelease) async throws -> Int {
        let ledger = trial.environment(number: 0).ledger
        for summary in try await trial.state().revisions.reversed()
        where summary.status == .superseded || summary.status == .deployed {
            let record = try await ledger.record(of: summary)
            let environment = record.project.services["\(trial.release)-api"]?.environment
            if environment?["TEXT"] == .some(text) { return summary.revision }
        }
        throw Failure(.notFound, "no revision says '\(text)'")
    }

    /// Tries every cut, every lane its share.
    private func all(_ trial: Trial) async throws {
        try await LiveCluster.run { cluster in
            let probe = TrialRelease(cluster: cluster, release: "probe")
            try await trial.prepare(probe, 0)
            let counter = CutTransport(LiveCluster.connection(cluster.access))
            try await trial.operation(probe, probe.environment(probe.client(counter), number: 2), 0)
            let (calls, writes) = (counter.calls, counter.writes)
            #expect(writes > 5, "\(calls)")
            let cuts = Self.cuts(calls, writes: writes)
            let hits = try await withThrowingTaskGroup(of: Int.self) { group in
                for lane in 0..<Self.lanes {
                    let share = cuts.enumerated().filter { $0.offset % Self.lanes == lane }
                    let release = TrialRelease(cluster: cluster, release: "lane\(lane)")
                    group.addTask {
                        var hits = 0
                        for (index, cut) in share where try await Self.attempt(trial, release, cut, index + 1)
                        {
                            hits += 1
                        }
                        return hits
                    }
                }
                return try await group.reduce(0, +)
            }
            // Which call is which number differs a little from run to run, as some are made at the same time.
            #expect(hits * 10 >= cuts.count * 8, "only \(hits) of \(cuts.count) cuts were made")
        }
    }

    /// For good and once after each write, once before each write, and once before reads.
    private static func cuts(_ calls: [String], writes: Int) -> [CutTransport.Cut] {
        var cuts: [CutTransport.Cut] = []
        for number in 1...writes {
            for isForGood in [true, false] {
                cuts.append(.init(number: number, isAmongWrites: true, moment: .after, isForGood: isForGood))
            }
            cuts.append(.init(number: number, isAmongWrites: true, moment: .before, isForGood: false))
        }
        cuts.append(.init(number: 1, isAmongWrites: true, moment: .before, isForGood: true))
        // Reads that are like each other, such as lists, are many: every second sort of them does.
        var seen: Set<String> = []
        let reads = calls.enumerated().filter {
            $0.element.hasPrefix("GET ") && seen.insert($0.element).inserted
        }
        for (number, read) in reads.enumerated() where number % 2 == 0 {
            cuts.append(
                .init(number: read.offset + 1, isAmongWrites: false, moment: .before, isForGood: false)
            )
        }
        return cuts
    }

    /// - Returns: Whether the connection did break.
    private static func attempt(
        _ trial: Trial,
        _ release: TrialRelease,
        _ cut: CutTransport.Cut,
        _ index: Int
    ) async throws -> Bool {
        try await trial.prepare(release, index)
        let before = try await release.state()
        let transport = CutTransport(release.cluster.transport, cut)
        let environment = release.environment(release.client(transport), number: 10 + index * 2)
        do {
            try await trial.operation(release, environment, index)
        } catch {
            let faults = try await release.faults(of: error, above: before, isRemoval: true)
            #expect(faults == [], "cut \(cut)")
        }
        do {
            let next = release.environment(number: 11 + index * 2)
            let faults = try await trial.conclude(release, next, index)
            #expect(faults == [], "after a cut \(cut)")
        } catch let failure as Failure {
            Issue.record("the command after a cut \(cut) fails: \(failure.message) \(failure.notes)")
        }
        return transport.hasCut
    }
}
