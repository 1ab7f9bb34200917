internal import Charts
internal import Diagnostics
internal import OrderedCollections
internal import Values
internal import Versions

/// Puts one prerequisite in place: its release is there, records who needs it, and serves.
///
/// Of several operations that need the same one, the lease of its release decides who installs it; the others wait
/// for that and find it there.
struct PrerequisitePlacement: Sendable {
    let node: PrerequisiteNode
    let graph: PrerequisiteGraph
    /// That of the node's namespace.
    let environment: ReleaseEnvironment
    let options: OperationOptions

    private var release: String { node.key.release }

    func run() async throws {
        guard case .provided = node.state else {
            do {
                let deadline = ContinuousClock.now + .seconds(node.timeout)
                try await haveInstalled(until: deadline)
                try await PrerequisiteWatch(node: node, environment: environment, report: options.report)
                    .wait(until: deadline)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                throw failure(Failure(error, of: "install", release: release))
            }
            return
        }
    }

    private func haveInstalled(until deadline: ContinuousClock.Instant) async throws {
        while true {
            let state = try await environment.ledger.freeState(
                of: release,
                settings: environment.lease,
                until: deadline
            )
            let isThere = state.inForce != nil && state.isSettled
            do {
                if !isThere { try await install(state) }
                try await register(until: deadline)
                return
            } catch let failure as Failure where failure.kind == .conflict && ContinuousClock.now < deadline {
                // Somebody else was faster: what they make of it is looked at again.
                let current = try await environment.ledger.state(of: release)
                guard current.head != state.head || current.head?.lease != nil else { throw failure }
            }
        }
    }

    private func install(_ state: ReleaseState) async throws {
        guard case .missing(let found) = node.state else {
            guard state.inForce != nil else {
                throw Failure(
                    .conflict,
                    "the release '\(node.key)' was there and has been removed meanwhile",
                    hint: "repeat the command"
                )
            }
            return
        }
        options.report(.step("installing the prerequisite \(node.key): \(found.chart.metadata.fullName)"))
        var own = OperationOptions()
        // What comes after cannot be done before it runs.
        own.wait = true
        own.timeout = node.timeout
        own.lockTimeout = node.timeout
        own.imagePolicy = options.imagePolicy
        own.historyMax = options.historyMax
        own.requested = ["prerequisiteOf": .string(node.requirements[0].dependent.description)]
        own.report = options.report
        own.isAutomatic = true
        own.requiredBy = dependents
        let content = ChartContent(
            chart: found.chart,
            given: UserValues(),
            variables: [:],
            target: environment.orchestrator.kind
        )
        let values = node.requirements.reduce(into: Value.Object()) { result, requirement in
            result = ValueMerging.override(result, with: requirement.prerequisite.values)
        }
        let recorded = graph.recorded(for: node.key)
        // An upgrade goes on with what a failed try has left; it needs that there is something.
        if let newest = state.newest, newest.status != .uninstalled {
            var upgrade = Upgrade(
                release: release,
                namespace: environment.namespace,
                values: .object(values),
                options: own,
                makeContent: content.make
            )
            upgrade.recorded = recorded
            _ = try await upgrade.run(in: environment)
        } else {
            var install = Install(
                release: release,
                namespace: environment.namespace,
                values: .object(values),
                replace: state.newest != nil,
                options: own,
                makeContent: content.make
            )
            install.recorded = recorded
            _ = try await install.run(in: environment)
        }
    }

    /// Who needs it, with the ranges that its versions are to stay in.
    private var dependents: [Dependent] {
        node.requirements.map { requirement in
            Dependent(
                release: requirement.dependent.release,
                namespace: requirement.dependent.namespace,
                version: requirement.prerequisite.version?.text ?? ""
            )
        }
    }

    private func register(until deadline: ContinuousClock.Instant) async throws {
        for dependent in dependents {
            try await environment.ledger.register(
                dependent,
                on: release,
                settings: environment.lease,
                until: deadline
            )
        }
    }

    private func failure(_ cause: Failure) -> Failure {
        var failure = cause
        let dependents = node.requirements.map { "'\($0.dependent.release)'" }.joined(separator: " and ")
        failure.message = "the prerequisite '\(node.key)' of \(dependents) is not in place: \(cause.message)"
        failure.hint =
            cause.kind == .timeout
            // The time of the command itself is for the release that it names.
            ? "see why, then repeat the command, which goes on from there; 'timeout' of the prerequisite in "
                + "Chart.yaml gives it longer"
            : cause.hint ?? "repeat the command when it is repaired; it goes on from there"
        failure.notes.append("nothing that needs it was installed")
        return failure
    }
}
