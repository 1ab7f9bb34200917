import ArgumentParser
import Releases

/// `davit unlock NAME`.
struct UnlockCommand: ReleaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock",
        abstract: "End a broken operation on a release.",
        discussion: "Never needed: the next command on the release does it by itself."
    )

    @Argument(help: "The release.")
    var release: String

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let chosen = try await TargetResolver(context, global, target).resolve(.change)
        let lease = try await Unlock(release: release).run(in: chosen.environment)
        try context.print(
            lease.map { "Ended the \($0.operation) of \($0.holder) on \(release)." }
                ?? "No operation holds \(release)."
        )
    }
}
