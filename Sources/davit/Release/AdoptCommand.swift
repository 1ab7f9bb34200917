import ArgumentParser
import Charts
import Diagnostics
import FoundationEssentials
import OrderedCollections
import Releases
import Values

/// `davit adopt STACK [CHART]`.
struct AdoptCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Take over a running stack as a release, without restarting it.",
        discussion: """
            The stack is one that 'docker stack deploy' has made; the release gets its name. Without CHART a \
            chart is made of what runs, and kept in the release's record. With a CHART that would change what \
            runs nothing is done, unless --apply is given. No task is restarted by adopting.
            """
    )

    @Argument(help: "The stack.")
    var stack: String

    @Argument(help: "The chart: a folder, a .tgz file, REPOSITORY/CHART, or a URL.")
    var chart: String?

    @Flag(help: "Change the stack where the chart says something else than what runs.")
    var apply = false

    @Option(
        help: ArgumentHelp("Also write the chart that is made into this folder.", valueName: "folder")
    )
    var outputDir: String?

    @Option(help: ArgumentHelp("Show what would be done and write nothing.", valueName: "how"))
    var dryRun = "none"

    @Option(help: ArgumentHelp("A text for the history.", valueName: "text"))
    var description: String?

    @OptionGroup(title: "Values") var values: ValuesOptions
    @OptionGroup(title: "Chart") var chartOptions: ChartOptions
    @OptionGroup(title: "Waiting") var wait: WaitOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var labels: LabelOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        if let outputDir {
            guard chart == nil else {
                throw Failure(
                    .usage,
                    "--output-dir is for a chart that is made, and one is given",
                    hint: "leave one out"
                )
            }
            guard !FileManager.default.fileExists(atPath: context.path(outputDir)) else {
                throw Failure(.conflict, "'\(outputDir)' exists already", hint: "choose another folder")
            }
        }
        var source: Chart?
        if let chart { source = try await ChartSource(context, global).find(chart, chartOptions) }
        let chosen = try await TargetResolver(context, global, target).resolve(.change)
        let progress = ProgressPrinter(context, color: global.color)
        var options = OperationOptions()
        options.wait = wait.wait
        options.timeout = wait.timeout.seconds
        options.lockTimeout = wait.lockTimeout.seconds
        options.dryRun = try OperationFlags.isDryRun(dryRun)
        options.description = description
        options.labels = try labels.all()
        options.requested = ["adopt": true]
        options.report = progress.report
        let result = try await Adopt(
            stack: stack,
            chart: source,
            values: try await ValuesReader(context, global).read(values),
            variables: try variables.all(context),
            apply: apply,
            options: options
        ).run(in: chosen.environment)
        if let outputDir { try write(result.files, to: outputDir, context) }
        let printer = ReleasePrinter(context, global)
        printer.tell(result.operation.diagnostics)
        try context.render(printer.value(result.operation), as: output.format) {
            lines(result, ChangePrinter(style: printer.style))
        }
    }

    private func lines(_ result: AdoptionResult, _ printer: ChangePrinter) -> [String] {
        let record = result.operation.record
        var lines: [String] = []
        if result.operation.outcome == .planned {
            lines.append(
                "The stack \(stack) would become the release \(record.release), \(record.chart.label)."
            )
            if result.changes.isEmpty {
                lines.append("Nothing of it would change, and no task would restart.")
            } else {
                lines.append(apply ? "It would be changed:" : "It is not what the chart says:")
                lines += printer.lines(result.changes)
                lines += ["", "\(printer.summary(result.changes))."]
                if !apply { lines.append("It is adopted only with '--apply', which changes it.") }
            }
        } else {
            lines.append(
                "The stack \(stack) is the release \(record.release) now: \(record.chart.label), "
                    + "revision \(record.revision)."
            )
            if result.changes.isEmpty { lines.append("No task was restarted.") }
        }
        if let outputDir { lines.append("Its chart is in \(outputDir).") }
        return lines
    }

    private func write(_ files: [ChartFile], to folder: String, _ context: Context) throws {
        for file in files { try context.writeFile(file.bytes, to: "\(folder)/\(file.path)") }
    }
}
