import ArgumentParser
import Diagnostics
import Repositories

/// `davit repo update [NAME...]`.
struct RepositoryUpdate: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Fetch the indexes of repositories again.",
        aliases: ["up"]
    )

    @Argument(help: "The repositories (default: all).")
    var names: [String] = []

    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let updates = try await Settings(context, global).catalog.update(names)
        var failure: Failure?
        for update in updates {
            context.tell(update.diagnostics, global)
            switch update.outcome {
            case .unchanged: try context.print("\(update.entry.name): up to date")
            case .fetched(let charts): try context.print("\(update.entry.name): \(charts) charts")
            case .failed(let reason):
                if let failure {
                    context.tell([Diagnostic(.error, failure.message, hint: failure.hint)], global)
                }
                failure = reason
            }
        }
        if let failure { throw failure }
    }
}
