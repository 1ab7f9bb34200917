internal import Charts
internal import Diagnostics
internal import Values

/// Waits until a prerequisite serves: its release runs, what it provides is served, and its `ready` rules hold.
struct PrerequisiteWatch: Sendable {
    let node: PrerequisiteNode
    let environment: ReleaseEnvironment
    let report: @Sendable (ProgressEvent) -> Void

    /// Seconds between two looks.
    private static let interval = 0.5

    /// - Throws: `.timeout` with what is missing, `.refused` when waiting is of no use, `CancellationError`.
    func wait(until deadline: ContinuousClock.Instant) async throws {
        var told: String?
        while true {
            let obstacle: String
            do {
                guard let found = try await self.obstacle() else { return }
                obstacle = found
            } catch let failure as Failure where failure.kind == .unavailable {
                // An API server that goes on with new definitions may be away for a moment.
                obstacle = failure.message
            }
            if ContinuousClock.now >= deadline {
                throw Failure(
                    .timeout,
                    "it is not ready after \(Int(node.timeout)) s: \(obstacle)"
                )
            }
            if told != obstacle { report(.step("waiting for the prerequisite \(node.key): \(obstacle)")) }
            told = obstacle
            try await Task.sleep(for: .seconds(Self.interval))
        }
    }

    /// Why it does not serve yet; nil when it does.
    func obstacle() async throws -> String? {
        if let found = try await releaseObstacle() { return found }
        for provided in node.provides {
            switch try await environment.orchestrator.provision(of: provided) {
            // That its own release runs is known by now; not every engine can tell what looks after a kind.
            case .healthy, .unattended: continue
            case .absent: return "'\(provided)' is not served yet"
            case .unhealthy(let reason): return "'\(provided)' does not work yet: \(reason)"
            }
        }
        for rule in node.ready {
            if let found = try await obstacle(for: rule) { return found }
        }
        return nil
    }

    /// What is wrong with what the release runs.
    private func releaseObstacle() async throws -> String? {
        let state = try await environment.ledger.state(of: node.key.release)
        guard let current = state.inForce else { return "its release is not in force" }
        let record = try await environment.ledger.record(of: current)
        let live = try await environment.orchestrator.status(of: node.key.release, desired: record.desired)
        // A target that runs nothing by itself has done what it can.
        guard live.runs else { return nil }
        // Jobs that have ended may be cleared away.
        if let missing = live.missing.first(where: { $0.kind != "job" }) {
            throw Failure(
                .refused,
                "\(missing) is gone",
                hint: "davit upgrade \(node.key.release)"
                    + (node.key.namespace.isEmpty ? "" : " -n \(node.key.namespace)") + " puts it back"
            )
        }
        guard let late = live.services.first(where: { $0.running < $0.desired }) else { return nil }
        let reason = late.message.map { " (\($0))" } ?? ""
        return "'\(late.name)' has \(late.running) of \(late.desired) running\(reason)"
    }

    private func obstacle(for rule: ReadinessRule) async throws -> String? {
        let orchestrator = environment.orchestrator
        let object = try await orchestrator.lookup(
            kind: rule.kind,
            namespace: environment.namespace(of: node.key.release),
            name: rule.name
        )
        if case .condition(let type) = rule.test, let object, object.at("status", "conditions") == nil {
            // An engine that knows no conditions tells how much of a service runs.
            let live = try await orchestrator.status(of: node.key.release, desired: nil)
            if let service = live.services.first(where: { $0.name == rule.name }) {
                return service.running >= service.desired && service.desired > 0
                    ? nil
                    : "\(rule.object) is not '\(type)': \(service.running) of \(service.desired) run"
            }
        }
        return rule.obstacle(in: object)
    }
}
