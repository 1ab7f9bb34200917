import ArgumentParser

/// When to use colour.
enum ColorMode: String, ExpressibleByArgument, CaseIterable, Sendable {
    case auto, always, never
}

/// What every command takes.
struct GlobalOptions: ParsableArguments, Sendable {
    @Flag(help: "Also tell what goes on inside, and the causes of an error.")
    var debug = false

    @Option(help: "Use colour: auto, always or never.")
    var color: ColorMode = .auto

    @Option(help: ArgumentHelp("The file with the repositories' names and URLs.", valueName: "file"))
    var repositoryConfig: String?

    @Option(help: ArgumentHelp("The folder with the cached indexes and archives.", valueName: "folder"))
    var repositoryCache: String?
}
