import Archives
import ArgumentParser
import Charts
import Diagnostics
import FoundationEssentials
import Repositories

/// `davit pull CHART...`.
struct PullCommand: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Download a chart's archive.",
        discussion: "The archive's digest is checked against the repository's index.",
        aliases: ["fetch"]
    )

    @Argument(help: "REPOSITORY/CHART, a URL, or a name with --repo.")
    var references: [String]

    @Option(name: [.short, .long], help: ArgumentHelp("Where to put it.", valueName: "folder"))
    var destination = "."

    @Flag(help: "Unpack the archive instead of keeping it.")
    var untar = false

    @Option(
        name: .customLong("untardir"),
        help: ArgumentHelp("Where to unpack, below the destination.", valueName: "folder")
    )
    var untarFolder = "."

    @OptionGroup(title: "Chart") var chart: ChartOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        for reference in references {
            guard
                case .archive(let archive) = try await ChartSource(context, global).resolve(reference, chart)
            else {
                throw Failure(
                    .usage,
                    "'\(reference)' is on this machine already",
                    hint: "name a chart of a repository"
                )
            }
            // Nothing is written that is no chart.
            let loaded = try Chart.load(archive: archive.bytes, origin: archive.origin)
            if untar {
                let folder = "\(context.path(destination))/\(untarFolder)"
                guard !FileManager.default.fileExists(atPath: "\(folder)/\(loaded.name)") else {
                    throw Failure(
                        .conflict,
                        "'\(untarFolder)/\(loaded.name)' exists already",
                        hint: "remove it, or choose another folder with --untardir"
                    )
                }
                try Archive.extract(
                    loaded.contents.map { ArchiveEntry(path: "\(loaded.name)/\($0.path)", bytes: $0.bytes) },
                    into: folder
                )
                try context.print("Unpacked \(loaded.metadata.fullName) into \(untarFolder)/\(loaded.name)")
            } else {
                try context.writeFile(archive.bytes, to: "\(destination)/\(archive.fileName)")
                try context.print("Pulled \(destination)/\(archive.fileName) (\(archive.digest))")
            }
        }
    }
}
