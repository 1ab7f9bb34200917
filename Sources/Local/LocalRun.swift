internal import Compose
internal import Diagnostics
internal import OrderedCollections
internal import Releases

/// A release in the hands of a Compose tool.
struct LocalRun: Sendable {
    /// The services by what their containers do.
    struct States: Sendable {
        var running: Set<String> = []
        var ended: Set<String> = []
    }

    let tool: any ComposeRunner
    let folder: ReleaseFolder

    init(_ tool: any ComposeRunner, _ folder: ReleaseFolder) {
        self.tool = tool
        self.folder = folder
    }

    var command: String { tool.command }

    /// Starts what is not running as the file says, and stops what the file no longer has.
    ///
    /// - Returns: False when the tool has no engine to run containers with; nothing has happened then.
    /// - Throws: `.refused` with the tool's last lines.
    func start() async throws -> Bool {
        let wasRun = folder.wasRun
        // Before the first container is there, so that being killed leaves none unknown.
        try folder.markRun()
        let answer = try await run(["up", "-d", "--remove-orphans"])
        if answer.status == 0 { return true }
        if answer.isEngineMissing, !wasRun {
            try folder.unmarkRun()
            return false
        }
        throw failure(answer, "could not start '\(folder.release)'")
    }

    /// The states of the services; nil when that cannot be found out.
    func states() async throws -> States? {
        guard tool.listsServices else { return nil }
        var states = States()
        let running = try await run(["ps", "--services", "--filter", "status=running"])
        guard running.status == 0 else { return nil }
        states.running = Set(running.output.split(separator: "\n").map { String($0) })
        let ended = try await run(["ps", "--services", "--filter", "status=\(tool.endedState)"])
        if ended.status == 0 {
            states.ended = Set(ended.output.split(separator: "\n").map { String($0) }).subtracting(
                states.running
            )
        }
        return states
    }

    /// Waits until the services run, and those that run once have ended.
    ///
    /// - Throws: `.refused` with the last lines of its log when a service has ended that should not,
    ///   `.timeout` when it takes too long.
    func wait(for project: Project, _ operation: OperationContext, until deadline: ContinuousClock.Instant)
        async throws
    {
        guard tool.listsServices else {
            return operation.report(
                .diagnostic(
                    Diagnostic(.note, "'\(command)' does not tell what runs, so it is not waited for")
                )
            )
        }
        let services = project.services.values.filter { !$0.directives.isHook && $0.deploy.replicas != 0 }
        let once = Set(project.servicesThatEnd)
        var last: States?
        var isSettled = false
        while true {
            try Task.checkCancellation()
            guard let states = try await states() else {
                throw Failure(.unavailable, "'\(command)' does not answer")
            }
            report(services, states, last, operation)
            if let ended = services.first(where: { states.ended.contains($0.name) && !once.contains($0.name) }
            ) {
                throw try await ended.failure(in: self)
            }
            let waiting = services.filter { service in
                !states.running.contains(service.name)
                    && !(once.contains(service.name) && states.ended.contains(service.name))
            }
            // Seen twice, because what crashes at once runs for a moment.
            if waiting.isEmpty, isSettled { return }
            isSettled = waiting.isEmpty
            if let service = waiting.first, ContinuousClock.now >= deadline {
                throw Failure(
                    .timeout,
                    "service '\(service.name)' does not run in time",
                    notes: try await log(service.name),
                    hint: "allow more time with '--timeout 10m'"
                )
            }
            last = states
            try await Task.sleep(for: .seconds(1))
        }
    }

    /// Stops and removes containers and networks; volumes stay.
    func stop(_ services: [String], keeping kept: [String]) async throws {
        let answer =
            if kept.isEmpty {
                try await run(["down", "--remove-orphans"])
            } else {
                try await run(["rm", "-s", "-f"] + services.filter { !kept.contains($0) })
            }
        guard answer.status == 0 else { throw failure(answer, "could not stop '\(folder.release)'") }
    }

    /// The last lines that a service wrote.
    func log(_ service: String) async throws -> [String] {
        let answer = try await run(["logs", "--tail", "10", "--no-color", service])
        return answer.output.split(separator: "\n").suffix(10).map { String($0) }
    }

    private func run(_ arguments: [String]) async throws -> ComposeAnswer {
        try await tool.run(["-p", folder.release, "-f", folder.composePath] + arguments)
    }

    private func failure(_ answer: ComposeAnswer, _ message: String) -> Failure {
        Failure(
            answer.isEngineMissing ? .unavailable : .refused,
            "'\(command)' \(message) (exit status \(answer.status))",
            notes: answer.lastLines
        )
    }

    private func report(
        _ services: [Service],
        _ states: States,
        _ last: States?,
        _ operation: OperationContext
    ) {
        for service in services {
            let isRunning = states.running.contains(service.name)
            if let last, last.running.contains(service.name) == isRunning { continue }
            let desired = service.deploy.replicas ?? 1
            operation.report(
                .service(
                    ServiceProgress(
                        service: service.name,
                        state: isRunning ? .running : .starting,
                        running: isRunning ? desired : 0,
                        desired: desired
                    )
                )
            )
        }
    }
}

extension Service {
    fileprivate func failure(in run: LocalRun) async throws -> Failure {
        Failure(.refused, "service '\(name)' has ended", notes: try await run.log(name))
    }
}

extension Project {
    /// The services that are meant to end by themselves.
    fileprivate var servicesThatEnd: [String] {
        let awaited = services.values.flatMap { service in
            service.dependsOn.filter { $0.value.condition == .completed }.map(\.key)
        }
        return awaited
            + services.values.filter {
                $0.deploy.mode.isJob || $0.deploy.restartPolicy?.condition == RestartPolicy.Condition.none
            }
            .map(\.name)
    }
}
