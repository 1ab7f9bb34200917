import ArgumentParser

/// Whether and how long to wait for services.
struct WaitOptions: ParsableArguments, Sendable {
    @Flag(inversion: .prefixedNo, help: "Wait until the services run.")
    var wait = true

    @Option(help: ArgumentHelp("The longest time to wait, such as 90s or 10m.", valueName: "duration"))
    var timeout = GoDuration(seconds: 300)

    @Option(
        help: ArgumentHelp(
            "How long to wait for another operation on the release to end.",
            valueName: "duration"
        )
    )
    var lockTimeout = GoDuration(seconds: 0)
}
