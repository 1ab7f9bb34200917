internal import Diagnostics
import Synchronization

/// Runs exchanges on threads of their own and keeps their connections for the next ones.
///
/// libcurl's calls block, so they must not run on Swift's few shared threads. A thread lives while there
/// is work for it; the handles, and with them the open connections, outlive it. An unused pool costs nothing.
final class ConnectionPool: Sendable {
    /// A connection that can be passed between threads; the lock is held during a whole exchange.
    private final class Slot: Sendable {
        let connection: Mutex<Connection>

        init() throws {
            connection = Mutex(try Connection.open())
        }
    }

    private struct State {
        var idle: [Slot] = []
        var waiting: [ExchangeJob] = []
        var threads = 0
    }

    private let state = Mutex(State())
    private let maximumConnections: Int

    init(maximumConnections: Int) {
        self.maximumConnections = max(1, maximumConnections)
    }

    /// Has the job run as soon as there is room.
    func submit(_ job: ExchangeJob) {
        let needsThread = state.withLock { state in
            state.waiting.append(job)
            guard state.threads < maximumConnections else { return false }
            state.threads += 1
            return true
        }
        guard needsThread else { return }
        let isStarted = Thread.start { [self] in
            while let next = next() { run(next) }
        }
        if !isStarted {
            // Threads that are already there take the job; without any it fails.
            let abandoned = state.withLock { state in
                state.threads -= 1
                guard state.threads == 0 else { return [ExchangeJob]() }
                defer { state.waiting = [] }
                return state.waiting
            }
            abandoned.forEach { $0.fail(Self.noThread) }
        }
    }

    /// Has the job run now, on a thread beside the bounded ones.
    func submitStream(_ job: ExchangeJob) {
        if !Thread.start({ [self] in run(job) }) { job.fail(Self.noThread) }
    }

    private static let noThread = Failure(
        .unavailable,
        "the system gives no further thread",
        hint: "raise the limit of processes with 'ulimit -u'"
    )

    /// The next waiting job; with none the thread is counted as ended.
    private func next() -> ExchangeJob? {
        state.withLock { state in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.threads -= 1
            return nil
        }
    }

    private func run(_ job: ExchangeJob) {
        do {
            let slot = try state.withLock { $0.idle.popLast() } ?? Slot()
            let (isReusable, resume) = slot.connection.withLock { job.run(on: &$0) }
            if isReusable {
                state.withLock { state in
                    if state.idle.count < maximumConnections { state.idle.append(slot) }
                }
            }
            resume()
        } catch {
            job.fail(error)
        }
    }
}
