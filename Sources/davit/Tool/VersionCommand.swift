import ArgumentParser
import Charts
import Values

/// `davit version`.
struct VersionCommand: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Print the version of davit."
    )

    @Flag(help: "Print the number only.")
    var short = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        try context.render(
            ["version": .string(DavitVersion.number), "swift": .string(Self.swift)],
            as: output.format
        ) {
            [short ? DavitVersion.number : "davit \(DavitVersion.number) (Swift \(Self.swift))"]
        }
    }

    #if swift(>=6.3)
        private static let swift = "6.3"
    #elseif swift(>=6.2)
        private static let swift = "6.2"
    #else
        private static let swift = "6.1"
    #endif
}
