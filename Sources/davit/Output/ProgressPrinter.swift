import Diagnostics
import Releases
import Synchronization

/// Shows how an operation goes on, on standard error.
///
/// On a terminal there is one line a service, redrawn in place; in a pipe, one line a change.
final class ProgressPrinter: Sendable {
    private struct State {
        var services: [ServiceProgress] = []
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
        failures = FailurePrinter(style: style)
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
            }
        }
    }

    private func show(_ progress: ServiceProgress, _ state: inout State) {
        if let index = state.services.firstIndex(where: { $0.service == progress.service }) {
            state.services[index] = progress
        } else {
            state.services.append(progress)
        }
        if context.isErrorTerminal {
            redraw(&state)
        } else {
            let line = text(progress)
            guard state.printed[progress.service] != line else { return }
            state.printed[progress.service] = line
            context.tell(line)
        }
    }

    /// Prints a line above the services' lines.
    private func printLine(_ line: String, _ state: inout State) {
        erase(&state)
        context.tell(line)
        if context.isErrorTerminal { redraw(&state) }
    }

    private func redraw(_ state: inout State) {
        erase(&state)
        for progress in state.services { context.tell(fitted(text(progress))) }
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
