import ArgumentParser
import Charts
import Diagnostics
import OrderedCollections
import Releases
import Values

/// `davit diff`.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what would change, or what differs between revisions.",
        discussion: "Nothing is written. Secrets are never shown, only that they differ.",
        subcommands: [DiffUpgrade.self, DiffRollback.self, DiffRevision.self, DiffRelease.self]
    )
}

/// How differences are shown.
struct DiffOptions: ParsableArguments, Sendable {
    @Option(
        name: [.customShort("C"), .customLong("context-lines")],
        help: ArgumentHelp("Equal lines around a change of a text.", valueName: "number")
    )
    var context = 3

    @Flag(help: "Exit with 2 when something differs, 0 when nothing does, 1 on an error.")
    var detailedExitcode = false

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Only objects of a kind, such as service or config; repeatable.",
            valueName: "kind"
        )
    )
    var only: [String] = []

    private static let kinds = ["service", "network", "volume", "config", "secret"]

    func validate() throws {
        for kind in only where !Self.kinds.contains(kind) {
            throw ValidationError(
                "'\(kind)' is no kind of object; write one of \(Self.kinds.joined(separator: ", "))."
            )
        }
        guard context >= 0 else { throw ValidationError("--context-lines takes a number from 0.") }
    }

    /// The changes that are asked for.
    func chosen(_ changes: [PlannedChange]) -> [PlannedChange] {
        only.isEmpty ? changes : changes.filter { only.contains($0.object.kind) }
    }

    /// - Throws: The exit status that says that something differs, if that is asked for.
    func exit(_ changes: [PlannedChange]) throws {
        if detailedExitcode, changes.contains(where: { $0.action != .keep || !$0.differences.isEmpty }) {
            throw ExitCode(2)
        }
    }
}

/// `davit diff upgrade NAME [CHART]`.
struct DiffUpgrade: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Show what an upgrade would change of what runs.",
        discussion: "What was changed outside of Davit is marked: the upgrade would put it back."
    )

    @Argument(help: "The release.")
    var release: String

    @Argument(help: "The chart: a folder, a .tgz file, REPOSITORY/CHART, or a URL.")
    var chart: String?

    @Flag(
        name: [.short, .customLong("install"), .customLong("allow-unreleased")],
        help: "Show an install if there is no release."
    )
    var install = false

    @OptionGroup var reuse: ReuseOptions

    @Flag(help: "Do not check the values against the chart's schema.")
    var skipSchemaValidation = false

    @OptionGroup(title: "Values") var values: ValuesOptions
    @OptionGroup(title: "Chart") var chartOptions: ChartOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var diff: DiffOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        var source: Chart?
        if let chart { source = try await ChartSource(context, global).find(chart, chartOptions) }
        let chosen = try await TargetResolver(context, global, target).resolve(.read)
        let values = try await ValuesReader(context, global).read(self.values)
        let content = ChartContent(
            chart: source,
            given: values,
            variables: try variables.all(context),
            target: chosen.orchestrator.kind,
            validatesSchema: !skipSchemaValidation
        )
        var options = OperationOptions()
        options.dryRun = true
        options.noHooks = true
        var result = try await Upgrade(
            release: release,
            values: .object(try values.merged(exactNumbers: true)),
            reuse: try reuse.reuse(),
            install: install,
            options: options,
            makeContent: content.make
        ).run(in: chosen.environment)
        result.changes = diff.chosen(result.changes)
        try ReleasePrinter(context, global).print(plan: result, as: output.format, context: diff.context)
        try diff.exit(result.changes)
    }
}

/// `davit diff rollback NAME [REVISION]`.
struct DiffRollback: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Show what a rollback would change of what runs."
    )

    @Argument(help: "The release.")
    var release: String

    @Argument(help: "The revision to bring back (default: the one deployed before).")
    var revision: Int?

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var diff: DiffOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let chosen = try await TargetResolver(context, global, target).resolve(.read)
        var options = OperationOptions()
        options.dryRun = true
        options.noHooks = true
        var result = try await Rollback(
            release: release,
            revision: revision == 0 ? nil : revision,
            options: options
        ).run(in: chosen.environment)
        result.changes = diff.chosen(result.changes)
        try ReleasePrinter(context, global).print(plan: result, as: output.format, context: diff.context)
        try diff.exit(result.changes)
    }
}

/// `davit diff revision NAME REVISION [REVISION]`.
struct DiffRevision: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "revision",
        abstract: "Show what differs between two recorded revisions of a release."
    )

    @Argument(help: "The release.")
    var release: String

    @Argument(help: "The one revision.")
    var first: Int

    @Argument(help: "The other revision (default: the last).")
    var second: Int?

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var diff: DiffOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let chosen = try await TargetResolver(context, global, target).resolve(.read)
        let verb = DiffRevisions(
            from: .init(release: release, revision: first),
            to: .init(release: release, revision: second)
        )
        try RevisionDiffPrinter(context, global, diff).print(
            try await verb.run(in: chosen.environment),
            as: output.format
        )
    }
}

/// `davit diff release NAME NAME`.
struct DiffRelease: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Show what differs between the last recorded revisions of two releases."
    )

    @Argument(help: "The one release.")
    var first: String

    @Argument(help: "The other release.")
    var second: String

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var diff: DiffOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let chosen = try await TargetResolver(context, global, target).resolve(.read)
        let verb = DiffRevisions(from: .init(release: first), to: .init(release: second))
        try RevisionDiffPrinter(context, global, diff).print(
            try await verb.run(in: chosen.environment),
            as: output.format
        )
    }
}
