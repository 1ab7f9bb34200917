import ArgumentParser
import Charts
import Diagnostics
import Releases

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

    @OptionGroup var change: ChangeOptions
    var target: TargetOptions { change.target }
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
        if let chart { source = try await ChartSource(context, global).find(chart, change.chart) }
        let request = try await change.request(for: source, context, global)
        defer { request.progress.finish() }
        let result = try await Upgrade(
            release: release,
            values: request.values,
            reuse: reuse,
            install: install,
            options: request.options,
            prerequisites: change.prerequisites(of: source, from: chart, request, context, global),
            makeContent: request.content.make
        ).run(in: request.environment)
        try change.print(result, of: request, context, global)
    }
}
