import ArgumentParser
import Repositories
import Values

/// `davit repo list`.
struct RepositoryListCommand: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the repositories.",
        aliases: ["ls"]
    )

    @Flag(help: "Leave out the headings.")
    var noHeaders = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let entries = try Settings(context, global).catalog.entries()
        try context.render(
            .array(entries.map { ["name": .string($0.name), "url": .string($0.url)] }),
            as: output.format
        ) {
            if entries.isEmpty { return ["There are no repositories; 'davit repo add NAME URL' adds one."] }
            var table = Table("NAME", "URL")
            for entry in entries { table.add(entry.name, entry.url) }
            return table.lines(headings: !noHeaders)
        }
    }
}
