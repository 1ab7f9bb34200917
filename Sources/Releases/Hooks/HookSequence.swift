internal import Compose
internal import Diagnostics

/// Runs the hooks of a revision, one after the other.
struct HookSequence: Sendable {
    let orchestrator: any Orchestrator
    let deployment: Deployment
    let operation: OperationContext

    /// Runs the hooks of an event, those of lower weight first.
    ///
    /// Networks, configs and secrets that they use are made before, where they are missing.
    ///
    /// - Returns: False when there are none, and nothing was asked or done.
    /// - Throws: What the first hook that fails ends in; those after it do not run.
    func run(_ event: Directives.Hook) async throws -> Bool {
        let hooks = deployment.desired.hooks(for: event, timeout: operation.timeout)
        guard !hooks.isEmpty else { return false }
        let plan = try await prepare(hooks)
        for hook in hooks {
            try await operation.checkpoint()
            try await plan.run(hook, operation: operation)
        }
        return true
    }

    /// Makes what the services among the hooks use.
    ///
    /// - Returns: A plan that knows what there is by then.
    func prepare(_ hooks: [Hook]) async throws -> any ReleasePlan {
        let plan = try await orchestrator.plan(deployment)
        try throwErrors(in: plan.diagnostics)
        let services = hooks.filter { $0.object == nil }.map(\.name)
        if services.isEmpty { return plan }
        try await plan.makeObjects(usedBy: services, operation: operation)
        return try await orchestrator.plan(deployment)
    }
}

extension Deployment {
    /// What a recorded revision asks an engine to run, under the number `revision`.
    init(recorded record: RevisionRecord, revision: Int, imagePolicy: ImagePolicy) {
        self.init(
            release: record.release,
            namespace: record.namespace,
            revision: revision,
            chart: record.chart.label,
            desired: record.desired,
            images: record.images,
            imagePolicy: imagePolicy
        )
    }
}
