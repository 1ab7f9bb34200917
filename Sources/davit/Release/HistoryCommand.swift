import ArgumentParser
import Releases
import Values

/// `davit history NAME`.
struct HistoryCommand: ReleaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the revisions of a release.",
        aliases: ["hist"]
    )

    @Argument(help: "The release.")
    var release: String

    @Option(
        name: .customLong("max"),
        help: ArgumentHelp("At most this many, the newest.", valueName: "number")
    )
    var maximum = 256

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let chosen = try await TargetResolver(context, global, target).resolve(.read)
        let revisions = try await History(release: release, maximum: maximum).run(in: chosen.environment)
        try context.render(.array(revisions.map(value)), as: output.format) {
            var table = Table("REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION")
            for revision in revisions {
                table.add(
                    String(revision.revision),
                    Timestamp.text(revision.updated),
                    revision.status.rawValue,
                    revision.chart.label,
                    revision.chart.appVersion,
                    revision.description
                )
            }
            return table.lines()
        }
    }

    private func value(_ revision: RevisionSummary) -> Value {
        [
            "revision": .int(Int64(revision.revision)),
            "updated": .string(Timestamp.rfc3339(revision.updated)),
            "status": .string(revision.status.rawValue),
            "chart": .string(revision.chart.label),
            "app_version": .string(revision.chart.appVersion),
            "description": .string(revision.description),
        ]
    }
}
