import ArgumentParser
import Charts
import Diagnostics
import FoundationEssentials

/// `davit create NAME`.
struct CreateCommand: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a new chart in a folder of its name.",
        discussion: """
            With --from the chart is made of a Compose file: images, replicas, published ports and variables \
            become values, the files that it names come along, and everything else stays as it is written.
            """
    )

    @Argument(help: "The chart's name, or a path that ends in it.")
    var path: String

    @Option(help: ArgumentHelp("Make the chart of this Compose file.", valueName: "file"))
    var from: String?

    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let folder = context.path(path)
        let name = URL(fileURLWithPath: folder).lastPathComponent
        let files = try from.map { try converted($0, name: name, context) } ?? Scaffold.files(name: name)
        guard !FileManager.default.fileExists(atPath: folder) else {
            throw Failure(
                .conflict,
                "'\(path)' exists already",
                hint: "choose another name, or remove it first"
            )
        }
        do {
            for file in files {
                let url = URL(fileURLWithPath: "\(folder)/\(file.path)")
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(file.bytes).write(to: url)
            }
        } catch {
            // Half a chart would be in the way of the next try.
            try? FileManager.default.removeItem(atPath: folder)
            throw Failure(
                .unavailable,
                "cannot write the chart to '\(path)'",
                hint: "check that the folder is writable and the disk has room",
                cause: error
            )
        }
        try context.print("Created chart \(name)")
    }

    private func converted(_ file: String, name: String, _ context: Context) throws -> [ChartFile] {
        let result = try ComposeFile(path: file, context).conversion(name: name)
        let printer = FailurePrinter(
            style: Style(global.color, isTerminal: context.isErrorTerminal, environment: context.environment)
        )
        for diagnostic in result.diagnostics { context.tell(printer.line(diagnostic)) }
        return result.files
    }
}
