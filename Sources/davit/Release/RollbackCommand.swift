import ArgumentParser
import Releases

/// `davit rollback NAME [REVISION]`.
struct RollbackCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Bring back an earlier revision of a release.",
        discussion: "Makes a new revision with the old content. Without REVISION: the one deployed before."
    )

    @Argument(help: "The release.")
    var release: String

    @Argument(help: "The revision to bring back.")
    var revision: Int?

    @OptionGroup(title: "Operation") var flags: OperationFlags
    @OptionGroup(title: "Waiting") var wait: WaitOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let chosen = try await TargetResolver(context, global, target, flags).resolve(.change)
        let progress = ProgressPrinter(context, color: global.color)
        defer { progress.finish() }
        let options = try flags.options(wait, context, report: progress.report)
        // Revision 0 is Helm's way to say "the one before".
        let result = try await Rollback(
            release: release,
            revision: revision == 0 ? nil : revision,
            options: options
        ).run(in: chosen.environment)
        progress.finish()
        try ReleasePrinter(context, global).print(result, as: output.format, showsNotes: false)
    }
}
