import Diagnostics
import HTTP
import Synchronization

extension DockerClient {
    /// The last lines that one task wrote, of both streams, oldest first.
    ///
    /// The output of a service with a TTY (`terminal`) is not divided into frames.
    package func taskLogs(id: String, tail: Int, terminal: Bool = false) async throws -> [String] {
        try await taskLog(id: id, tail: tail, terminal: terminal).map {
            String(decoding: $0.text, as: UTF8.self)
        }
    }

    /// What one task wrote, oldest first.
    ///
    /// - Parameters:
    ///   - id: The task; it must have a container, or the engine waits for one.
    ///   - tail: How many lines at the end; nil gives all.
    ///   - since: Only what was written from then on: seconds since 1970, with a fraction.
    ///   - terminal: Whether the service has a TTY.
    package func taskLog(
        id: String,
        tail: Int? = nil,
        since: String? = nil,
        terminal: Bool = false
    ) async throws -> [LogEntry] {
        var request = Self.logRequest("/tasks/\(id)/logs", tail: tail, since: since)
        // The log broker waits for nodes that do not answer; a log is not worth more than a few seconds.
        request.timeout = tail == nil ? 60 : 5
        var reader = LogReader(isTerminal: terminal)
        let entries = reader.read(try await send(request, doing: "read the log").body)
        return entries + [reader.finish()].compactMap(\.self)
    }

    /// Hands over what the tasks of a service write, those that are still to come included, until the
    /// service is gone or this task is cancelled.
    package func followLog(
        ofService id: String,
        tail: Int? = nil,
        since: String? = nil,
        terminal: Bool = false,
        receive: @escaping @Sendable (LogEntry) -> Void
    ) async throws {
        var request = Self.logRequest("/services/\(id)/logs", tail: tail, since: since)
        request.query += [("follow", "1"), ("details", "1")]
        request.timeout = nil
        let reader = Mutex(LogReader(isTerminal: terminal, hasDetails: true))
        try await stream(request, doing: "follow the log") { bytes in
            for entry in reader.withLock({ $0.read(bytes) }) { receive(entry) }
            return true
        }
    }

    private static func logRequest(_ path: String, tail: Int?, since: String?) -> EngineRequest {
        var query = [("stdout", "1"), ("stderr", "1"), ("timestamps", "1")]
        if let tail { query.append(("tail", String(tail))) }
        if let since { query.append(("since", since)) }
        return EngineRequest("GET", path, query: query)
    }
}
