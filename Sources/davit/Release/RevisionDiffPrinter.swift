import OrderedCollections
import Releases
import Values

/// Prints what differs between two recorded revisions.
struct RevisionDiffPrinter {
    private let context: Context
    private let style: Style
    private let options: DiffOptions

    init(_ context: Context, _ global: GlobalOptions, _ options: DiffOptions) {
        self.context = context
        self.options = options
        style = Style(global.color, isTerminal: context.isTerminal, environment: context.environment)
    }

    /// - Throws: The exit status of a difference, when it is asked for.
    func print(_ difference: RevisionDifference, as format: OutputFormat) throws {
        let changes = options.chosen(difference.changes)
        let value: Value = [
            "old": .object(Self.members(difference.old)),
            "new": .object(Self.members(difference.new)),
            "changes": .array(changes.map { ChangePrinter.value($0) }),
        ]
        try context.render(value, as: format) {
            let printer = ChangePrinter(style: style, context: options.context)
            if changes.isEmpty {
                return ["\(Self.name(difference.old)) and \(Self.name(difference.new)) want the same."]
            }
            return ["From \(Self.name(difference.old)) to \(Self.name(difference.new)):"]
                + printer.lines(changes) + ["", "\(printer.summary(changes))."]
        }
        try options.exit(changes)
    }

    private static func name(_ revision: RecordedRevision) -> String {
        "revision \(revision.record.revision) of \(revision.record.release) (\(revision.record.chart.label))"
    }

    private static func members(_ revision: RecordedRevision) -> Value.Object {
        ReleasePrinter.members(revision.record, status: revision.status)
    }
}
