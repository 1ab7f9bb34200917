import ArgumentParser
import OrderedCollections
import Releases
import Values

/// `davit drift NAME`.
struct DriftCommand: ReleaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Show what was changed of a release outside of Davit.",
        discussion: """
            What runs is compared with the revision in force. The next upgrade, even one without any new value, \
            puts it back. Replicas that are left alone ('x-davit.replicas: keep') are no drift.
            """
    )

    @Argument(help: "The release.")
    var release: String

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var diff: DiffOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let chosen = try await TargetResolver(context, global, target).resolve(.read)
        var report = try await Drift(release: release).run(in: chosen.environment)
        report.changes = diff.chosen(report.changes)
        let printer = ReleasePrinter(context, global)
        printer.tell(report.diagnostics)
        try context.render(Self.value(report), as: output.format) {
            lines(report, on: chosen.orchestrator.kind, style: printer.style)
        }
        try diff.exit(report.changes)
    }

    private func lines(_ report: DriftReport, on kind: TargetKind, style: Style) -> [String] {
        let record = report.record
        let revision = "revision \(record.revision) (\(record.chart.label))"
        if report.changes.isEmpty { return ["Release \(record.release) is as \(revision) has it."] }
        let printer = ChangePrinter(
            style: style,
            context: diff.context,
            sides: (old: "live", new: "recorded")
        )
        var lines = [
            "Release \(record.release) is not as \(revision) has it, recorded \(Timestamp.text(record.time)) "
                + "by \(record.author):"
        ]
        for change in report.changes {
            lines.append("  \(style.bold(change.object.description)) \(Self.what(change))")
            if change.action != .create, change.action != .delete {
                lines += printer.lines(change).dropFirst()
            }
        }
        if report.isBusy {
            lines.append("An operation is at work on it, or broke off; this may be its work.")
        }
        lines.append("")
        guard report.changes.allSatisfy({ report.surplus.contains($0.object) }) else {
            let line = "To put it back: davit upgrade \(record.release)"
            return lines + [HintPlacement(target).applied(to: line)]
        }
        return lines + Self.removals(report, on: kind).map { "To remove it: \($0)" }
    }

    /// What was done to an object, and when, as far as the engine tells.
    private static func what(_ change: PlannedChange) -> String {
        switch change.action {
        case .create:
            return "was removed"
        case .delete:
            return "was added" + (change.trace?.created.map { " \(Timestamp.text($0))" } ?? "")
                + editor(change)
        default:
            let time = change.trace?.updated.map { ", last \(Timestamp.text($0))" } ?? ""
            let once = change.trace?.wasAsRecorded == true ? " once" : ""
            return "was changed\(once)\(time)\(editor(change))"
        }
    }

    private static func editor(_ change: PlannedChange) -> String {
        change.trace?.editor.map { " by \($0)" } ?? ""
    }

    /// The commands that remove what nobody needs.
    private static func removals(_ report: DriftReport, on target: TargetKind) -> [String] {
        if target == .kubernetes {
            return report.surplus.map { object in
                let place = object.name.split(separator: "/")
                let namespace = place.count > 1 ? String(place[0]) : report.record.namespace
                return "kubectl delete \(object.kind) \(place[place.count - 1]) -n \(namespace)"
            }
        }
        return ["service", "network", "config", "secret"].compactMap { kind in
            let names = report.surplus.filter { $0.kind == kind }.map(\.name)
            return names.isEmpty ? nil : "docker \(kind) rm \(names.joined(separator: " "))"
        }
    }

    private static func value(_ report: DriftReport) -> Value {
        let record = report.record
        var members = ReleasePrinter.members(record, status: nil)
        members["status"] = nil
        members["recorded"] = .string(Timestamp.rfc3339(record.time))
        members["author"] = .string(record.author)
        members["drifted"] = .bool(!report.changes.isEmpty)
        members["objects"] = .array(report.changes.map(value))
        return .object(members)
    }

    private static func value(_ change: PlannedChange) -> Value {
        let what =
            switch change.action {
            case .create: "removed"
            case .delete: "added"
            default: "changed"
            }
        func time(_ time: Double?) -> Value { time.map { .string(Timestamp.rfc3339($0)) } ?? .null }
        return [
            "kind": .string(change.object.kind),
            "name": .string(change.object.name),
            "what": .string(what),
            "created": time(change.trace?.created),
            "updated": time(change.trace?.updated),
            "updated_by": change.trace?.editor.map { .string($0) } ?? .null,
            "changed_once": change.trace?.wasAsRecorded.map { .bool($0) } ?? .null,
            "differences": .array(
                change.differences.map { difference in
                    [
                        "path": .string(difference.path),
                        "recorded": difference.new ?? .null,
                        "live": difference.old ?? .null,
                    ]
                }
            ),
        ]
    }
}
