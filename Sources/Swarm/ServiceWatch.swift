import DockerAPI
import Releases
import Values

/// Follows one service on its way to what is wanted.
///
/// Decides from what the engine tells, without asking it anything: each look at the engine is handed to
/// `look`, with the time of the looker's own clock.
struct ServiceWatch: Sendable {
    enum Verdict: Sendable, Equatable {
        /// Not there yet.
        case waiting
        /// All tasks run, or have ended well; the monitor time goes on.
        case up
        /// All tasks ran for the monitor time, or have ended well.
        case settled
        case failed(Trouble)
    }

    /// Why a service failed.
    struct Trouble: Sendable, Equatable {
        var reason: String
        /// The task to blame, where one is known.
        var task: SwarmTask?
    }

    /// What one look at the engine shows of the service.
    struct Look: Sendable {
        var service: SwarmObject
        /// The tasks of the service's current spec.
        var tasks: [SwarmTask]
    }

    let key: String
    let id: String
    /// Whether this operation has written the service; an unchanged one is not held for the monitor time,
    /// and old troubles of it are not this operation's.
    let isWritten: Bool
    /// Whether another service waits for this one's end.
    let mustComplete: Bool
    private(set) var progress: ServiceProgress
    /// What the service is at until it runs: `.starting` or `.updating`.
    private let beginning: ServiceProgress.State
    private var upSince: Double?
    private var deadSince: Double?
    /// The rejected tasks of the first look: an unchanged service had them before.
    private var formerlyRejected: Set<String>?

    /// How long a slot without a task that could still run must be seen before it counts as given up, in
    /// seconds: the engine replaces a task in two steps.
    private static let patience = 2.0

    init(key: String, id: String, isWritten: Bool, isNew: Bool, mustComplete: Bool = false) {
        self.key = key
        self.id = id
        self.isWritten = isWritten
        self.mustComplete = mustComplete
        beginning = isNew ? .starting : .updating
        progress = ServiceProgress(service: key, state: beginning, running: 0, desired: 0)
    }

    /// Takes a look into account; `now` is in seconds of a clock that never goes back.
    mutating func look(_ look: Look, now: Double) -> Verdict {
        var look = look
        // After a rollback the ended tasks of the earlier revision are of the current spec again, while the
        // tasks that do the work now are not; they say nothing of this update.
        // (`UpdatedAt` would not do as the border: it also moves when the engine writes the update's state.)
        let began = look.service.value.at("UpdateStatus", "StartedAt")?.stringValue
        if let began = began.flatMap(EngineDate.parse) {
            look.tasks.removeAll { $0.state.isTerminal && !$0.hasEndedWell && $0.created < began }
        }
        let spec = look.service.spec
        let mode = SpecComparison.mode(of: spec)
        let count =
            mode.hasSuffix("Job")
            ? jobCount(look, isGlobal: mode == "GlobalJob") : taskCount(look, isGlobal: mode == "Global")
        progress.running = count.done
        progress.desired = count.wanted
        progress.message = count.blocker.map(Self.message)
        let rejected = Set(look.tasks.filter { $0.state == .rejected }.map(\.id))
        let former = isWritten ? [] : formerlyRejected ?? rejected
        formerlyRejected = former
        let isUp = count.done >= count.wanted && (count.wanted > 0 || !count.isUnknown)
        // A task that has ended well makes the engine pause an update; that is no trouble then.
        if !(isUp && count.isCompleted), let trouble = trouble(look, count, former) {
            let verdict = fail(trouble)
            // That it failed is told by the error; what goes on is told here.
            if isRollingBack(look.service) { progress.state = .rollingBack }
            return verdict
        }
        guard isUp else {
            upSince = nil
            progress.state = beginning
            return isGivenUp(count, now: now) ? fail(exhausted(count)) : .waiting
        }
        deadSince = nil
        if mustComplete, !count.isCompleted {
            progress.state = .running
            return .waiting
        }
        if count.isCompleted {
            progress.state = .completed
            return .settled
        }
        progress.state = .running
        let since = upSince ?? now
        upSince = since
        // Where no task is wanted there is none to watch.
        if count.wanted == 0 { return .settled }
        let time = now - since - (isWritten ? Self.monitor(of: spec) : 0)
        if time < 0 { return .up }
        // With `start-first`, tasks of the earlier spec still end. One on a lost node never does.
        let running = look.service.value.at("ServiceStatus", "RunningTasks")?.intValue ?? 0
        return running <= count.wanted || time >= Self.stopTime(of: spec) ? .settled : .up
    }

    private func isRollingBack(_ service: SwarmObject) -> Bool {
        isWritten && service.value.at("UpdateStatus", "State")?.stringValue == "rollback_started"
    }

    private mutating func fail(_ trouble: Trouble) -> Verdict {
        progress.state = .failed
        progress.message = trouble.reason
        return .failed(trouble)
    }

    // MARK: Counting

    private struct Count {
        /// Tasks that run, or have ended well where that is their end.
        var done = 0
        var wanted = 0
        /// Whether the engine has yet to say how many are wanted.
        var isUnknown = false
        /// Whether tasks that are done have ended.
        var isCompleted = false
        /// The newest task that hinders.
        var blocker: SwarmTask?
        /// A task that was rejected and has no running substitute.
        var rejected: SwarmTask?
        /// Whether some slot has no task left that could still come up.
        var isDead = false
    }

