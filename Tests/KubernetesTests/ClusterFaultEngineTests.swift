import Diagnostics
import HTTP
import KubernetesAPI
import Releases
import TestSupport
import Testing
import Values

@testable import Kubernetes

/// Networks break, servers refuse and fail: nothing of a release is lost or left behind.
@Suite(
    "faults at random on a real cluster",
    .enabled(if: Engine.isKubernetesEnabled, "DAVIT_TEST_KUBECONFIG is not set"),
    .timeLimit(.minutes(5))
)
struct ClusterFaultEngineTests {
    private static let operations = 1000
    private static let lanes = 6
    /// The longest time for them; a slow machine does fewer.
    private static let patience = Duration.seconds(45)

    @Test("a thousand operations, or as many as a minute has")
    func thousand() async throws {
        try await LiveCluster.run { cluster in
            let end = ContinuousClock.now + Self.patience
            let (operations, faults) = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                for lane in 0..<Self.lanes {
                    group.addTask {
                        let release = TrialRelease(cluster: cluster, release: "lane\(lane)")
                        let faulted = FaultedRelease(trial: release, seed: 4711 + UInt64(lane))
                        let count = try await faulted.run(Self.operations / Self.lanes, until: end)
                        return (count, faulted.transport.count)
                    }
                }
                return try await group.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
            }
            #expect(operations >= 60, "only \(operations) operations")
            #expect(faults > operations, "only \(faults) faults in \(operations) operations")
        }
    }
}

/// A release that is operated on while exchanges with the server go wrong.
private struct FaultedRelease {
    let trial: TrialRelease
    let transport: FaultyTransport
    private let faulty: KubernetesClient
    private let seed: UInt64

    init(trial: TrialRelease, seed: UInt64) {
        self.trial = trial
        transport = FaultyTransport(
            LiveCluster.connection(trial.cluster.access),
            seed: seed,
            statuses: [409, 429, 500, 503],
            broken: Failure(
                .unavailable,
                "the connection broke in a test",
                cause: ConnectionProblem.broken("in a test")
            ),
            body: { status in
                let reasons = [409: "Conflict", 429: "TooManyRequests", 500: "InternalError"]
                return JSON.encode([
                    "kind": "Status", "apiVersion": "v1", "status": "Failure",
                    "message": "a fault of the test",
                    "reason": .string(reasons[status] ?? "ServiceUnavailable"), "code": .int(Int64(status)),
                ])
            }
        )
        faulty = trial.client(transport)
        self.seed = seed
    }

    /// - Returns: How many operations there were.
    func run(_ count: Int, until end: ContinuousClock.Instant) async throws -> Int {
        var random = SeededRandom(seed: seed ^ 0xABCD)
        var number = 0
        while number < count, ContinuousClock.now < end {
            number += 1
            try await operate(number, dice: random.next() % 100)
            guard number % 25 == 0 else { continue }
            // When all is well again, the next command makes everything good.
            try await trial.upgrade("good-\(number)", trial.environment(number: 1_000_000 + number))
            #expect(try await trial.faults("good-\(number)") == [], "\(number)")
        }
        try await trial.upgrade("last", trial.environment(number: 2_000_000))
        #expect(try await trial.faults("last") == [])
        try await trial.uninstall(trial.environment(number: 2_000_001))
        #expect(try await trial.remains() == [])
        return number
    }

    private func operate(_ number: Int, dice: UInt64) async throws {
        let text = "\(number % 10)-\(number)"
        let environment = trial.environment(faulty, number: number + 1)
        let before = try await trial.state()
        transport.isOn = true
        do {
            var isNew = true
            if dice < 75 {
                isNew = try await trial.upgrade(text, environment)
            } else if dice < 90 {
                isNew = try await trial.rollback(environment)
            } else {
                try await trial.uninstall(environment)
            }
            transport.isOn = false
            if dice < 90 {
                let faults = try await trial.faults(dice < 75 ? text : nil, isNew: isNew)
                #expect(faults == [], "\(number) of seed \(seed)")
            } else {
                #expect(try await trial.remains() == [], "\(number) of seed \(seed)")
            }
        } catch {
            transport.isOn = false
            let faults = try await trial.faults(of: error, above: before, isRemoval: dice >= 90)
            #expect(faults == [], "\(number) of seed \(seed)")
        }
    }
}
