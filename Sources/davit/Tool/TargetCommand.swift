import ArgumentParser
import Releases

/// `davit target`.
struct TargetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "target",
        abstract: "Show or choose where releases go by default.",
        subcommands: [TargetShow.self, TargetUse.self],
        defaultSubcommand: TargetShow.self
    )
}

/// `davit target show`.
struct TargetShow: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show where a command would install to, and why."
    )

    @OptionGroup var target: TargetOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let chosen = try await TargetResolver(context, global, target).resolve(.read)
        try context.print(
            "\(chosen.orchestrator.kind.rawValue) (\(chosen.reason)): \(chosen.orchestrator.endpoint)"
        )
    }
}

/// `davit target use TARGET`.
struct TargetUse: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "use",
        abstract: "Save where releases go by default."
    )

    @Argument(help: "swarm, kubernetes or local.")
    var target: TargetKind

    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        try Settings(context, global).saveTarget(target)
        try context.print("Releases now go to \(target.rawValue) by default.")
    }
}
