package import Charts
internal import Diagnostics
internal import Values

/// Takes over a running stack: its first revision says what runs, and no task is restarted.
package struct Adopt: Sendable {
    /// The stack, which gives the release its name: the names of its objects begin with it.
    package var stack: String
    /// The chart to take it over with; nil makes one of what runs.
    package var chart: Chart?
    /// The values given by the user.
    package var values: UserValues
    package var variables: [String: String]
    /// Change the stack where the chart says something else than what runs.
    package var apply: Bool
    package var options: OperationOptions

    package init(
        stack: String,
        chart: Chart? = nil,
        values: UserValues = UserValues(),
        variables: [String: String] = [:],
        apply: Bool = false,
        options: OperationOptions = .init()
    ) {
        self.stack = stack
        self.chart = chart
        self.values = values
        self.variables = variables
        self.apply = apply
        self.options = options
    }

    /// Adopts the stack.
    ///
    /// - Returns: What came of it, and the chart that was made.
    /// - Throws: `.notFound` when there is no such stack, `.conflict` when it or its name belongs to a release,
    ///   `.refused` when the chart would change what runs and `apply` is not set.
    package func run(in environment: ReleaseEnvironment) async throws -> AdoptionResult {
        try checkName()
        let running = try await environment.orchestrator.stack(named: stack)
        let files =
            chart == nil
            ? try ProjectChart.files(name: stack, project: running.project) : []
        let chart = try chart ?? Chart.load(files: files, origin: stack)
        var options = options
        options.adopt = true
        // What they would prepare runs already.
        options.noHooks = true
        options.description = options.description ?? "adopted"
        if !apply { options.approve = { try refuseChanges($0) } }
        let merged = try values.merged(exactNumbers: true)
        let needed = try chart.prerequisites(on: environment.orchestrator.kind.rawValue, user: merged)
        let content = ChartContent(
            chart: chart,
            given: values,
            variables: variables,
            target: environment.orchestrator.kind
        )
        var result = try await Install(
            release: stack,
            values: .object(merged),
            replace: true,
            options: options,
            makeContent: content.make
        ).run(in: environment)
        result.diagnostics = running.diagnostics + result.diagnostics
        if !needed.isEmpty {
            let names = needed.map { "'\($0.name)'" }.joined(separator: ", ")
            result.diagnostics.append(
                Diagnostic(
                    .warning,
                    "adopting leaves the prerequisites of the chart alone: \(names)",
                    hint: "'davit upgrade \(stack) CHART' puts them in place"
                )
            )
        }
        return AdoptionResult(
            operation: result,
            files: files,
            changes: result.changes.filter { !Self.isHarmless($0) }
        )
    }

    private func checkName() throws(Failure) {
        do {
            try ReleaseName.validate(stack)
        } catch {
            var failure = error
            failure.notes.append(
                "a release has the name of its stack, because services cannot be renamed without being made anew"
            )
            failure.hint =
                "deploy the stack under another name, then adopt that: docker stack deploy -c FILE NAME"
            throw failure
        }
    }

    /// Whether a change leaves every task alone: labels of services, configs and secrets only.
    ///
    /// A job runs again when anything of it is changed.
    static func isHarmless(_ change: PlannedChange) -> Bool {
        switch change.action {
        case .keep:
            return true
        case .update:
            let isLabels =
                !change.paths.isEmpty
                && change.paths.allSatisfy { $0.hasPrefix("deploy.labels.") || $0.hasPrefix("labels.") }
            return isLabels && (change.object.kind != "service" || change.paths.allSatisfy(isServiceLabel))
                && !change.restarts
        case .create, .replace, .delete:
            return false
        }
    }

    private static func isServiceLabel(_ path: String) -> Bool { path.hasPrefix("deploy.labels.") }

    private func refuseChanges(_ changes: [PlannedChange]) throws(Failure) {
        let changed = changes.filter { !Self.isHarmless($0) }
        if changed.isEmpty { return }
        let redaction = Redaction()
        throw Failure(
            .refused,
            "adopting the stack '\(stack)' with '\(chart?.name ?? stack)' would change what runs",
            notes: changed.map { change in
                let what = redaction.redacted([change])[0].differences.map(\.text).joined(separator: ", ")
                let rest =
                    change.restarts && change.paths.allSatisfy(Self.isServiceLabel)
                    ? "the job runs again" : what
                return "\(change.action.rawValue) \(change.object)"
                    + (change.action == .update || change.action == .replace ? ": \(rest)" : "")
            },
            hint: chart == nil
                ? "add '--apply' to change it"
                : "make the chart say what runs ('davit adopt \(stack) --dry-run' shows all of it), or add "
                    + "'--apply' to change the stack"
        )
    }
}

/// What came of adopting a stack.
package struct AdoptionResult: Sendable {
    package var operation: OperationResult
    /// The chart that was made; empty when one was given.
    package var files: [ChartFile]
    /// What was or would be changed besides the marks of ownership.
    package var changes: [PlannedChange]
}
