import ArgumentParser
import Charts
import Diagnostics
import Releases

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

    @Argument(help: "The release's name (default: the chart's), and the chart.")
    var names: [String]

    @Flag(name: [.customShort("g"), .customLong("generate-name")], help: "Make up a name.")
    var generateName = false

    @Flag(help: "Use the name of a release that failed, or was uninstalled with its history kept.")
    var replace = false

    @OptionGroup var change: ChangeOptions
    var target: TargetOptions { change.target }
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let (given, reference) = try split()
        let source = try await ChartSource(context, global).find(reference, change.chart)
        let request = try await change.request(for: source, context, global)
        defer { request.progress.finish() }
        let result = try await Install(
            release: given ?? (generateName ? ReleaseNameMaker.make(for: source.name) : source.name),
            values: request.values,
            replace: replace,
            options: request.options,
            prerequisites: change.prerequisites(of: source, from: reference, request, context, global),
            makeContent: request.content.make
        ).run(in: request.environment)
        try change.print(result, of: request, context, global)
    }

    private func split() throws(Failure) -> (name: String?, chart: String) {
        switch (names.count, generateName) {
        case (2, false): return (names[0], names[1])
        case (1, _): return (nil, names[0])
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
