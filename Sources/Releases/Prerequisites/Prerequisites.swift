package import Charts
internal import Diagnostics
internal import OrderedCollections
package import Values

/// The prerequisites of one release, as the verbs that make a revision of it need them.
package struct Prerequisites: Sendable {
    /// The chart, or nil for the one that the release's record has.
    package var chart: Chart?
    /// The user's values, which decide on subcharts.
    package var user: Value.Object
    /// Where the chart came from.
    package var origin: ChartOrigin
    package var source: PrerequisiteSource
    /// Leave them alone, whatever the chart says.
    package var isSkipped: Bool

    package init(
        chart: Chart?,
        user: Value.Object = [:],
        origin: ChartOrigin = .unknown,
        source: PrerequisiteSource,
        isSkipped: Bool = false
    ) {
        self.chart = chart
        self.user = user
        self.origin = origin
        self.source = source
        self.isSkipped = isSkipped
    }

    /// Resolves the whole graph; changes nothing.
    ///
    /// - Parameters:
    ///   - release: The release that is to have them.
    ///   - environment: The engine.
    /// - Returns: The graph, without nodes when there are no prerequisites on this target.
    /// - Throws: What stands in the way of any installation: cycles, versions, charts that are not found.
    package func resolve(
        for release: ReleaseKey,
        in environment: ReleaseEnvironment
    ) async throws -> PrerequisiteGraph {
        let wanted = try await wanted(by: release, in: environment)
        if wanted.isEmpty { return PrerequisiteGraph(root: release, nodes: []) }
        var resolution = PrerequisiteResolution(
            root: release,
            prerequisites: wanted,
            origin: origin,
            source: source,
            environment: environment
        )
        return try await resolution.resolve()
    }

    private func wanted(
        by release: ReleaseKey,
        in environment: ReleaseEnvironment
    ) async throws -> [Prerequisite] {
        let target = environment.orchestrator.kind.rawValue
        if let chart { return try chart.prerequisites(on: target, user: user) }
        let ledger = environment.ledger
        let state = try await ledger.state(of: release.release)
        guard let summary = state.inForce ?? state.newest else { return [] }
        let record = try await ledger.record(of: summary)
        let metadata = record.chartMetadata
        // Only with one of these can the chart have any, and so it is not read for nothing.
        guard metadata["prerequisites"] != nil || metadata["dependencies"] != nil else { return [] }
        let archive = try await ledger.archive(of: record)
        let chart = try Chart.load(archive: archive, origin: record.chart.label)
        let given = ValueMerging.override(record.userValues.objectValue ?? [:], with: user)
        return try chart.prerequisites(on: target, user: given)
    }

    /// Why a prerequisite whose release is there does not serve; nil when it does.
    package func obstacle(
        of node: PrerequisiteNode,
        in environment: ReleaseEnvironment
    ) async throws -> String? {
        guard case .installed = node.state else { return nil }
        let watch = PrerequisiteWatch(
            node: node,
            environment: environment.at(node.key.namespace),
            report: { _ in }
        )
        do {
            return try await watch.obstacle()
        } catch let failure as Failure where failure.kind == .refused {
            return failure.message
        }
    }

    /// What putting everything in place came to.
    struct Outcome: Sendable {
        var graph: PrerequisiteGraph
        /// What the record of the release says of it; nil to leave what it said before.
        var recorded: [Value]?
        /// The facts that its chart is rendered with where nothing was done.
        var assumed: EngineFacts?
    }

    /// Puts everything in place, in its order, each as an operation of its own, and waits until it serves.
    ///
    /// Nothing is changed before the whole graph is known, every chart of it can be installed here, and `trial` has
    /// not thrown. What fails leaves what was put in place before, and nothing later is begun.
    ///
    /// - Parameters:
    ///   - release: The release that needs them.
    ///   - options: What it is installed with.
    ///   - environment: The engine.
    ///   - trial: Prepares the release as if everything was in place.
    func putInPlace(
        for release: ReleaseKey,
        options: OperationOptions,
        in environment: ReleaseEnvironment,
        trial: (EngineFacts) async throws -> Void
    ) async throws -> Outcome {
        if isSkipped {
            let graph = PrerequisiteGraph(root: release, nodes: [])
            let skipped = try await wanted(by: release, in: environment)
            if !skipped.isEmpty {
                let names = skipped.map { "'\($0.name)'" }.joined(separator: ", ")
                options.report(
                    .diagnostic(Diagnostic(.warning, "the prerequisites are left alone: \(names)"))
                )
            }
            return Outcome(graph: graph, recorded: nil)
        }
        let wanted = try await wanted(by: release, in: environment)
        if wanted.isEmpty { return Outcome(graph: PrerequisiteGraph(root: release, nodes: []), recorded: []) }
        let facts = try await environment.orchestrator.facts()
        try chart?.requireInstallable(on: environment.orchestrator.kind, facts)
        let graph = try await resolve(for: release, in: environment)
        try graph.checkInstallable(on: environment.orchestrator.kind, facts)
        let assumed = graph.assumed(facts)
        let recorded = graph.recorded(for: release)
        if options.dryRun { return Outcome(graph: graph, recorded: recorded, assumed: assumed) }
        try await trial(assumed)
        for line in graph.lines { options.report(.step(line)) }
        for node in graph.nodes {
            let placement = PrerequisitePlacement(
                node: node,
                graph: graph,
                environment: environment.at(node.key.namespace),
                options: options
            )
            try await placement.run()
            await environment.orchestrator.invalidateFacts()
        }
        return Outcome(graph: graph, recorded: recorded)
    }
}

extension PrerequisiteGraph {
    /// The plan, a line each: `prerequisite compose/etcd-operator: etcd-operator-0.11.2 is to be installed`.
    package var lines: [String] {
        nodes.map { "prerequisite \($0.key): \($0.plan)" }
    }
}

extension PrerequisiteNode {
    /// What would be done about it, in a few words.
    package var plan: String {
        switch state {
        case .installed(let version): "\(chart)-\(version) is installed"
        case .provided: "\(provides.joined(separator: ", ")) is served already"
        case .missing(let found):
            "\(found.chart.metadata.fullName) is to be installed"
                + (isRepeated ? " (its last try failed)" : "")
        case .unhealthy(let reason): "does not work: \(reason)"
        }
    }
}
