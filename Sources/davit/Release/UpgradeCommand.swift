import ArgumentParser
import Charts
import Diagnostics
import Releases
import Values

/// `davit upgrade NAME [CHART]`.
struct UpgradeCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Give a release other values or another version of its chart.",
        discussion: """
            Without CHART the release's recorded chart is used. Values given earlier stay unless they are \
            given anew; --reset-values forgets them.
            """
    )

    @Argument(help: "The release.")
    var release: String

    @Argument(help: "The chart: a folder, a .tgz file, REPOSITORY/CHART, or a URL.")
    var chart: String?

    @Flag(name: [.short, .long], help: "Install the release if there is none.")
    var install = false

    @OptionGroup var reuse: ReuseOptions

    @Flag(help: "Do not print the chart's notes.")
    var hideNotes = false

    @Flag(help: "Do not check the values against the chart's schema.")
    var skipSchemaValidation = false

    @OptionGroup(title: "Values") var values: ValuesOptions
    @OptionGroup(title: "Chart") var chartOptions: ChartOptions
    @OptionGroup(title: "Operation") var flags: OperationFlags
    @OptionGroup(title: "Waiting") var wait: WaitOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var labels: LabelOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let reuse = try reuse.reuse()
        if install, chart == nil {
            throw Failure(
                .usage,
                "--install needs a chart",
                hint: "davit upgrade --install \(release) CHART"
            )
        }
        var source: Chart?
        if let chart { source = try await ChartSource(context, global).find(chart, chartOptions) }
        let chosen = try await TargetResolver(context, global, target).resolve(.change)
        let values = try await ValuesReader(context, global).read(self.values)
        let progress = ProgressPrinter(context, color: global.color)
        var options = try flags.options(wait, context, report: progress.report)
        options.labels = try labels.all()
        let content = ChartContent(
            chart: source,
            given: values,
            variables: try variables.all(context),
            target: chosen.orchestrator.kind,
            validatesSchema: !skipSchemaValidation
        )
        let result = try await Upgrade(
            release: release,
            values: .object(try values.merged(exactNumbers: true)),
            reuse: reuse,
            install: install,
            options: options,
            makeContent: content.make
        ).run(in: chosen.environment)
        try ReleasePrinter(context, global).print(result, as: output.format, showsNotes: !hideNotes)
    }
}
