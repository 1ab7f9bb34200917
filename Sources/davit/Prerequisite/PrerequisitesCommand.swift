import ArgumentParser
import Charts
import Diagnostics
import Releases
import Values
import Versions

/// `davit prerequisites CHART`.
struct PrerequisitesCommand: ReleaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "prerequisites",
        abstract: "Show what a chart needs to be there first, and whether it is.",
        discussion: """
            CHART is a folder, a .tgz file, REPOSITORY/CHART, or a URL. The releases are shown in the order in \
            which 'davit install' puts them in place, those that others need first. Nothing is changed.
            """
    )

    @Argument(help: "The chart.")
    var chart: String

    @OptionGroup(title: "Values") var values: ValuesOptions
    @OptionGroup(title: "Chart") var chartOptions: ChartOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let source = try await ChartSource(context, global).find(chart, chartOptions)
        let given = try await ValuesReader(context, global).read(values)
        let chosen = try await TargetResolver(context, global, target).resolve(.read)
        let charts = PrerequisiteCharts(context, global, chartOptions)
        let environment = chosen.environment
        let prerequisites = Prerequisites(
            chart: source,
            user: try given.merged(exactNumbers: true),
            origin: charts.origin(of: chart),
            source: charts.source
        )
        let graph = try await prerequisites.resolve(for: environment.key(of: source.name), in: environment)
        var obstacles: [ReleaseKey: String] = [:]
        for node in graph.nodes {
            obstacles[node.key] = try await prerequisites.obstacle(of: node, in: environment)
        }
        try context.render(.array(graph.nodes.map { value($0, obstacles[$0.key]) }), as: output.format) {
            if graph.nodes.isEmpty {
                return ["\(source.name) has no prerequisites on \(chosen.orchestrator.kind)."]
            }
            let place = chosen.orchestrator.kind == .kubernetes ? ["NAMESPACE"] : []
            var table = Table(["RELEASE"] + place + ["CHART", "WANTED", "NEEDED BY", "STATE"])
            for node in graph.nodes {
                let wishes = node.requirements.compactMap(\.prerequisite.version?.text)
                let needs = node.requirements.map(\.dependent.release)
                table.add(
                    [node.key.release] + place.map { _ in node.key.namespace } + [
                        node.version.map { "\(node.chart)-\($0)" } ?? node.chart,
                        wishes.isEmpty ? "any" : wishes.joined(separator: " and "),
                        needs.joined(separator: ", "),
                        Self.word(node) + Self.reason(node, obstacles[node.key]),
                    ]
                )
            }
            return table.lines()
        }
    }

    private static func word(_ node: PrerequisiteNode) -> String {
        switch node.state {
        case .installed: "installed"
        case .provided: "provided"
        case .missing: node.isRepeated ? "failed" : "missing"
        case .unhealthy: "unhealthy"
        }
    }

    private static func reason(_ node: PrerequisiteNode, _ obstacle: String?) -> String {
        switch node.state {
        case .unhealthy(let reason): ": \(reason)"
        case .provided: ": \(node.provides.joined(separator: ", "))"
        case .installed, .missing: obstacle.map { ", not ready: \($0)" } ?? ""
        }
    }

    private func value(_ node: PrerequisiteNode, _ obstacle: String?) -> Value {
        [
            "release": .string(node.key.release),
            "namespace": .string(node.key.namespace),
            "chart": .string(node.chart),
            "version": node.version.map { .string($0) } ?? .null,
            "state": .string(Self.word(node)),
            "obstacle": obstacle.map { .string($0) } ?? .null,
            "provides": .strings(node.provides),
            "required_by": .array(
                node.requirements.map { requirement in
                    [
                        "release": .string(requirement.dependent.release),
                        "range": requirement.prerequisite.version.map { .string($0.text) } ?? .null,
                    ]
                }
            ),
        ]
    }
}
