import ArgumentParser
import Diagnostics
import HTTP

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The command `davit`.
@main
struct Davit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "davit",
        abstract: "A package manager for Compose stacks.",
        groupedSubcommands: [
            CommandGroup(
                name: "Release",
                subcommands: [
                    InstallCommand.self, UpgradeCommand.self, RollbackCommand.self, UninstallCommand.self,
                    ListCommand.self, StatusCommand.self, LogsCommand.self, TestCommand.self,
                    HistoryCommand.self, GetCommand.self, DiffCommand.self, DriftCommand.self,
                    AdoptCommand.self, MigrateCommand.self, AutoremoveCommand.self, StacksCommand.self,
                    UnlockCommand.self,
                ]
            ),
            CommandGroup(
                name: "Chart",
                subcommands: [
                    CreateCommand.self, LintCommand.self, TemplateCommand.self, PackageCommand.self,
                    ShowCommand.self, ConvertCommand.self, PrerequisitesCommand.self,
                ]
            ),
            CommandGroup(
                name: "Repository",
                subcommands: [RepositoryCommand.self, SearchCommand.self, PullCommand.self]
            ),
            CommandGroup(
                name: "Tool",
                subcommands: [
                    TargetCommand.self, EnvironmentCommand.self, VersionCommand.self, CompletionCommand.self,
                    ComposeSupportCommand.self,
                ]
            ),
        ]
    )

    static func main() async {
        // A pipe whose reader has gone is a failed write and no signal, which would break off an operation.
        signal(SIGPIPE, SIG_IGN)
        let status = await run(Array(CommandLine.arguments.dropFirst()), context: .process)
        exitProcess(status)
    }

    /// Runs one command line and gives its exit status; everything it prints goes through the context.
    static func run(_ arguments: [String], context: Context) async -> Int32 {
        var style = Style(.auto, isTerminal: context.isErrorTerminal, environment: context.environment)
        var showsCauses = false
        var usesHelmText = false
        var context = context
        do {
            let arguments = ArgumentNormalizer.normalize(arguments)
            // While the arguments are read, libcurl is loaded.
            if try command(of: arguments) is any ReleaseCommand.Type { HTTPClient.expectRequests() }
            let parsed = try parseAsRoot(arguments)
            guard let command = parsed as? any DavitCommand else {
                var other = parsed
                try other.run()
                return 0
            }
            style = Style(
                command.global.color,
                isTerminal: context.isErrorTerminal,
                environment: context.environment
            )
            showsCauses = command.global.debug
            usesHelmText = command.global.helmErrors
            if let command = command as? any ReleaseCommand {
                context.placement = HintPlacement(command.target)
            }
            if command is any OperationCommand {
                try await Interruption.run { [context] in try await command.run(context) }
            } else {
                try await command.run(context)
            }
            return 0
        } catch {
            let printer = FailurePrinter(
                style: style,
                showsCauses: showsCauses,
                usesHelmText: usesHelmText,
                placement: context.placement
            )
            let status = report(error, printer, context)
            // There 2 stands for changes, so that every error is 1, as with helm-diff.
            let isDetailed = !(error is ExitCode) && arguments.contains("--detailed-exitcode")
            return isDetailed && status != 0 && status != 130 ? 1 : status
        }
    }

    /// The command that the first argument names; nil for none.
    ///
    /// - Throws: `.usage` for an unknown one, with the one that was probably meant.
    private static func command(of arguments: [String]) throws(Failure) -> (any ParsableCommand.Type)? {
        guard let word = arguments.first, !word.hasPrefix("-"), word != "help" else { return nil }
        let commands = configuration.groupedSubcommands.flatMap(\.subcommands)
        func names(_ command: any ParsableCommand.Type) -> [String] {
            [command.configuration.commandName].compactMap(\.self) + command.configuration.aliases
        }
        if let command = commands.first(where: { names($0).contains(word) }) { return command }
        let names = commands.flatMap(names)
        throw Failure(
            .usage,
            "'\(word)' is not a command",
            hint: suggestion(for: word, among: names).map { "did you mean 'davit \($0)'?" }
                ?? "'davit --help' lists the commands"
        )
    }

    private static func report(_ error: any Error, _ printer: FailurePrinter, _ context: Context) -> Int32 {
        switch error {
        case is CancellationError:
            context.tell("\(printer.style.red("Error:")) interrupted")
            return 130
        case let exit as ExitCode:
            return exit.rawValue
        case let failure as Failure:
            for line in printer.lines(failure) { context.tell(line) }
            return failure.exitStatus
        default:
            let text = fullMessage(for: error)
            let code = exitCode(for: error)
            if code.isSuccess {
                // Help and version are results that were asked for.
                try? context.print(text)
                return 0
            }
            context.tell(text)
            return Failure(.usage, "").exitStatus
        }
    }
}

/// A command that runs with a context instead of the process's globals.
protocol DavitCommand: AsyncParsableCommand, Sendable {
    var global: GlobalOptions { get }
    func run(_ context: Context) async throws
}

/// A command about releases: it asks the target.
protocol ReleaseCommand: DavitCommand {
    /// Where the releases are.
    var target: TargetOptions { get }
}

/// A command that changes a release, and so has to end cleanly when a signal interrupts it.
protocol OperationCommand: ReleaseCommand {}

extension DavitCommand {
    mutating func run() async throws {
        try await run(Context.process)
    }
}
