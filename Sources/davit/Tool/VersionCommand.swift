import ArgumentParser

/// `davit version`.
struct VersionCommand: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version of davit.")

    @Flag(help: "Print the number only.")
    var short = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        try context.render(
            ["version": .string(Self.number), "swift": .string(Self.swift)], as: output.format
        ) {
            [short ? Self.number : "davit \(Self.number) (Swift \(Self.swift))"]
        }
    }

    /// The version of this davit.
    static let number = "0.1.0"

    #if swift(>=6.3)
    private static let swift = "6.3"
    #elseif swift(>=6.2)
    private static let swift = "6.2"
    #else
    private static let swift = "6.1"
    #endif
}
