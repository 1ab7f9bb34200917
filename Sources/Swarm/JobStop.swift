import Diagnostics
import DockerAPI
import Values

/// Ends the tasks of a job that is about to be deleted.
///
/// Engines up to 20.10 and perhaps newer ones let the running tasks of a deleted job run on. A new run of the
/// job ends those of the former one, so it is given a run in which there is nothing to do.
struct JobStop: Sendable {
    let client: DockerClient

    /// Seconds between two looks.
    private static let interval = 0.2

    /// Returns when no task of the job is left at work, or after the time that one may take to end.
    func stop(_ service: SwarmObject) async throws {
        let mode = SpecComparison.mode(of: service.spec)
        guard mode.hasSuffix("Job") else { return }
        guard try await isRunning(service.id) else { return }
        for attempt in 1... {
            guard let live = try await client.service(service.id) else { return }
            do {
                try await client.updateService(live, spec: Self.idle(live.spec, mode: mode))
                break
            } catch let failure as Failure where failure.engineError?.isOutOfSequence == true {
                // The engine itself writes the state of a job into it.
                guard attempt < 10 else { throw failure }
            }
        }
        let grace = service.spec.at("TaskTemplate", "ContainerSpec", "StopGracePeriod")?.doubleValue
        let deadline = ContinuousClock.now + .seconds((grace ?? 10_000_000_000) / 1_000_000_000 + 10)
        while ContinuousClock.now < deadline, try await isRunning(service.id) {
            try await Task.sleep(for: .seconds(Self.interval))
        }
    }

    /// The spec with nothing to do.
    private static func idle(_ spec: Value, mode: String) -> Value {
        mode == "GlobalJob"
            ? spec.setting(["TaskTemplate", "Placement", "Constraints"], ["node.id == none"])
            : spec.setting(["Mode", "ReplicatedJob"], ["MaxConcurrent": 0, "TotalCompletions": 0])
    }

    private func isRunning(_ id: String) async throws -> Bool {
        try await client.tasks(EngineFilters().adding("service", [id])).contains { !$0.state.isTerminal }
    }
}
