import ArgumentParser
import Diagnostics
import OrderedCollections
import Releases
import Values

/// What commands that make a revision take, with Helm's names.
struct OperationFlags: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Show what would change and write nothing: none, client or server.",
            valueName: "how"
        )
    )
    var dryRun = "none"

    @Flag(help: "After a failure bring back the last deployed revision, or remove a first install.")
    var rollbackOnFailure = false

    @Option(help: ArgumentHelp("A text for the history.", valueName: "text"))
    var description: String?

    @Option(help: ArgumentHelp("How many revisions are kept; 0 keeps all.", valueName: "number"))
    var historyMax: Int?

    @Flag(
        name: [.customLong("adopt"), .customLong("take-ownership")],
        help: "Take over objects that belong to no release."
    )
    var adopt = false

    @Flag(help: "Make the namespace if there is none (Kubernetes).")
    var createNamespace = false

    @Flag(
        name: [.customLong("force-conflicts")],
        help: "Take fields of objects that somebody else has set (Kubernetes)."
    )
    var forceConflicts = false

    @Flag(help: "Leave the chart's hooks alone.")
    var noHooks = false

    @Flag(help: "Send your registry credentials along for the nodes to pull with (the default).")
    var withRegistryAuth = false

    @Flag(help: "Send no registry credentials.")
    var noRegistryAuth = false

    /// The options of an operation, as the verbs take them.
    func options(
        _ wait: WaitOptions,
        _ context: Context,
        images: ImageOptions? = nil,
        report: @escaping @Sendable (ProgressEvent) -> Void
    ) throws(Failure) -> OperationOptions {
        guard !withRegistryAuth || !noRegistryAuth else {
            throw Failure(
                .usage,
                "--with-registry-auth and --no-registry-auth cannot be given together",
                hint: "leave one out"
            )
        }
        var options = OperationOptions()
        options.wait = wait.wait
        options.timeout = wait.timeout.seconds
        options.lockTimeout = wait.lockTimeout.seconds
        options.dryRun = try Self.isDryRun(dryRun)
        options.adopt = adopt
        options.rollbackOnFailure = rollbackOnFailure
        options.noHooks = noHooks
        options.imagePolicy = ImagePolicy(
            resolution: images?.resolveImage ?? .changed,
            sendsCredentials: !noRegistryAuth
        )
        options.description = description
        options.historyMax = historyMax ?? context.variable("DAVIT_MAX_HISTORY").flatMap(Int.init) ?? 10
        options.requested = .object([
            "wait": .bool(wait.wait), "timeout": .double(wait.timeout.seconds),
            "rollbackOnFailure": .bool(rollbackOnFailure),
        ])
        options.report = report
        return options
    }

    /// What Helm's spelling of `--dry-run` means.
    ///
    /// - Throws: `.usage` for any other word.
    static func isDryRun(_ word: String) throws(Failure) -> Bool {
        guard ["none", "client", "server", "true", "false"].contains(word) else {
            throw Failure(.usage, "'--dry-run=\(word)' is unknown", hint: "write --dry-run")
        }
        return word != "none" && word != "false"
    }
}

/// The labels of a release, `-l name=value`.
struct LabelOptions: ParsableArguments, Sendable {
    @Option(
        name: [.short, .customLong("labels")],
        parsing: .singleValue,
        help: ArgumentHelp("Labels of the release: name=value,...", valueName: "labels")
    )
    var labels: [String] = []

    /// The labels, or nil when none are given.
    func all() throws(Failure) -> [String: String]? {
        try Self.parse(labels)
    }

    /// Reads texts of the form `name=value,name=value`.
    static func parse(_ labels: [String]) throws(Failure) -> [String: String]? {
        if labels.isEmpty { return nil }
        var result: [String: String] = [:]
        for pair in labels.flatMap({ $0.split(separator: ",") }) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw Failure(.usage, "'\(pair)' is not a label", hint: "write name=value")
            }
            result[String(parts[0])] = String(parts[1])
        }
        return result
    }
}
