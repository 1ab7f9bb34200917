import ArgumentParser
import OrderedCollections
import Releases
import Values

/// `davit status NAME`.
struct StatusCommand: ReleaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show a release and what runs of it."
    )

    @Argument(help: "The release.")
    var release: String

    @Option(help: ArgumentHelp("The revision (default: the last).", valueName: "number"))
    var revision: Int?

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let chosen = try await TargetResolver(context, global, target).resolve(.read)
        let report = try await Status(release: release, revision: revision).run(in: chosen.environment)
        try context.render(value(report), as: output.format) { lines(report, chosen) }
    }

    private func lines(_ report: ReleaseReport, _ chosen: ChosenTarget) -> [String] {
        let record = report.record
        var lines = [
            "NAME: \(record.release)",
            "CHART: \(record.chart.label)",
            "TARGET: \(chosen.orchestrator.endpoint)",
            "LAST DEPLOYED: \(Timestamp.text(report.updated))",
            "STATUS: \(report.status.rawValue)",
            "REVISION: \(record.revision)",
        ]
        if !report.description.isEmpty { lines.append("DESCRIPTION: \(report.description)") }
        if let test = report.test {
            lines.append("LAST TEST: \(test.word) at \(Timestamp.text(test.time))")
        }
        if let lease = report.operation {
            lines.append("OPERATION: \(lease.operation) by \(lease.holder)")
        }
        if !report.live.services.isEmpty {
            var table = Table("SERVICE", "MODE", "RUNNING", "IMAGE", "PORTS", "AGE", "MESSAGE")
            for service in report.live.services {
                table.add(
                    service.name,
                    service.mode,
                    "\(service.running)/\(service.desired)",
                    service.image,
                    service.ports.joined(separator: ", "),
                    service.created.map { Timestamp.age(report.now - $0) } ?? "",
                    service.message ?? ""
                )
            }
            lines += [""] + table.lines()
            lines += taskLines(report)
        }
        if !report.live.missing.isEmpty {
            lines += ["", "MISSING:"] + report.live.missing.map { "  \($0)" }
            lines.append(HintPlacement(target).applied(to: "'davit upgrade \(record.release)' puts it back."))
        }
        if let advice = report.live.advice { lines += ["", advice] }
        return lines
    }

    private func taskLines(_ report: ReleaseReport) -> [String] {
        var table = Table("TASK", "ID", "NODE", "STATE", "AGE", "ERROR")
        for service in report.live.services {
            for task in service.tasks {
                table.add(
                    task.slot > 0 ? "\(service.name).\(task.slot)" : service.name,
                    String(task.id.prefix(12)),
                    task.node,
                    task.state,
                    Timestamp.age(report.now - task.since),
                    task.error
                )
            }
        }
        return table.rows.isEmpty ? [] : [""] + table.lines()
    }

    private func value(_ report: ReleaseReport) -> Value {
        var members = ReleasePrinter.members(report.record, status: report.status)
        members["updated"] = .string(Timestamp.rfc3339(report.updated))
        members["description"] = .string(report.description)
        members["services"] = .array(report.live.services.map(value))
        members["missing"] = .array(
            report.live.missing.map { ["kind": .string($0.kind), "name": .string($0.name)] }
        )
        members["test"] =
            report.test.map {
                ["result": .string($0.word), "time": .string(Timestamp.rfc3339($0.time))]
            } ?? .null
        members["runs"] = .bool(report.live.runs)
        members["notes"] = .string(report.record.notes)
        return .object(members)
    }

    private func value(_ service: LiveStatus.Service) -> Value {
        [
            "name": .string(service.name),
            "image": .string(service.image),
            "mode": .string(service.mode),
            "running": .int(Int64(service.running)),
            "desired": .int(Int64(service.desired)),
            "ports": .array(service.ports.map { .string($0) }),
            "created": service.created.map { .string(Timestamp.rfc3339($0)) } ?? .null,
            "updated": service.updated.map { .string(Timestamp.rfc3339($0)) } ?? .null,
            "message": service.message.map { .string($0) } ?? .null,
            "tasks": .array(service.tasks.map(value)),
        ]
    }

    private func value(_ task: LiveStatus.Task) -> Value {
        [
            "id": .string(task.id),
            "slot": .int(Int64(task.slot)),
            "node": .string(task.node),
            "state": .string(task.state),
            "since": .string(Timestamp.rfc3339(task.since)),
            "error": task.error.isEmpty ? .null : .string(task.error),
        ]
    }
}
