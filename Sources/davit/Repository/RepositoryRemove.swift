import ArgumentParser
import Repositories

/// `davit repo remove NAME...`.
struct RepositoryRemove: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Forget repositories.",
        aliases: ["rm"]
    )

    @Argument(help: "The repositories.")
    var names: [String]

    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        try await Settings(context, global).catalog.remove(names)
        for name in names { try context.print("Removed the repository \(name).") }
    }
}
