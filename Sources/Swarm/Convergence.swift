import Diagnostics
import DockerAPI
import Releases
import Values

/// Watches the services of an operation until they are as wanted.
///
/// Two requests a look, whatever the number of services.
struct Convergence: Sendable {
    /// How far the watched services must be.
    enum Goal: Sendable {
        /// Every condition that later waves depend on holds.
        case up
        /// Running for the monitor time, jobs ended.
        case settled
    }

    let client: DockerClient
    let operation: OperationContext
    let deadline: ContinuousClock.Instant
    private var watches: [ServiceWatch] = []
    private let start = ContinuousClock.now

    /// Seconds between two looks.
    private static let interval = 0.3

    init(client: DockerClient, operation: OperationContext, deadline: ContinuousClock.Instant) {
        self.client = client
        self.operation = operation
        self.deadline = deadline
    }

    mutating func add(_ watch: ServiceWatch) {
        watches.append(watch)
    }

    /// Looks until all watched services, those of earlier waves included, have reached the goal.
    ///
    /// - Throws: `.refused` with the task's error when a service fails, `.timeout` with what is missing,
    ///   `CancellationError`.
    mutating func wait(for goal: Goal) async throws {
        if watches.isEmpty { return }
        while true {
            let verdicts = try await look()
            for (watch, verdict) in zip(watches, verdicts) {
                if case .failed(let trouble) = verdict { throw await failure(watch, trouble) }
            }
            let isReached = verdicts.allSatisfy { $0 == .settled || ($0 == .up && goal == .up) }
            if isReached { return }
            if ContinuousClock.now >= deadline { throw await timeout(verdicts) }
            try await Task.sleep(for: .seconds(Self.interval))
        }
    }

    private mutating func look() async throws -> [ServiceWatch.Verdict] {
        let ids = watches.map(\.id)
        async let services = client.services(EngineFilters().adding("id", ids), status: true)
        async let tasks = client.tasks(
            EngineFilters().adding("service", ids).adding("_up-to-date", ["true"])
        )
        let byID = Dictionary(try await services.map { ($0.id, $0) }) { first, _ in first }
        let byService = Dictionary(grouping: try await tasks, by: \.serviceID)
        let now = Double((ContinuousClock.now - start) / .milliseconds(1)) / 1000
        var verdicts: [ServiceWatch.Verdict] = []
        for index in watches.indices {
            let id = watches[index].id
            guard let service = byID[id] else {
                throw Failure(
                    .conflict,
                    "service '\(watches[index].key)' was removed by somebody else meanwhile"
                )
            }
            let former = watches[index].progress
            verdicts.append(
                watches[index].look(.init(service: service, tasks: byService[id] ?? []), now: now)
            )
            if watches[index].progress != former { operation.report(.service(watches[index].progress)) }
        }
        return verdicts
    }

    // MARK: Telling what went wrong

    private func failure(_ watch: ServiceWatch, _ trouble: ServiceWatch.Trouble) async -> Failure {
        Failure(
            .refused,
            "service '\(watch.key)' failed: \(trouble.reason)",
            notes: await TaskReport(client: client).notes(about: trouble.task, of: watch.id)
        )
    }

    private func timeout(_ verdicts: [ServiceWatch.Verdict]) async -> Failure {
        let late = zip(watches, verdicts).filter { $0.1 != .settled && $0.1 != .up }.map(\.0)
        let list = late.map { watch in
            let progress = watch.progress
            return "'\(watch.key)' has \(progress.running) of \(progress.desired) tasks"
                + (progress.message.map { " (\($0))" } ?? "")
        }
        var notes = Array(list.dropFirst())
        if let watch = late.first {
            notes += await TaskReport(client: client).notes(about: nil, of: watch.id)
        }
        return Failure(
            .timeout,
            "not all services run after \(Int(operation.timeout)) s: "
                + (list.first ?? "the monitor time is not over"),
            notes: notes,
            hint: "give it longer with --timeout, or see why: docker service ps --no-trunc NAME"
        )
    }
}
