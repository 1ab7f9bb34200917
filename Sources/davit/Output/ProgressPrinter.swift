import Diagnostics
import Releases
import Synchronization

/// Shows how an operation goes on, on standard error.
///
/// On a terminal there is one line a service, redrawn in place with the time that it takes; in a pipe, one
/// line a change.
final class ProgressPrinter: Sendable {
    private struct State {
        var services: [ServiceProgress] = []
        /// When each service was first heard of.
        var begin: [String: ContinuousClock.Instant] = [:]
        /// How many seconds it took, once it has come to its end.
        var duration: [String: Int] = [:]
        /// Redraws the lines every second.
        var clock: Task<Void, Never>?
        var isFinished = false
        /// How many lines of services stand below the cursor's start.
        var drawn = 0
        /// The line last printed for each service, so that a pipe gets no line twice.
        var printed: [String: String] = [:]
    }

    private let state = Mutex(State())
    private let context: Context
    private let style: Style
    private let failures: FailurePrinter
    private let isQuiet: Bool

    /// With `isQuiet` only diagnostics are shown.
    init(_ context: Context, color: ColorMode, isQuiet: Bool = false) {
        self.context = context
        self.isQuiet = isQuiet
        style = Style(color, isTerminal: context.isErrorTerminal, environment: context.environment)
        failures = FailurePrinter(style: style, placement: context.placement)
    }

    /// Shows one event.
    func report(_ event: ProgressEvent) {
        state.withLock { state in
            switch event {
            case .diagnostic(let diagnostic):
                printLine(failures.line(diagnostic), &state)
            case .step(let text):
                if !isQuiet { printLine(text, &state) }
            case .wave(let number, let count, let services):
                if !isQuiet, count > 1 {
                    printLine("wave \(number) of \(count): \(services.joined(separator: ", "))", &state)
                }
            case .service(let progress):
                if !isQuiet { show(progress, &state) }
            case .log(let line):
                if !isQuiet { printLine("  \(line.source) | \(line.plainText)", &state) }
            }
        }
    }

    /// Leaves the lines as they are: what is printed from now on comes below them.
    func finish() {
        state.withLock { state in
            state.clock?.cancel()
            state.isFinished = true
            state.drawn = 0
        }
    }

    deinit { finish() }

    private func show(_ progress: ServiceProgress, _ state: inout State) {
        let now = ContinuousClock.now
        let begin = state.begin[progress.service] ?? now
        state.begin[progress.service] = begin
        state.duration[progress.service] = progress.state.isEnd ? Int((now - begin) / .seconds(1)) : nil
        if let index = state.services.firstIndex(where: { $0.service == progress.service }) {
            state.services[index] = progress
        } else {
            state.services.append(progress)
        }
        if context.isErrorTerminal {
            redraw(&state)
            startClock(&state)
        } else {
            let line = text(progress)
            guard state.printed[progress.service] != line else { return }
            state.printed[progress.service] = line
            context.tell("\(line) (\(seconds(progress, state)) s)")
        }
    }

    private func seconds(_ progress: ServiceProgress, _ state: State) -> Int {
        let begin = state.begin[progress.service] ?? .now
        return state.duration[progress.service] ?? Int((ContinuousClock.now - begin) / .seconds(1))
    }

    private func startClock(_ state: inout State) {
        guard state.clock == nil else { return }
        state.clock = Task { [weak self] in
            while (try? await Task.sleep(for: .seconds(1))) != nil {
                guard let self else { return }
                self.state.withLock { state in
                    let isWaiting = state.services.contains { !$0.state.isEnd }
                    if isWaiting, !state.isFinished { self.redraw(&state) }
                }
            }
        }
    }

    /// Prints a line above the services' lines.
    private func printLine(_ line: String, _ state: inout State) {
        erase(&state)
        context.tell(line)
        if context.isErrorTerminal, !state.isFinished { redraw(&state) }
    }

    private func redraw(_ state: inout State) {
        erase(&state)
        for progress in state.services {
            context.tell(fitted("\(text(progress)) (\(seconds(progress, state)) s)"))
        }
        state.drawn = state.services.count
    }

    private func erase(_ state: inout State) {
        guard state.drawn > 0 else { return }
        // Up to the first service line, then clear to the end of the screen.
        context.writeError(Array("\u{1B}[\(state.drawn)A\u{1B}[J".utf8))
        state.drawn = 0
    }

    private func text(_ progress: ServiceProgress) -> String {
        let count = "\(progress.running)/\(progress.desired)"
        let label =
            switch progress.state {
            case .starting: "starting"
            case .updating: "updating"
            case .running: style.green("running")
            case .completed: style.green("completed")
            case .rollingBack: style.yellow("rolling back")
            case .failed: style.red("failed")
            }
        // A message that only repeats itself or the state says nothing.
        let parts = (progress.message ?? "").split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
        let words = parts.count == 2 && parts[0] == parts[1] ? parts[0] : progress.message?[...] ?? ""
        let message =
            words.isEmpty || words == "running" || words == progress.state.rawValue ? "" : ": \(words)"
        return "  \(progress.service)  \(count)  \(label)\(message)"
    }

    /// The line cut to the terminal's width, because a wrapped line could not be redrawn.
    private func fitted(_ line: String) -> String {
        line.unicodeScalars.count < context.columns || line.utf8.contains(0x1B)
            ? line : String(String.UnicodeScalarView(line.unicodeScalars.prefix(max(1, context.columns - 1))))
    }
}

extension ServiceProgress.State {
    /// Whether nothing more is waited for.
    fileprivate var isEnd: Bool { self == .running || self == .completed || self == .failed }
}

extension LogLine {
    /// The text without what would move a terminal's cursor.
    fileprivate var plainText: String {
        let text = String(decoding: text, as: UTF8.self).unicodeScalars
        return String(
            String.UnicodeScalarView(text.filter { $0.value >= 0x20 && $0.value != 0x7F || $0 == "\t" })
        )
    }
}
