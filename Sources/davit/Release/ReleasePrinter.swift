import OrderedCollections
import Releases
import Values

/// Prints what came of an operation on a release, and what a release is.
struct ReleasePrinter {
    private let context: Context
    private let style: Style

    init(_ context: Context, _ global: GlobalOptions) {
        self.context = context
        style = Style(global.color, isTerminal: context.isTerminal, environment: context.environment)
    }

    /// The result of an install, upgrade or rollback.
    func print(_ result: OperationResult, as format: OutputFormat, showsNotes: Bool) throws {
        let printer = FailurePrinter(
            style: Style(.auto, isTerminal: context.isErrorTerminal, environment: context.environment)
        )
        for diagnostic in result.diagnostics { context.tell(printer.line(diagnostic)) }
        try context.render(value(result), as: format) { lines(result, showsNotes: showsNotes) }
    }

    private func lines(_ result: OperationResult, showsNotes: Bool) -> [String] {
        let record = result.record
        switch result.outcome {
        case .unchanged:
            return ["Release \(record.release) is like that already; revision \(record.revision) stays."]
        case .planned:
            let changes = result.changes.filter { $0.action != .keep }
            if changes.isEmpty { return ["Nothing would change."] }
            return ["Revision \(record.revision) of \(record.release) would:"] + changes.map(line)
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

    private func noteLines(_ notes: String) -> [String] {
        var text = notes[...]
        while text.last?.isNewline == true { text.removeLast() }
        if text.isEmpty { return [] }
        return ["", "NOTES:"] + text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// A planned change as a line: `  update service shop_web: deploy.replicas`.
    func line(_ change: PlannedChange) -> String {
        let action =
            switch change.action {
            case .create: style.green("create ")
            case .update: style.yellow("update ")
            case .replace: style.yellow("replace")
            case .delete: style.red("delete ")
            case .keep: "keep   "
            }
        let paths = change.paths.isEmpty ? "" : ": " + change.paths.joined(separator: ", ")
        return "  \(action) \(change.object)\(paths)"
    }

    private func value(_ result: OperationResult) -> Value {
        var members = Self.members(result.record, status: result.status)
        members["outcome"] = .string(result.outcome.rawValue)
        members["description"] = .string(result.description)
        members["updated"] = result.updated.map { .string(Timestamp.rfc3339($0)) } ?? .null
        members["changes"] = .array(
            result.changes.filter { $0.action != .keep }.map { change in
                [
                    "action": .string(change.action.rawValue),
                    "kind": .string(change.object.kind),
                    "name": .string(change.object.name),
                    "paths": .array(change.paths.map { .string($0) }),
                ]
            }
        )
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
