import ArgumentParser
import Diagnostics
import Releases

/// `davit migrate NAME --to TARGET`.
struct MigrateCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Install a release on another target, with its recorded chart and values.",
        discussion: """
            What behaves differently there is told first. The release goes on running where it is until you \
            repeat the command with --remove-source; the data of its volumes is copied with the commands that \
            are shown.
            """
    )

    @Argument(help: "The release.")
    var release: String

    @Option(help: "Where to: swarm or kubernetes.")
    var to: TargetKind

    @Flag(help: "Uninstall the release where it was, once it runs at the new place.")
    var removeSource = false

    @Option(
        help: ArgumentHelp(
            "Where the charts of prerequisites are that do not say so: a folder, a repository, or a URL.",
            valueName: "place"
        )
    )
    var charts: String?

    @OptionGroup(title: "Prerequisites") var prerequisite: PrerequisiteOptions
    @OptionGroup(title: "Operation") var flags: OperationFlags
    @OptionGroup(title: "Waiting") var wait: WaitOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let resolver = TargetResolver(context, global, target, flags)
        let source = try resolver.make(try origin(), of: "--to")
        let destination = try resolver.make(to, of: "--to")
        context.tell("from: \(source.orchestrator.endpoint)")
        context.tell("to: \(destination.orchestrator.endpoint)")
        let progress = ProgressPrinter(context, color: global.color)
        defer { progress.finish() }
        var options = try flags.options(wait, context, report: progress.report)
        options.ignoreDependents = prerequisite.ignoreDependents
        let needed = prerequisites(context)
        var migration = Migrate(
            release: release,
            variables: try variables.all(context),
            prerequisites: needed,
            options: options
        )
        let printer = ReleasePrinter(context, global)
        // What behaves differently is told before anything is changed.
        migration.options.dryRun = true
        // That they are left alone is told once.
        if !options.dryRun, prerequisite.noPrerequisites { migration.prerequisites = nil }
        let trial = try await migration.run(from: source.environment, to: destination.environment)
        printer.tell(trial.operation.diagnostics)
        var result = trial
        if !options.dryRun {
            migration.options.dryRun = false
            migration.prerequisites = needed
            result = try await migration.run(from: source.environment, to: destination.environment)
        }
        result.operation.diagnostics = []
        progress.finish()
        try printer.print(result.operation, as: output.format, showsNotes: false)
        for secret in result.generatedSecrets {
            context.tell("The secret '\(secret)' was made anew: it is another one than at the old place.")
        }
        for line in VolumeCopy(release: release, destination: destination).lines(result.volumes) {
            context.tell(line)
        }
        guard !options.dryRun else { return }
        guard removeSource else {
            context.tell("")
            context.tell("\(release) goes on running where it was. To remove it there:")
            let line = "davit migrate \(release) --to \(to.rawValue) --remove-source"
            context.tell("  \(context.placement.applied(to: line))")
            return
        }
        var removal = OperationOptions()
        removal.wait = wait.wait
        removal.timeout = wait.timeout.seconds
        removal.ignoreDependents = prerequisite.ignoreDependents
        removal.report = progress.report
        _ = try await Uninstall(release: release, options: removal).run(in: source.environment)
        progress.finish()
        context.tell("\(release) was removed from \(source.orchestrator.endpoint).")
    }

    /// A record does not tell where its chart came from.
    private func prerequisites(_ context: Context) -> Prerequisites {
        var found = PrerequisiteCharts(context, global, nil)
        found.unknownHint = "name the folder or the repository that it is in with '--charts'"
        return Prerequisites(
            chart: nil,
            origin: charts.map { found.origin(of: release, in: $0) } ?? .unknown,
            source: found.source,
            isSkipped: prerequisite.noPrerequisites
        )
    }

    /// The target that the release is on: `--target`, or the other one of the two.
    private func origin() throws(Failure) -> TargetKind {
        let origin = target.target ?? (to == .kubernetes ? .swarm : .kubernetes)
        guard origin != to else {
            throw Failure(
                .usage,
                "the release is to be moved from '\(origin.rawValue)' to the same target",
                hint: "davit migrate \(release) --to \(to == .swarm ? "kubernetes" : "swarm")"
            )
        }
        guard to != .local else {
            throw Failure(
                .usage,
                "a release can be moved to swarm or kubernetes, not to local",
                hint: "davit template CHART shows what a chart gives"
            )
        }
        return origin
    }
}
