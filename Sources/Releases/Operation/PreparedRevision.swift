internal import Compose
internal import Diagnostics
internal import Values

/// A revision that is ready to be written and applied.
struct PreparedRevision: Sendable {
    var verb: Verb
    var record: RevisionRecord
    /// What is to be there, with the secrets' content where that is at hand.
    var desired: DesiredState
    /// Custom resource definitions that have to be there before.
    var definitions: [Value] = []
    /// The chart's archive; nil when the store has it already.
    var archive: [UInt8]?
    var diagnostics: [Diagnostic]
    /// What image references meant in the revision that this one goes on from.
    var images: [String: String] = [:]
    /// What lists show when it is done.
    var doneDescription: String
    /// Texts that nobody is shown.
    var secrets: [String] = []
    /// The revision in force as it is stored, as far as it was read.
    var base: RevisionRecord?
    /// What the revision in force wants, with as much of its secrets as can be had.
    var recorded: DesiredState?

    /// Makes changes fit to be shown.
    var redaction: Redaction { Redaction(secrets: secrets) }

    /// What the engine is asked to run, under the number `revision` or else its own.
    func deployment(_ options: OperationOptions, as revision: Int? = nil) -> Deployment {
        Deployment(
            release: record.release,
            namespace: record.namespace,
            revision: revision ?? record.revision,
            chart: record.chart.label,
            desired: desired,
            definitions: definitions,
            adopt: options.adopt,
            // A rollback brings back the very images, also when asked to look them up anew.
            images: options.imagePolicy.resolution == .always && verb != .rollback ? [:] : images,
            imagePolicy: options.imagePolicy,
            recorded: recorded
        )
    }
}

/// Throws the errors among `diagnostics` as one failure.
func throwErrors(in diagnostics: [Diagnostic]) throws(Failure) {
    var collector = DiagnosticCollector()
    for diagnostic in diagnostics { collector.emit(diagnostic) }
    try collector.throwErrors()
}
