import ArgumentParser

/// `davit repo`.
struct RepositoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repo",
        abstract: "Add, list, update, remove and make chart repositories.",
        subcommands: [
            RepositoryAdd.self, RepositoryListCommand.self, RepositoryUpdate.self, RepositoryRemove.self,
            RepositoryIndexCommand.self,
        ]
    )
}
