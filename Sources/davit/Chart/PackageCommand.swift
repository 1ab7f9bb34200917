import ArgumentParser
import Charts
import FoundationEssentials

/// `davit package PATH...`.
struct PackageCommand: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "package",
        abstract: "Put a chart into a .tgz archive.",
        discussion: "The same files give the same bytes, so a rebuilt package keeps its digest."
    )

    @Argument(help: "Folders of charts.")
    var paths: [String]

    @Option(name: [.short, .long], help: ArgumentHelp("Where to put the archive.", valueName: "folder"))
    var destination = "."

    @Option(help: "Write this version into the package's Chart.yaml.")
    var version: String?

    @Option(help: "Write this appVersion into the package's Chart.yaml.")
    var appVersion: String?

    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        for path in paths {
            var chart = try Chart.load(path: context.path(path))
            if version != nil || appVersion != nil {
                chart = try chart.replacing(version: version, appVersion: appVersion)
            }
            try chart.requireDependencies()
            let archive = try chart.archive()
            let file = "\(destination)/\(chart.metadata.fullName).tgz"
            try context.writeFile(archive, to: file)
            try context.print("Packaged the chart into \(file)")
        }
    }
}
