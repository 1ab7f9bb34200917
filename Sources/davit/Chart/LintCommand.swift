import ArgumentParser
import Charts
import Diagnostics
import Releases

/// `davit lint PATH...`.
struct LintCommand: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Look for problems in a chart."
    )

    @Argument(help: "Folders or .tgz files of charts.")
    var paths: [String]

    @Flag(help: "Let warnings fail the chart too.")
    var strict = false

    @Flag(help: "Print warnings and errors only.")
    var quiet = false

    @OptionGroup(title: "Values") var values: ValuesOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions
    @Option(help: "The target to look at the charts for (default: those of the chart, or swarm).")
    var target: TargetKind?
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let style = Style(global.color, isTerminal: context.isTerminal, environment: context.environment)
        let given = try await ValuesReader(context, global).read(values)
        var failed = 0
        for path in paths {
            if !quiet { try context.print("==> Linting \(path)") }
            do {
                let chart = try Chart.load(path: context.path(path))
                let user = try given.merged(exactNumbers: chart.metadata.hasExactNumbers)
                let lint = Lint(
                    chart,
                    origin: path,
                    values: user,
                    variables: try variables.all(context),
                    targets: targets(of: chart)
                )
                for finding in lint.findings where !quiet || finding.severity != .note {
                    try context.print(line(finding, style))
                }
                if lint.fails(strict: strict) { failed += 1 }
            } catch let failure as Failure {
                failed += 1
                try context.print(
                    line(Diagnostic(.error, failure.message, at: failure.location, hint: failure.hint), style)
                )
            }
        }
        if !quiet || failed > 0 {
            try context.print(
                "\n\(paths.count) chart\(paths.count == 1 ? "" : "s") linted, \(failed) failed"
            )
        }
        if failed > 0 { throw ExitCode(1) }
    }

    private func targets(of chart: Chart) -> [Lint.Target] {
        let own = chart.metadata.targets.compactMap(TargetKind.init)
        let kinds = target.map { [$0] } ?? (own.isEmpty ? [.swarm] : own)
        return kinds.map { kind in
            Lint.Target(name: kind.rawValue) { kind.problems(of: $0, release: "test-release") }
        }
    }

    private func line(_ finding: Diagnostic, _ style: Style) -> String {
        let label =
            switch finding.severity {
            case .note: "[INFO]"
            case .warning: style.yellow("[WARNING]")
            case .error: style.red("[ERROR]")
            }
        let place = finding.location.map { "\($0): " } ?? ""
        let hint = finding.hint.map { " (\($0))" } ?? ""
        return "\(label) \(place)\(finding.message)\(hint)"
    }
}
