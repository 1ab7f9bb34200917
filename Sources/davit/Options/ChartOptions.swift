import ArgumentParser

/// Which chart, and how to get at it.
struct ChartOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp("A version or a range, such as ^1.2 (default: the newest).", valueName: "range")
    )
    var version: String?

    @Flag(help: "Also take versions before a release, such as 1.0.0-rc.1.")
    var devel = false

    @Option(help: ArgumentHelp("The repository to take the chart from, without adding it.", valueName: "url"))
    var repo: String?

    @Option(help: "The user name for the repository.")
    var username: String?

    @Option(help: "The password for the repository.")
    var password: String?

    @Option(help: ArgumentHelp("The certificate authorities to trust.", valueName: "file"))
    var caFile: String?

    @Option(help: ArgumentHelp("The client's certificate.", valueName: "file"))
    var certFile: String?

    @Option(help: ArgumentHelp("The client's key.", valueName: "file"))
    var keyFile: String?

    @Flag(help: "Do not check the server's certificate.")
    var insecureSkipTlsVerify = false

    @Flag(help: "Send the credentials to other hosts too.")
    var passCredentials = false
}
