import ArgumentParser
import Diagnostics
import OrderedCollections
import Releases
import Values

/// `davit stacks`.
struct StacksCommand: ReleaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "stacks",
        abstract: "List what runs on every target that answers.",
        discussion: "Stacks that no release of Davit made are listed too, with a '-' for the release."
    )

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let targets = try await TargetResolver(context, global, target).reachable()
        var found: [(TargetKind, StackSummary)] = []
        for chosen in targets {
            let stacks = try await chosen.orchestrator.stacks()
            found += stacks.map { (chosen.orchestrator.kind, $0) }
        }
        let places = targets.map(\.orchestrator.endpoint)
        if !output.isForPeople || found.isEmpty {
            for place in places { context.tell("looked at: \(place)") }
        }
        let rows = found
        try context.render(.array(rows.map(Self.value)), as: output.format) {
            var table = Table("NAME", "TARGET", "SERVICES", "PORTS", "STATUS", "CREATED", "RELEASE")
            for (kind, stack) in rows {
                table.add(
                    stack.name,
                    stack.namespace.isEmpty ? kind.rawValue : "\(kind.rawValue)/\(stack.namespace)",
                    String(stack.services),
                    stack.ports.joined(separator: ", "),
                    stack.status,
                    stack.created.map(Timestamp.text) ?? "",
                    stack.isRelease ? "yes" : "-"
                )
            }
            return table.lines()
        }
    }

    private static func value(_ row: (TargetKind, StackSummary)) -> Value {
        let (kind, stack) = row
        return [
            "name": .string(stack.name),
            "target": .string(kind.rawValue),
            "namespace": .string(stack.namespace),
            "services": .int(Int64(stack.services)),
            "ports": .array(stack.ports.map { .string($0) }),
            "status": .string(stack.status),
            "running": .int(Int64(stack.running)),
            "desired": .int(Int64(stack.desired)),
            "created": stack.created.map { .string(Timestamp.rfc3339($0)) } ?? .null,
            "release": .bool(stack.isRelease),
        ]
    }
}
