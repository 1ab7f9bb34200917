import ArgumentParser
import Charts
import Diagnostics
import Releases
import Values

/// `davit install NAME CHART`.
struct InstallCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Install a chart as a new release.",
        discussion: """
            CHART is a folder, a .tgz file, REPOSITORY/CHART, or a URL. The command returns when the \
            services run.
            """
    )

    @Argument(help: "The release's name (left out with --generate-name), and the chart.")
    var names: [String]

    @Flag(name: [.customShort("g"), .customLong("generate-name")], help: "Make up a name.")
    var generateName = false

    @Flag(help: "Use the name of a release that failed, or was uninstalled with its history kept.")
    var replace = false

    @Flag(help: "Do not print the chart's notes.")
    var hideNotes = false

    @Flag(help: "Do not check the values against the chart's schema.")
    var skipSchemaValidation = false

    @OptionGroup(title: "Values") var values: ValuesOptions
    @OptionGroup(title: "Chart") var chart: ChartOptions
    @OptionGroup(title: "Operation") var flags: OperationFlags
    @OptionGroup(title: "Waiting") var wait: WaitOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var labels: LabelOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let (given, reference) = try split()
        let source = try await ChartSource(context, global).find(reference, chart)
        let release = given ?? ReleaseNameMaker.make(for: source.name)
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
        let result = try await Install(
            release: release,
            values: .object(try values.merged(exactNumbers: true)),
            replace: replace,
            options: options,
            makeContent: content.make
        ).run(in: chosen.environment)
        try ReleasePrinter(context, global).print(result, as: output.format, showsNotes: !hideNotes)
    }

    private func split() throws(Failure) -> (name: String?, chart: String) {
        switch (names.count, generateName) {
        case (2, false): return (names[0], names[1])
        case (1, true): return (nil, names[0])
        case (1, false):
            throw Failure(
                .usage,
                "a name for the release is missing",
                hint: "davit install NAME \(names[0]), or davit install --generate-name \(names[0])"
            )
        case (2, true):
            throw Failure(
                .usage,
                "a name and --generate-name cannot be given together",
                hint: "leave one out"
            )
        default:
            throw Failure(.usage, "install takes a name and a chart", hint: "davit install NAME CHART")
        }
    }
}
