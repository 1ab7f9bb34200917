import ArgumentParser
import Diagnostics
import Releases

/// `davit autoremove`.
struct AutoremoveCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "autoremove",
        abstract: "Remove prerequisites that nothing needs any more.",
        discussion: """
            Only releases that were installed as prerequisites are removed; one that was installed by name stays. \
            On a terminal the command asks; elsewhere it needs --yes. Definitions and volumes stay, and are named.
            """
    )

    @Flag(name: [.short, .long], help: "Do not ask.")
    var yes = false

    @Option(help: ArgumentHelp("Show what would be removed and remove nothing.", valueName: "how"))
    var dryRun = "none"

    @Flag(name: [.customShort("A"), .long], help: "Releases in all namespaces (Kubernetes).")
    var allNamespaces = false

    @OptionGroup(title: "Waiting") var wait: WaitOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let isDryRun = try OperationFlags.isDryRun(dryRun)
        var resolver = TargetResolver(context, global, target)
        resolver.seesAllNamespaces = allNamespaces
        let chosen = try await resolver.resolve(isDryRun ? .read : .change)
        let progress = ProgressPrinter(context, color: global.color)
        defer { progress.finish() }
        var options = OperationOptions()
        options.wait = wait.wait
        options.timeout = wait.timeout.seconds
        options.lockTimeout = wait.lockTimeout.seconds
        options.report = progress.report
        let verb = Autoremove(options: options)
        let candidates = try await verb.candidates(in: chosen.environment)
        if candidates.isEmpty {
            try context.print("Nothing is to be removed.")
            return
        }
        let names = candidates.map { head in
            chosen.orchestrator.kind == .kubernetes ? "\(head.namespace)/\(head.release)" : head.release
        }
        try context.print(isDryRun || !yes ? "These would be removed:" : "These are removed:")
        for (name, head) in zip(names, candidates) { try context.print("  \(name) (\(head.chart.label))") }
        if isDryRun { return }
        try confirm(context)
        for (name, head) in zip(names, candidates) {
            let result = try await verb.remove(head, in: chosen.environment)
            progress.finish()
            try context.print("Release \(name) has been uninstalled.")
            if !result.leftovers.isEmpty {
                try context.print("These stay:")
                for object in result.leftovers { try context.print("  \(object)") }
            }
        }
    }

    private func confirm(_ context: Context) throws {
        if yes { return }
        guard context.isInputTerminal, context.isErrorTerminal else {
            throw Failure(
                .usage,
                "nothing was removed: there is no terminal to ask on",
                hint: "davit autoremove --yes"
            )
        }
        context.writeError(Array("Remove them? [y/N] ".utf8))
        let answer = context.readLine()?.lowercased() ?? ""
        guard answer == "y" || answer == "yes" else {
            throw Failure(.interrupted, "nothing was removed")
        }
    }
}
