import ArgumentParser
import Diagnostics
import Releases

/// `davit uninstall NAME...`.
struct UninstallCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall",
        abstract: "Remove releases and what they run.",
        discussion: "Volumes and objects marked to be kept stay, and are named.",
        aliases: ["del", "delete", "un"]
    )

    @Argument(help: "The releases.")
    var releases: [String]

    @Flag(help: "Keep the history, so that 'davit rollback' can bring the release back.")
    var keepHistory = false

    @Flag(help: "A release that does not exist is no error.")
    var ignoreNotFound = false

    @Option(help: ArgumentHelp("Show what would be removed and remove nothing.", valueName: "how"))
    var dryRun = "none"

    @Option(help: ArgumentHelp("A text for the history.", valueName: "text"))
    var description: String?

    @Flag(help: "Remove a release also where others need it.")
    var ignoreDependents = false

    @Flag(help: "Leave the chart's hooks alone.")
    var noHooks = false

    @OptionGroup(title: "Waiting") var wait: WaitOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let chosen = try await TargetResolver(context, global, target).resolve(.change)
        let progress = ProgressPrinter(context, color: global.color)
        defer { progress.finish() }
        let printer = FailurePrinter(
            style: Style(global.color, isTerminal: context.isErrorTerminal, environment: context.environment),
            placement: context.placement
        )
        var options = OperationOptions()
        options.wait = wait.wait
        options.timeout = wait.timeout.seconds
        options.lockTimeout = wait.lockTimeout.seconds
        options.dryRun = dryRun != "none" && dryRun != "false"
        options.description = description
        options.noHooks = noHooks
        options.ignoreDependents = ignoreDependents
        options.report = progress.report
        var failures: [Failure] = []
        for release in releases {
            do {
                let verb = Uninstall(release: release, keepHistory: keepHistory, options: options)
                try show(try await verb.run(in: chosen.environment), context, printer)
            } catch let failure as Failure where failure.kind == .notFound && ignoreNotFound {
                context.tell("there is no release '\(release)'")
            } catch let failure as Failure {
                // The others are still to be removed; every failure is shown.
                failures.append(failure)
            }
        }
        guard let first = failures.first else { return }
        for failure in failures.dropFirst() {
            for line in printer.lines(failure) { context.tell(line) }
        }
        throw first
    }

    private func show(_ result: UninstallResult, _ context: Context, _ printer: FailurePrinter) throws {
        for diagnostic in result.diagnostics { context.tell(printer.line(diagnostic)) }
        if result.isDryRun {
            try context.print("Uninstalling \(result.release) would remove:")
            for object in result.objects { try context.print("  \(object)") }
        } else {
            try context.print("Release \(result.release) has been uninstalled.")
        }
        let stays = result.leftovers + result.kept.subtracting(result.leftovers).sorted()
        if !stays.isEmpty {
            try context.print("These stay:")
            for object in stays { try context.print("  \(object)") }
        }
        if !result.unneeded.isEmpty {
            let names = result.unneeded.map(\.description).joined(separator: ", ")
            try context.print("Nothing needs \(names) any more; 'davit autoremove' removes it.")
        }
    }
}
