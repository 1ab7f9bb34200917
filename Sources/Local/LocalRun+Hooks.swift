internal import Diagnostics
internal import Releases

extension LocalRun {
    /// Runs a hook in a container of its own that goes when it ends.
    ///
    /// - Returns: What the tool gave; nil when it has no engine to run containers with.
    /// - Throws: `.timeout`, and when the tool cannot be started.
    func runHook(_ hook: Hook, _ operation: OperationContext) async throws -> ComposeAnswer? {
        let arguments = [
            "-p", folder.release, "-f", folder.hooksPath, "run", "--rm", "--no-deps", "-T", hook.name,
        ]
        let answer = try await withThrowingTaskGroup(of: ComposeAnswer?.self) { group in
            group.addTask { [tool] in
                try await tool.run(arguments) { text in
                    operation.report(.log(.init(hook, text)))
                }
            }
            group.addTask {
                try await Task.sleep(for: .seconds(hook.timeout))
                return nil
            }
            // Ends the tool, and with it the container.
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        guard let answer else {
            throw Failure(
                .timeout,
                "the \(hook.title) failed: it has not ended after \(Int(hook.timeout)) s",
                hint: "give it longer with 'hook-timeout' or --timeout"
            )
        }
        return answer.isEngineMissing ? nil : answer
    }

    /// Hands over what the services write, each line as the tool prints it: `web-1  | text`.
    func logs(_ query: LogQuery, receive: @escaping @Sendable (LogLine) -> Void) async throws {
        var arguments = ["-p", folder.release, "-f", folder.composePath, "logs", "--no-color", "-t"]
        if query.follow { arguments.append("-f") }
        if let tail = query.tail { arguments += ["--tail", String(tail)] }
        if let since = query.since { arguments += ["--since", String(Int(since))] }
        let answer = try await tool.run(arguments + query.services) { text in
            if let line = LogLine(printed: text, release: folder.release) { receive(line) }
        }
        guard answer.status == 0 else {
            throw Failure(
                answer.isEngineMissing ? .unavailable : .refused,
                "'\(command)' could not read the logs (exit status \(answer.status))",
                notes: answer.lastLines
            )
        }
    }
}

extension LogLine {
    fileprivate init(_ hook: Hook, _ text: String) {
        self.init(
            service: hook.name,
            source: hook.name,
            time: "",
            isError: false,
            text: Array(text.utf8)
        )
    }

    /// A line as Compose tools print it, with its time; nil for one that no service wrote.
    init?(printed text: String, release: String) {
        let parts = text.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        var source = String(parts[0].prefix { $0 != " " })
        // Older tools write the project before the service.
        for separator in ["_", "-"] where source.hasPrefix(release + separator) {
            source = String(source.dropFirst(release.count + 1))
        }
        let rest = parts[1].drop { $0 == " " }
        let words = rest.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let hasTime = words.first.map { $0.contains("T") && $0.hasSuffix("Z") } ?? false
        let line = hasTime ? words.count > 1 ? words[1] : "" : rest
        let end = source.lastIndex { $0 == "-" || $0 == "_" }
        self.init(
            service: end.map { String(source[..<$0]) } ?? source,
            source: source,
            time: hasTime ? String(words[0]) : "",
            isError: false,
            text: Array(line.utf8)
        )
    }
}
