/// A line that a container wrote, with what the engine tells of it.
package struct LogEntry: Sendable, Hashable {
    /// When it was written, as RFC 3339 with nanoseconds: `2026-01-01T00:00:00.123456789Z`.
    ///
    /// Of one form, so that texts sort as times.
    package var time: String
    package var isError: Bool
    /// The task that wrote it; empty where the engine was asked for one task.
    package var taskID: String
    package var text: [UInt8]

    package init(time: String, isError: Bool, taskID: String = "", text: [UInt8]) {
        self.time = time
        self.isError = isError
        self.taskID = taskID
        self.text = text
    }
}

/// Takes the engine's log format apart as it arrives.
///
/// Frames are an 8-byte header (stream, three zeros, big-endian length) and a payload, which is a line. The
/// output of a container with a TTY has no frames. With `timestamps` each line begins with its time, with
/// `details` there follow attributes, of which one names the task.
package struct LogReader: Sendable {
    private let isTerminal: Bool
    private let hasDetails: Bool
    private var rest: [UInt8] = []

    package init(isTerminal: Bool, hasDetails: Bool = false) {
        self.isTerminal = isTerminal
        self.hasDetails = hasDetails
    }

    /// Takes the next bytes; gives the lines that are whole by now.
    package mutating func read(_ bytes: [UInt8]) -> [LogEntry] {
        rest += bytes
        var entries: [LogEntry] = []
        var index = 0
        while let (end, stream, payload) = next(from: index) {
            entries.append(entry(payload, from: stream))
            index = end
        }
        rest.removeFirst(index)
        return entries
    }

    /// What is there of a last line that was cut off.
    package mutating func finish() -> LogEntry? {
        let start = isTerminal ? 0 : 8
        guard rest.count > start else { return nil }
        defer { rest = [] }
        return entry(rest[start...], from: isTerminal ? 1 : rest[0])
    }

    private func next(from index: Int) -> (end: Int, stream: UInt8, payload: ArraySlice<UInt8>)? {
        if isTerminal {
            guard let end = rest[index...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            return (end + 1, 1, rest[index..<end])
        }
        guard index + 8 <= rest.count else { return nil }
        let length = rest[index + 4..<index + 8].reduce(0) { $0 << 8 | Int($1) }
        let end = index + 8 + length
        guard end <= rest.count else { return nil }
        return (end, rest[index], rest[index + 8..<end])
    }

    private func entry(_ payload: ArraySlice<UInt8>, from stream: UInt8) -> LogEntry {
        var text = payload
        while text.last == UInt8(ascii: "\n") || text.last == UInt8(ascii: "\r") { text.removeLast() }
        // The third stream is the engine's own: why a log cannot be read.
        if stream == 3 { return LogEntry(time: "", isError: true, text: Array(text)) }
        let time = Self.word(&text)
        let details = hasDetails ? Self.word(&text) : []
        return LogEntry(
            time: String(decoding: time, as: UTF8.self),
            isError: stream == 2,
            taskID: Self.task(in: details),
            text: Array(text)
        )
    }

    private static func word(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let end = text.firstIndex(of: UInt8(ascii: " ")) ?? text.endIndex
        defer { text = text[min(end + 1, text.endIndex)...] }
        return text[..<end]
    }

    /// `com.docker.swarm.node.id=…,com.docker.swarm.task.id=…`.
    private static func task(in details: ArraySlice<UInt8>) -> String {
        let key = "com.docker.swarm.task.id="
        for part in String(decoding: details, as: UTF8.self).split(separator: ",") where part.hasPrefix(key) {
            return String(part.dropFirst(key.count))
        }
        return ""
    }
}
