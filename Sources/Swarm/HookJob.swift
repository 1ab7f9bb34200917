import Compose
import Diagnostics
import DockerAPI
import Releases
import Values

/// Runs one hook as a job of the Swarm and passes on what it writes.
struct HookJob: Sendable {
    let client: DockerClient
    let release: String
    let operation: OperationContext
    let hook: Hook
    /// The service's name in the engine.
    let name: String
    /// The spec with all identifiers and labels.
    let spec: Value
    let auth: RegistryAuth?

    /// Seconds between two looks.
    private static let interval = 0.3

    /// Removes what an earlier run has left, runs the job to its end, and leaves or removes it by its policy.
    ///
    /// - Throws: `.refused` with the exit code and the last lines when it fails, `.timeout`,
    ///   `CancellationError`.
    func run() async throws {
        try await removeFormer()
        try await operation.checkpoint()
        operation.report(.step("running the \(hook.title)"))
        let begin = ContinuousClock.now
        let id = try await client.createService(spec, auth: auth)
        do {
            try await follow(id, until: begin + .seconds(hook.timeout))
        } catch {
            // What still runs would go on behind everybody's back.
            let hasEnded = (error as? Failure)?.kind == .refused
            if !hasEnded || hook.deletePolicies.contains(.hookFailed) {
                await Task { try? await delete(id) }.value
            }
            throw error
        }
        let seconds = Int((ContinuousClock.now - begin) / .seconds(1))
        operation.report(.step("the \(hook.title) is done after \(seconds) s"))
        if hook.deletePolicies.contains(.hookSucceeded) {
            try await operation.checkpoint()
            try await delete(id)
        }
    }

    private func removeFormer() async throws {
        let former = try await client.services(EngineFilters().adding("name", [name])).first {
            $0.name == name
        }
        guard let former else { return }
        guard former.labels[Label.hook] != nil, former.labels[Label.release] == release else {
            throw Failure(
                .conflict,
                "the \(hook.title) cannot run: a service '\(name)' exists already",
                hint: "docker service rm \(name)"
            )
        }
        let removal = ObjectRemoval(
            client: client,
            operation: operation,
            deadline: ContinuousClock.now + .seconds(operation.timeout)
        )
        try await removal.removeServices([former])
        try await removal.waitForTasks(of: [former], release: release)
    }

    private func follow(_ id: String, until deadline: ContinuousClock.Instant) async throws {
        let begin = ContinuousClock.now
        var watch = ServiceWatch(key: hook.name, id: id, isWritten: true, isNew: true, mustComplete: true)
        var log = HookLog(client: client, hook: hook, isTerminal: isTerminal)
        while true {
            async let services = client.services(EngineFilters().adding("id", [id]), status: true)
            let tasks = try await client.tasks(EngineFilters().adding("service", [id]))
            guard let service = try await services.first else {
                throw Failure(.conflict, "the \(hook.title) was removed by somebody else meanwhile")
            }
            let now = Double((ContinuousClock.now - begin) / .milliseconds(1)) / 1000
            let verdict = watch.look(.init(service: service, tasks: tasks), now: now)
            for line in await log.read(tasks) { operation.report(.log(line)) }
            switch verdict {
            case .settled:
                return
            case .failed(let trouble):
                throw await failure(
                    .refused,
                    trouble.task.map(ServiceWatch.reason) ?? trouble.reason,
                    trouble.task,
                    id
                )
            case .waiting, .up:
                guard ContinuousClock.now < deadline else {
                    let state = watch.progress.message.map { " (\($0))" } ?? ""
                    let task = tasks.max { $0.created < $1.created }
                    throw await failure(
                        .timeout,
                        "it has not ended after \(Int(hook.timeout)) s\(state)",
                        task,
                        id
                    )
                }
                try await Task.sleep(for: .seconds(Self.interval))
            }
        }
    }

    private func failure(_ kind: Failure.Kind, _ reason: String, _ task: SwarmTask?, _ id: String) async
        -> Failure
    {
        Failure(
            kind,
            "the \(hook.title) failed: \(reason)",
            notes: await TaskReport(client: client).notes(about: task, of: id),
            hint: kind == .timeout ? "give it longer with 'hook-timeout' or --timeout" : nil
        )
    }

    private var isTerminal: Bool {
        spec.at("TaskTemplate", "ContainerSpec", "TTY")?.boolValue ?? false
    }

    private func delete(_ id: String) async throws {
        do {
            if let service = try await client.service(id) { try await JobStop(client: client).stop(service) }
            try await client.deleteService(id: id, name: name)
        } catch let failure as Failure where failure.engineError?.isNotFound == true {
            return
        }
    }
}
