import DockerAPI
import Releases

/// Reads what a hook's tasks write, every line once.
///
/// Asks again and again for the lines from a second on, instead of following: the engine ends a followed
/// log neither when the task does nor when nothing can come any more.
struct HookLog: Sendable {
    let client: DockerClient
    let hook: Hook
    let isTerminal: Bool
    /// Of each task the lines that the last answer had, with how often.
    private var seen: [String: [LogEntry: Int]] = [:]
    /// Of each task the second of the last line, from which on is asked next.
    private var second: [String: String] = [:]

    init(client: DockerClient, hook: Hook, isTerminal: Bool) {
        self.client = client
        self.hook = hook
        self.isTerminal = isTerminal
    }

    /// The lines that have come since the last call; a log that cannot be read has none.
    mutating func read(_ tasks: [SwarmTask]) async -> [LogLine] {
        var lines: [LogLine] = []
        // Of a task that has not started the engine would wait for the container.
        for task in tasks.sorted(by: { $0.created < $1.created })
        where task.containerID != nil && task.state >= .running && task.state != .rejected {
            let answer = try? await client.taskLog(
                id: task.id,
                since: second[task.id],
                terminal: isTerminal
            )
            guard let answer, !answer.isEmpty else { continue }
            var counts: [LogEntry: Int] = [:]
            for entry in answer {
                counts[entry, default: 0] += 1
                if counts[entry, default: 0] > seen[task.id]?[entry] ?? 0 { lines.append(line(entry)) }
            }
            seen[task.id] = counts
            let last = answer.compactMap { EngineDate.parse($0.time) }.max()
            second[task.id] = last.map { String(Int($0)) } ?? second[task.id]
        }
        return lines
    }

    private func line(_ entry: LogEntry) -> LogLine {
        LogLine(
            service: hook.name,
            source: hook.name,
            time: entry.time,
            isError: entry.isError,
            text: entry.text
        )
    }
}
