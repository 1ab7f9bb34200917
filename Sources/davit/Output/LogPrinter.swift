import Releases
import Synchronization

/// Prints the lines of logs, each marked with where it comes from.
final class LogPrinter: Sendable {
    private struct State {
        /// The sources so far, by the number of their colour.
        var numbers: [String: Int] = [:]
        var width = 0
    }

    private let state = Mutex(State())
    private let context: Context
    private let style: Style
    private let showsTime: Bool
    private let isRaw: Bool

    init(_ context: Context, color: ColorMode, showsTime: Bool, isRaw: Bool) {
        self.context = context
        self.showsTime = showsTime
        self.isRaw = isRaw
        style = Style(color, isTerminal: context.isTerminal, environment: context.environment)
    }

    /// Prints a line; false when it could not be written.
    func print(_ line: LogLine) -> Bool {
        var bytes: [UInt8] = []
        if !isRaw { bytes += Array((prefix(line.source) + " ").utf8) }
        if showsTime, !line.time.isEmpty { bytes += Array((line.time + " ").utf8) }
        bytes += line.text + [0x0A]
        return (try? context.write(bytes)) != nil
    }

    private func prefix(_ source: String) -> String {
        let (number, width) = state.withLock { state in
            let number = state.numbers[source] ?? state.numbers.count
            state.numbers[source] = number
            state.width = max(state.width, source.unicodeScalars.count)
            return (number, state.width)
        }
        let blanks = String(repeating: " ", count: width - source.unicodeScalars.count)
        return style.colored(source + blanks + " |", number: number)
    }
}