    private func taskCount(_ look: Look, isGlobal: Bool) -> Count {
        let spec = look.service.spec
        var count = Count()
        let live = look.service.value.at("ServiceStatus", "DesiredTasks")?.intValue
        if isGlobal {
            // Every node that has a task of the service, whatever its spec.
            count.wanted = Int(live ?? 0)
            count.isUnknown = count.wanted == 0
        } else {
            count.wanted = Int(spec.at("Mode", "Replicated", "Replicas")?.intValue ?? 1)
        }
        let mayEnd = (spec.at("TaskTemplate", "RestartPolicy", "Condition")?.stringValue ?? "any") != "any"
        var completed = 0
        for tasks in groups(look.tasks, isGlobal: isGlobal) {
            if tasks.contains(where: { $0.state == .running && $0.desired <= .running }) {
                count.done += 1
            } else if mayEnd, tasks.contains(where: \.hasEndedWell), !tasks.contains(where: \.mayStillRun) {
                count.done += 1
                completed += 1
            } else {
                note(tasks, in: &count)
            }
        }
        if isGlobal { count.wanted = max(count.wanted, completed) }
        count.isCompleted = completed > 0 && completed == count.done
        return count
    }

    private func jobCount(_ look: Look, isGlobal: Bool) -> Count {
        let iteration = look.service.value.at("JobStatus", "JobIteration", "Index")?.intValue ?? 0
        let tasks = look.tasks.filter { ($0.jobIteration ?? 0) == iteration }
        var count = Count()
        if isGlobal {
            let nodes = groups(tasks, isGlobal: true)
            count.wanted = nodes.count
            count.isUnknown = true
            for node in nodes {
                if node.contains(where: { $0.state == .complete }) {
                    count.done += 1
                } else {
                    note(node, in: &count)
                }
            }
        } else {
            count.wanted = Int(
                look.service.spec.at("Mode", "ReplicatedJob", "TotalCompletions")?.intValue ?? 1
            )
            count.done = tasks.count { $0.state == .complete }
            let others = tasks.filter { $0.state != .complete }
            if !others.isEmpty, count.done < count.wanted { note(others, in: &count) }
        }
        count.isCompleted = true
        return count
    }

    private func note(_ tasks: [SwarmTask], in count: inout Count) {
        let newest = tasks.sorted { $0.created < $1.created }
        // A substitute that has not started says less than the task that it stands in for.
        let telling = newest.last { !$0.error.isEmpty } ?? newest.last
        if let telling, telling.created >= count.blocker?.created ?? 0 { count.blocker = telling }
        count.rejected = count.rejected ?? newest.last { $0.state == .rejected }
        if !tasks.contains(where: \.mayStillRun) { count.isDead = true }
    }

    private func groups(_ tasks: [SwarmTask], isGlobal: Bool) -> [[SwarmTask]] {
        Array(Dictionary(grouping: tasks) { isGlobal ? $0.nodeID : String($0.slot) }.values)
    }

    // MARK: Failing

    private func trouble(_ look: Look, _ count: Count, _ former: Set<String>) -> Trouble? {
        let status = look.service.value["UpdateStatus"]
        let message = status?["Message"]?.stringValue ?? ""
        let state = status?["State"]?.stringValue ?? ""
        if isWritten, state == "paused" || state.hasPrefix("rollback_") {
            let hinders = count.blocker.flatMap { $0.error.isEmpty ? nil : $0 }
            let blamed = look.tasks.first { message.contains($0.id) } ?? count.rejected ?? hinders
            let reason = blamed.map(Self.reason) ?? message
            if state == "paused" { return Trouble(reason: reason, task: blamed) }
            return Trouble(reason: "the engine has rolled its update back: \(reason)", task: blamed)
        }
        let continues = look.service.spec.at("UpdateConfig", "FailureAction")?.stringValue == "continue"
        if let rejected = count.rejected, !continues, !former.contains(rejected.id) {
            return Trouble(reason: Self.reason(rejected), task: rejected)
        }
        return nil
    }

    private mutating func isGivenUp(_ count: Count, now: Double) -> Bool {
        guard count.isDead else {
            deadSince = nil
            return false
        }
        let since = deadSince ?? now
        deadSince = since
        return now - since >= Self.patience
    }

    private func exhausted(_ count: Count) -> Trouble {
        let reason = count.blocker.map(Self.reason) ?? "no task is left"
        return Trouble(reason: "\(reason); the engine does not restart it", task: count.blocker)
    }

    /// What went wrong with the task, without its state.
    static func reason(_ task: SwarmTask) -> String {
        task.error.isEmpty ? "a task is \(task.state.rawValue)" : task.error
    }

    /// The state of the task and its error.
    static func message(_ task: SwarmTask) -> String {
        task.error.isEmpty ? task.state.rawValue : "\(task.state.rawValue): \(task.error)"
    }

    /// How long a task may take to end, in seconds: its grace period and something for the engine.
    private static func stopTime(of spec: Value) -> Double {
        let grace = spec.at("TaskTemplate", "ContainerSpec", "StopGracePeriod")?.doubleValue
        return (grace ?? 10_000_000_000) / 1_000_000_000 + 5
    }

    /// The monitor time of the service's updates, in seconds.
    private static func monitor(of spec: Value) -> Double {
        (spec.at("UpdateConfig", "Monitor")?.doubleValue ?? 5_000_000_000) / 1_000_000_000
    }
}

extension SwarmTask {
    var hasEndedWell: Bool { state == .complete && (exitCode ?? 0) == 0 }

    /// Whether the engine still means the task to come up.
    var mayStillRun: Bool { !state.isTerminal && desired <= .complete }
}
