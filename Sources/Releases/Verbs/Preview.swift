package import Charts
package import Compose
package import Diagnostics
internal import Values

/// Renders a chart as a release would be, and keeps nothing.
package struct Preview: Sendable {
    /// What came out.
    package struct Result: Sendable {
        package var chart: RenderedChart
        /// What a person should know of it.
        package var diagnostics: [Diagnostic]
    }

    private let chart: Chart
    private let given: UserValues
    private let input: RenderInput
    private let variables: [String: String]
    private let environment: ReleaseEnvironment?

    /// - Parameters:
    ///   - chart: What to render.
    ///   - given: The user's values.
    ///   - input: What templates are told.
    ///   - variables: What `$VAR` in Compose documents is resolved from.
    ///   - environment: The target to ask for its facts and objects; nil asks none.
    package init(
        chart: Chart,
        given: UserValues,
        input: RenderInput,
        variables: [String: String],
        environment: ReleaseEnvironment? = nil
    ) {
        self.chart = chart
        self.given = given
        self.input = input
        self.variables = variables
        self.environment = environment
    }

    /// Renders the chart.
    ///
    /// - Throws: Every error of values and templates, and of the engine when one is asked.
    package func render() async throws -> Result {
        var input = input
        if let orchestrator = environment?.orchestrator {
            let facts = try await orchestrator.facts()
            input.target = orchestrator.kind.rawValue
            input.describe(facts)
        }
        let rendering = LiveRendering(
            chart: chart,
            user: try given.merged(exactNumbers: chart.metadata.hasExactNumbers),
            input: input,
            orchestrator: environment?.orchestrator
        )
        let (rendered, diagnostics) = try await rendering.render()
        return Result(chart: rendered, diagnostics: diagnostics)
    }

    /// Checks that the Compose documents of a result say something sound, and with a target that it could
    /// run them.
    ///
    /// - Parameter problems: What the target cannot do of a project, as far as that is known without asking it.
    /// - Throws: What is wrong with the documents, and what the target is against.
    package func check(
        _ result: Result,
        problems: (LoadedProject) -> [Diagnostic]
    ) async throws -> [Diagnostic] {
        guard !(try result.chart.documents().isEmpty) else { return [] }
        let target = environment?.orchestrator.kind.rawValue ?? input.target
        let loaded = try result.chart.project(variables: variables, target: target)
        let own = try result.chart.kubernetesObjects()
        guard let environment else {
            // Nothing is installed here: an error of the target does not end the command.
            return (loaded.diagnostics + problems(loaded)).map { found in
                var diagnostic = found
                if diagnostic.severity == .error { diagnostic.severity = .warning }
                return diagnostic
            }
        }
        let plan = try await environment.orchestrator.plan(
            Deployment(
                release: input.release.name,
                namespace: input.release.namespace,
                revision: input.release.revision,
                chart: chart.metadata.fullName,
                desired: DesiredState(
                    project: loaded.project,
                    objects: own.objects.map(\.value),
                    hooks: own.hooks.map(\.value)
                ),
                definitions: own.definitions.map(\.value)
            )
        )
        return loaded.diagnostics + plan.diagnostics + (try await plan.preflight())
    }
}
