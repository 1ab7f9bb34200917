import DockerAPI
import Values

/// Tells about a task that failed: its error, its exit code and the last lines that it wrote.
struct TaskReport: Sendable {
    let client: DockerClient

    /// How many lines of the log are shown.
    private static let lines = 20

    /// Lines about the task; without one, about the service's newest that failed.
    func notes(about task: SwarmTask?, of service: String) async -> [String] {
        var task = task
        if task == nil {
            let all = (try? await client.tasks(EngineFilters().adding("service", [service]))) ?? []
            task = all.filter { [.failed, .rejected].contains($0.state) || !$0.error.isEmpty }
                .max { $0.created < $1.created }
        }
        guard let task else { return [] }
        var line = "task \(task.id)"
        if task.slot > 0 { line += " (replica \(task.slot))" }
        if let node = await nodeName(task.nodeID) { line += " on node \(node)" }
        line += " \(ServiceWatch.message(task))"
        if let code = task.exitCode, code != 0 { line += ", exit code \(code)" }
        return [line] + (await log(of: task))
    }

    private func nodeName(_ id: String) async -> String? {
        if id.isEmpty { return nil }
        return try? await client.nodes().first { $0.id == id }?.hostname
    }

    private func log(of task: SwarmTask) async -> [String] {
        // A task that was rejected never had a container, and the engine would wait for its log.
        guard task.containerID != nil, task.state != .rejected else { return [] }
        let isTerminal =
            (try? await client.service(task.serviceID))??.spec.at("TaskTemplate", "ContainerSpec", "TTY")?
            .boolValue ?? false
        let lines = (try? await client.taskLogs(id: task.id, tail: Self.lines, terminal: isTerminal)) ?? []
        return lines.isEmpty ? [] : ["the last lines that it wrote:"] + lines.suffix(Self.lines)
    }
}
