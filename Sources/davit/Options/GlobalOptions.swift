import ArgumentParser

/// When to use colour.
enum ColorMode: String, ExpressibleByArgument, CaseIterable, Sendable {
    case auto, always, never
}

/// What every command takes.
struct GlobalOptions: ParsableArguments, Sendable {
    @Flag(help: "Also tell what goes on inside, and the causes of an error.")
    var debug = false

    @Flag(help: "Print template errors, and other errors in charts and values, in Helm's words.")
    var helmErrors = false

    @Option(help: "Use colour: auto, always or never.")
    var color: ColorMode = .auto

    @Option(help: ArgumentHelp("The file with the repositories' names and URLs.", valueName: "file"))
    var repositoryConfig: String?

    @Option(help: ArgumentHelp("The folder with the cached indexes and archives.", valueName: "folder"))
    var repositoryCache: String?
}
