import HTTP

extension DockerClient {
    /// The last lines that a service's tasks wrote, of both streams, oldest first.
    ///
    /// `tail` is the number of lines of each task; the output of a service with a TTY (`terminal`) is not
    /// divided into frames.
    package func serviceLogs(id: String, tail: Int, terminal: Bool = false) async throws -> [String] {
        try await logs("/services/\(id)/logs", tail: tail, terminal: terminal)
    }

    /// The last lines that one task wrote, of both streams, oldest first.
    package func taskLogs(id: String, tail: Int, terminal: Bool = false) async throws -> [String] {
        try await logs("/tasks/\(id)/logs", tail: tail, terminal: terminal)
    }

    private func logs(_ path: String, tail: Int, terminal: Bool) async throws -> [String] {
        // The log broker waits for nodes that do not answer; a log is not worth more than a few seconds.
        let request = EngineRequest(
            "GET",
            path,
            query: [("stdout", "1"), ("stderr", "1"), ("tail", String(tail))],
            timeout: 5
        )
        let body = try await send(request, doing: "read the log").body
        return LogFrames.lines(in: terminal ? body : LogFrames.payload(of: body))
    }
}
