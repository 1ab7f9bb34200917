package import Charts
import Compose
import Diagnostics
import OrderedCollections
import Values

/// Makes the content of a revision from a chart: renders it and loads the result as a project.
package struct ChartContent: Sendable {
    /// The chart, or nil for the one that the release's record has.
    package var chart: Chart?
    /// The values given this time; the chart decides how their numbers are read.
    package var given: UserValues
    /// What `$VAR` in Compose documents is resolved from.
    package var variables: [String: String]
    package var target: TargetKind
    package var validatesSchema: Bool

    package init(
        chart: Chart?,
        given: UserValues,
        variables: [String: String],
        target: TargetKind,
        validatesSchema: Bool = true
    ) {
        self.chart = chart
        self.given = given
        self.variables = variables
        self.target = target
        self.validatesSchema = validatesSchema
    }

    /// Renders the chart for one revision.
    ///
    /// - Throws: `.refused` when the chart is not for this target, `.notFound` when there is no chart, and
    ///   every error of values, templates and Compose documents.
    package func make(_ request: RenderRequest) async throws -> ReleaseContent {
        var chart: Chart
        if let given = self.chart {
            chart = given
        } else if let previous = request.previous {
            let archive = try await previous.archive()
            chart = try Chart.load(archive: archive, origin: previous.record.chart.label)
        } else {
            throw Failure(.notFound, "no chart is given for '\(request.release)'", hint: "name a chart")
        }
        try chart.requireInstallable(on: target, request.facts)
        let archive = try chart.archive()
        if let defaults = request.defaults?.objectValue { chart.values = numbers(defaults, chart) }
        // Recorded numbers come back from JSON; those given now keep the type the command line gave them.
        let recorded = numbers(request.userValues.objectValue ?? [:], chart)
        let given = try given.merged(exactNumbers: chart.metadata.hasExactNumbers)
        let user = ValueMerging.override(recorded, with: given)
        var input = RenderInput(
            release: ReleaseFacts(
                name: request.release,
                namespace: request.namespace,
                revision: request.revision,
                isInstall: request.isInstall
            ),
            target: target.rawValue,
            validatesSchema: validatesSchema
        )
        input.describe(request.facts)
        if input.kubernetes.isLive {
            // The definitions are there before what is rendered is applied, as Helm has it.
            input.kubernetes.apiVersions += try chart.definedVersions()
        }
        let rendering = LiveRendering(
            chart: chart,
            user: user,
            input: input,
            orchestrator: request.orchestrator
        )
        let (rendered, lookups) = try await rendering.render()
        let loaded = try rendered.project(variables: variables, target: target.rawValue)
        let own = try rendered.kubernetesObjects()
        return ReleaseContent(
            chartMetadata: .object(chart.metadata.document),
            chartName: chart.metadata.name,
            chartVersion: chart.metadata.version,
            appVersion: chart.metadata.appVersion,
            archive: archive,
            userValues: request.userValues,
            mergedValues: .object(rendered.values),
            secretPaths: chart.secretPaths,
            project: loaded.project,
            objects: own.objects.map(\.value),
            hooks: own.hooks.map(\.value),
            definitions: own.definitions.map(\.value),
            notes: rendered.notes,
            diagnostics: lookups + loaded.diagnostics
        )
    }

    private func numbers(_ values: Value.Object, _ chart: Chart) -> Value.Object {
        chart.metadata.hasExactNumbers ? values : values.mapValues(\.withDoubles)
    }
}

extension Chart {
    /// Checks what can be known of a chart before it is rendered.
    ///
    /// - Throws: `.refused` when it is a library or for another target or another version of it, `.invalidInput`
    ///   when a dependency is not in it.
    func requireInstallable(on target: TargetKind, _ facts: EngineFacts) throws(Failure) {
        if metadata.isLibrary {
            throw Failure(
                .refused,
                "'\(name)' is a library chart and cannot be installed",
                hint: "make it a dependency of a chart of your own"
            )
        }
        guard metadata.targets.isEmpty || metadata.targets.contains(target.rawValue) else {
            throw Failure(
                .refused,
                "'\(name)' is made for \(metadata.targets.joined(separator: " and ")), not for "
                    + "\(target.rawValue)",
                hint: "add --target \(metadata.targets[0])"
            )
        }
        try requireDependencies()
        if let kubernetes = facts.kubernetes { try requireKubernetes(kubernetes) }
    }
}

extension RenderInput {
    /// Takes over what an engine says of itself.
    mutating func describe(_ facts: EngineFacts) {
        engineVersion = facts.kubernetes == nil ? facts.version : nil
        nodes = facts.kubernetes == nil ? facts.nodes : 0
        if let facts = facts.kubernetes { kubernetes = facts }
    }
}
