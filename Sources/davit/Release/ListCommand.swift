import ArgumentParser
import Diagnostics
import Releases
import Values

/// `davit list`.
struct ListCommand: ReleaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List releases.",
        aliases: ["ls"]
    )

    @Flag(help: "Only releases whose last revision is deployed.")
    var deployed = false
    @Flag(help: "Only releases whose last revision failed or was interrupted.")
    var failed = false
    @Flag(help: "Only releases with an operation at work.")
    var pending = false
    @Flag(help: "Only releases that are uninstalled with their history kept.")
    var uninstalled = false

    @Option(name: [.short, .long], help: ArgumentHelp("Only names that contain this.", valueName: "text"))
    var filter: String?

    @Option(
        name: [.short, .customLong("selector")],
        help: ArgumentHelp("Only releases with these labels.", valueName: "name=value")
    )
    var labels: [String] = []

    @Flag(name: [.customShort("d"), .customLong("date")], help: "In the order of their last change.")
    var byDate = false

    @Flag(name: [.short, .long], help: "In reverse order.")
    var reverse = false

    @Option(
        name: [.short, .customLong("max")],
        help: ArgumentHelp("At most this many.", valueName: "number")
    )
    var maximum: Int?

    @Option(help: ArgumentHelp("Leave out this many at the start.", valueName: "number"))
    var offset = 0

    @Flag(name: [.customShort("q"), .customLong("short")], help: "Print names only.")
    var short = false

    @Flag(help: "Leave out the headings.")
    var noHeaders = false

    @Flag(name: [.customShort("A"), .long], help: "Releases in all namespaces (Kubernetes).")
    var allNamespaces = false

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        var statuses: Set<ReleaseStatus> = []
        if deployed { statuses.formUnion([.deployed, .rendered]) }
        if failed { statuses.formUnion([.failed, .interrupted]) }
        if pending {
            statuses.formUnion([.pendingInstall, .pendingUpgrade, .pendingRollback, .uninstalling])
        }
        if uninstalled { statuses.insert(.uninstalled) }
        let filter = filter
        let list = List(
            statuses: statuses,
            labels: try LabelOptions.parse(labels) ?? [:],
            order: byDate ? .updated : .name,
            isReversed: reverse,
            offset: offset,
            maximum: maximum,
            nameFilter: { name in filter.map { name.contains($0) } ?? true }
        )
        var resolver = TargetResolver(context, global, target)
        resolver.seesAllNamespaces = allNamespaces
        let chosen = try await resolver.resolve(.read)
        let heads = try await list.run(in: chosen.environment)
        if short, output.isForPeople {
            for head in heads { try context.print(head.release) }
            return
        }
        try context.render(.array(heads.map(value)), as: output.format) {
            let place = chosen.orchestrator.kind == .kubernetes ? ["NAMESPACE"] : []
            var table = Table(["NAME"] + place + ["REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION"])
            for head in heads {
                table.add(
                    [head.release] + place.map { _ in head.namespace } + [
                        String(head.revision),
                        Timestamp.text(head.updated),
                        head.status.rawValue,
                        head.chart.label,
                        head.chart.appVersion,
                    ]
                )
            }
            return table.lines(headings: !noHeaders)
        }
    }

    private func value(_ head: ReleaseHead) -> Value {
        [
            "name": .string(head.release),
            "namespace": .string(head.namespace),
            "revision": .string(String(head.revision)),
            "updated": .string(Timestamp.rfc3339(head.updated)),
            "status": .string(head.status.rawValue),
            "chart": .string(head.chart.label),
            "app_version": .string(head.chart.appVersion),
        ]
    }
}
