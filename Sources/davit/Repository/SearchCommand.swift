import ArgumentParser
import Diagnostics
import Repositories
import Values

/// `davit search`.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Search for charts.",
        subcommands: [SearchRepository.self]
    )
}

/// `davit search repo [KEYWORD...]`.
struct SearchRepository: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "repo",
        abstract: "Search the indexes of the repositories; nothing is fetched."
    )

    @Argument(help: "What to look for in names, descriptions and keywords.")
    var words: [String] = []

    @Flag(name: [.customShort("l"), .long], help: "Show every version.")
    var versions = false

    @Flag(help: "Also show versions before a release.")
    var devel = false

    @Option(help: ArgumentHelp("Only versions in this range.", valueName: "range"))
    var version: String?

    @Flag(help: "Finding nothing is a failure.")
    var failOnNoResult = false

    @Option(help: ArgumentHelp("The longest text in a column; 0 is any.", valueName: "columns"))
    var maxColWidth = 50

    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let search = RepositorySearch(
            words: words,
            query: VersionQuery(version: version ?? "", includesPrereleases: devel),
            showsAllVersions: versions
        )
        var collector = DiagnosticCollector()
        let matches = try Settings(context, global).catalog.search(search, diagnostics: &collector)
        context.tell(collector.diagnostics, global)
        if matches.isEmpty, failOnNoResult {
            throw Failure(
                .notFound,
                "no chart was found",
                hint: "'davit repo update' fetches the indexes again"
            )
        }
        try context.render(.array(matches.map(value)), as: output.format) {
            if matches.isEmpty { return ["No charts found."] }
            var table = Table("NAME", "CHART VERSION", "APP VERSION", "DESCRIPTION")
            for match in matches {
                table.add(
                    match.name,
                    match.entry.versionText,
                    match.entry.appVersion,
                    cut(match.entry.description)
                )
            }
            return table.lines()
        }
    }

    private func cut(_ text: String) -> String {
        maxColWidth > 3 && text.count > maxColWidth ? "\(text.prefix(maxColWidth - 3))..." : text
    }

    private func value(_ match: RepositorySearch.Match) -> Value {
        [
            "name": .string(match.name),
            "version": .string(match.entry.versionText),
            "app_version": .string(match.entry.appVersion),
            "description": .string(match.entry.description),
        ]
    }
}
