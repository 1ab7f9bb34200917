internal import Compose
internal import Diagnostics
internal import OrderedCollections

/// A revision that is ready to be written and applied.
struct PreparedRevision: Sendable {
    var verb: Verb
    var record: RevisionRecord
    /// The project with the secrets' content, where that is at hand.
    var project: Project
    /// The chart's archive; nil when the store has it already.
    var archive: [UInt8]?
    var diagnostics: [Diagnostic]
    /// What lists show when it is done.
    var doneDescription: String
    /// Texts that nobody is shown.
    var secrets: [String] = []
    /// The revision in force, as far as it was read.
    var base: RevisionRecord?

    /// Makes changes fit to be shown.
    var redaction: Redaction { Redaction(secrets: secrets) }

    /// What the engine is asked to run, under the number `revision` or else its own.
    func deployment(adopt: Bool, as revision: Int? = nil) -> Deployment {
        Deployment(
            release: record.release,
            namespace: record.namespace,
            revision: revision ?? record.revision,
            chart: record.chart.label,
            project: project,
            adopt: adopt,
            recorded: base?.project
        )
    }

    /// - Throws: The errors among the diagnostics; `.refused` for hooks, which would otherwise be left out
    ///   in silence.
    func check(hooksIgnored: Bool) throws(Failure) {
        try throwErrors(in: diagnostics)
        guard !hooksIgnored else { return }
        try refuseHooks(of: project, for: verb.hooks, operation: verb.rawValue)
    }
}

/// Throws the errors among `diagnostics` as one failure.
func throwErrors(in diagnostics: [Diagnostic]) throws(Failure) {
    var collector = DiagnosticCollector()
    for diagnostic in diagnostics { collector.emit(diagnostic) }
    try collector.throwErrors()
}

/// Hooks are not run yet: an operation that would have to run one is refused.
func refuseHooks(
    of project: Project,
    for hooks: [Directives.Hook],
    operation: String
) throws(Failure) {
    for service in project.services.values {
        guard let hook = service.directives.hooks.first(where: hooks.contains) else { continue }
        throw Failure(
            .refused,
            "service '\(service.name)' is a '\(hook.rawValue)' hook, and hooks are not run by this version",
            hint: "add '--no-hooks' to \(operation) without it"
        )
    }
}
