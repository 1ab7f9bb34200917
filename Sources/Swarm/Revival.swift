import DockerAPI
import Releases
import Values

/// Finds unchanged services that the engine has given up, so that applying them again starts them anew.
///
/// A service whose restart attempts are used up has no task left that could ever run, and sending it an
/// equal spec would change nothing: the count of forced restarts goes up by one.
struct Revival: Sendable {
    let client: DockerClient

    func revived(_ changes: [ServiceChange]) async throws -> [ServiceChange] {
        let kept = changes.filter { $0.planned.action == .keep }.compactMap { $0.live?.id }
        if kept.isEmpty { return changes }
        let tasks = Dictionary(
            grouping: try await client.tasks(EngineFilters().adding("service", kept)),
            by: \.serviceID
        )
        return changes.map { change in
            guard change.planned.action == .keep, let live = change.live,
                let tasks = tasks[live.id], Self.isGivenUp(tasks)
            else { return change }
            var revived = change
            let path = ["TaskTemplate", "ForceUpdate"]
            let count = live.spec.at("TaskTemplate", "ForceUpdate")?.intValue ?? 0
            revived.service.spec = change.service.spec.setting(path, .int(count + 1))
            revived.planned = PlannedChange(.update, change.planned.object, paths: ["(tasks that failed)"])
            return revived
        }
    }

    /// Whether no task is left that runs or may run, and the last one did not end well.
    private static func isGivenUp(_ tasks: [SwarmTask]) -> Bool {
        guard let last = tasks.max(by: { $0.created < $1.created }) else { return false }
        return !tasks.contains(where: \.mayStillRun) && [.failed, .rejected].contains(last.state)
    }
}
