import Diagnostics
import OrderedCollections
import Releases
import Values

/// Prints what came of an operation on a release, and what a release is.
struct ReleasePrinter {
    private let context: Context
    let style: Style

    init(_ context: Context, _ global: GlobalOptions) {
        self.context = context
        style = Style(global.color, isTerminal: context.isTerminal, environment: context.environment)
    }

    /// The result of an install, upgrade or rollback.
    func print(_ result: OperationResult, as format: OutputFormat, showsNotes: Bool) throws {
        tell(result.diagnostics)
        try context.render(value(result), as: format) { lines(result, showsNotes: showsNotes) }
    }

    private func lines(_ result: OperationResult, showsNotes: Bool) -> [String] {
        let record = result.record
        switch result.outcome {
        case .unchanged:
            return ["Release \(record.release) is like that already; revision \(record.revision) stays."]
        case .planned:
            return plannedLines(result, ChangePrinter(style: style))
        case .installed, .upgraded, .rolledBack:
            let verb =
                switch result.outcome {
                case .installed: "installed"
                case .rolledBack: "rolled back"
                default: "upgraded"
                }
            var lines = [
                "Release \(record.release) has been \(verb): \(record.chart.label), revision \(record.revision)"
            ]
            if let status = result.status { lines[0] += ", \(status.rawValue)" }
            lines[0] += "."
            if let advice = result.advice { lines.append(advice) }
            if showsNotes, !record.notes.isEmpty { lines += noteLines(record.notes) }
            return lines
        }
    }

    /// What a dry run or a plan tells.
    private func plannedLines(_ result: OperationResult, _ printer: ChangePrinter) -> [String] {
        let changes = result.changes.filter { $0.action != .keep }
        let before = result.prerequisites.filter(\.isMissing).map { "prerequisite \($0.key): \($0.plan)" }
        if !before.isEmpty {
            return ["Before it:"] + before.map { "  \($0)" } + [""]
                + plannedLines(result, changes, printer)
        }
        return plannedLines(result, changes, printer)
    }

    private func plannedLines(
        _ result: OperationResult,
        _ changes: [PlannedChange],
        _ printer: ChangePrinter
    ) -> [String] {
        if changes.isEmpty {
            return [
                result.hasNewContent
                    ? "No object would change; only what is recorded would: values, chart or notes."
                    : "Nothing would change."
            ]
        }
        return ["Revision \(result.record.revision) of \(result.record.release) would:"]
            + printer.lines(changes) + ["", "\(printer.summary(changes))."]
    }

    /// A plan, with as many lines around the changes of a text as asked.
    func print(plan result: OperationResult, as format: OutputFormat, context lines: Int) throws {
        tell(result.diagnostics)
        try context.render(value(result), as: format) {
            plannedLines(result, ChangePrinter(style: style, context: lines))
        }
    }

    /// Tells diagnostics on standard error.
    func tell(_ diagnostics: [Diagnostic]) {
        let printer = FailurePrinter(
            style: Style(.auto, isTerminal: context.isErrorTerminal, environment: context.environment),
            placement: context.placement
        )
        for diagnostic in diagnostics { context.tell(printer.line(diagnostic)) }
    }

    private func noteLines(_ notes: String) -> [String] {
        var text = notes[...]
        while text.last?.isNewline == true { text.removeLast() }
        if text.isEmpty { return [] }
        return ["", "NOTES:"] + text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    func value(_ result: OperationResult) -> Value {
        var members = Self.members(result.record, status: result.status)
        members["outcome"] = .string(result.outcome.rawValue)
        members["description"] = .string(result.description)
        members["updated"] = result.updated.map { .string(Timestamp.rfc3339($0)) } ?? .null
        members["changes"] = .array(
            result.changes.filter { $0.action != .keep }.map { ChangePrinter.value($0) }
        )
        if !result.prerequisites.isEmpty {
            members["prerequisites"] = .array(
                result.prerequisites.map {
                    ["release": .string($0.key.description), "state": .string($0.plan)]
                }
            )
        }
        if let advice = result.advice { members["advice"] = .string(advice) }
        members["notes"] = .string(result.record.notes)
        return .object(members)
    }

    /// The members of a release's JSON that every command shares.
    static func members(_ record: RevisionRecord, status: ReleaseStatus?) -> Value.Object {
        [
            "name": .string(record.release),
            "namespace": .string(record.namespace),
            "target": .string(record.target.rawValue),
            "revision": .int(Int64(record.revision)),
            "status": status.map { .string($0.rawValue) } ?? .null,
            "chart": .string(record.chart.label),
            "app_version": .string(record.chart.appVersion),
        ]
    }
}
