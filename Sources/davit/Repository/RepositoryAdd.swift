import ArgumentParser
import Diagnostics
import Repositories

/// `davit repo add NAME URL`.
struct RepositoryAdd: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a repository, after fetching its index."
    )

    @Argument(help: "The name to use in front of chart names.")
    var name: String

    @Argument(help: "The URL of the folder that holds index.yaml.")
    var url: String

    @Flag(help: "Replace a repository of the same name.")
    var forceUpdate = false

    @Option(help: "The user name.")
    var username: String?

    @Option(help: "The password.")
    var password: String?

    @Flag(help: "Read the password from standard input.")
    var passwordStdin = false

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

    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        var secret = password ?? ""
        if passwordStdin {
            secret = String(decoding: try context.readInput(), as: UTF8.self)
            while secret.last?.isNewline == true { secret.removeLast() }
        }
        let entry = RepositoryEntry(
            name: name,
            url: url,
            username: username ?? "",
            password: secret,
            certFile: certFile.map(context.path) ?? "",
            keyFile: keyFile.map(context.path) ?? "",
            caFile: caFile.map(context.path) ?? "",
            skipsTLSVerification: insecureSkipTlsVerify,
            passesCredentialsEverywhere: passCredentials
        )
        var collector = DiagnosticCollector()
        let addition = try await Settings(context, global).catalog.add(
            entry,
            replacing: forceUpdate,
            diagnostics: &collector
        )
        context.tell(collector.diagnostics, global)
        switch addition {
        case .added: try context.print("Added the repository \(name).")
        case .unchanged: try context.print("The repository \(name) is there already.")
        case .replaced: try context.print("Replaced the repository \(name).")
        }
    }
}

extension Context {
    /// Shows what a person should know of the input.
    func tell(_ diagnostics: [Diagnostic], _ global: GlobalOptions) {
        let printer = FailurePrinter(
            style: Style(global.color, isTerminal: isErrorTerminal, environment: environment)
        )
        for diagnostic in diagnostics { tell(printer.line(diagnostic)) }
    }
}
