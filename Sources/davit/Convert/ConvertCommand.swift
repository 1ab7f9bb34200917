import ArgumentParser

/// `davit convert`.
struct ConvertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Turn a Compose file or a chart into what another engine takes.",
        subcommands: [ConvertKubernetes.self]
    )
}
