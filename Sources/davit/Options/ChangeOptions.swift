import ArgumentParser
import Charts
import Releases
import Values

/// What commands take that make a revision out of a chart and values.
struct ChangeOptions: ParsableArguments, Sendable {
    @Flag(help: "Do not print the chart's notes.")
    var hideNotes = false

    @Flag(help: "Do not check the values against the chart's schema.")
    var skipSchemaValidation = false

    @OptionGroup(title: "Values") var values: ValuesOptions
    @OptionGroup(title: "Chart") var chart: ChartOptions
    @OptionGroup(title: "Operation") var flags: OperationFlags
    @OptionGroup(title: "Operation") var images: ImageOptions
    @OptionGroup(title: "Operation") var prerequisite: PrerequisiteOptions
    @OptionGroup(title: "Waiting") var wait: WaitOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var labels: LabelOptions
    @OptionGroup var output: OutputOptions

    /// Finds the target, reads values and variables, and starts showing what goes on.
    ///
    /// - Parameter chart: The chart, or nil to take the one of the release's record.
    func request(for chart: Chart?, _ context: Context, _ global: GlobalOptions) async throws
        -> ChangeRequest
    {
        let chosen = try await TargetResolver(context, global, target, flags).resolve(.change)
        let given = try await ValuesReader(context, global).read(values)
        let progress = ProgressPrinter(context, color: global.color)
        var options = try flags.options(wait, context, images: images, report: progress.report)
        options.labels = try labels.all()
        options.ignoreDependents = prerequisite.ignoreDependents
        let content = ChartContent(
            chart: chart,
            given: given,
            variables: try variables.all(context),
            target: chosen.orchestrator.kind,
            validatesSchema: !skipSchemaValidation
        )
        return ChangeRequest(
            environment: chosen.environment,
            values: .object(try given.merged(exactNumbers: true)),
            options: options,
            content: content,
            progress: progress
        )
    }

    /// Prints what came of it.
    func print(
        _ result: OperationResult,
        of request: ChangeRequest,
        _ context: Context,
        _ global: GlobalOptions
    ) throws {
        request.progress.finish()
        try ReleasePrinter(context, global).print(result, as: output.format, showsNotes: !hideNotes)
    }
}

/// A command line that asks for a revision, in the terms of the verbs.
struct ChangeRequest: Sendable {
    var environment: ReleaseEnvironment
    /// The values given by the user.
    var values: Value
    var options: OperationOptions
    var content: ChartContent
    /// Shows what goes on; to be finished before anything else is printed.
    var progress: ProgressPrinter
}
