import Diagnostics
import JSONSchema
import OrderedCollections
import TemplateFunctions
import Values

/// Checks values against `values.schema.json` of a chart and of its subcharts.
enum SchemaCheck {
    private struct Finding {
        var chart: String
        var violations: [Violation]
    }

    /// - Throws: `.invalidInput` with every violation of every chart, the first as the message.
    static func check(_ chart: Chart, _ values: Value.Object) throws(Failure) {
        var findings: [Finding] = []
        try collect(chart, values, &findings)
        guard let finding = findings.first, let first = finding.violations.first else { return }
        let others = findings.flatMap { other in
            other.violations.map { (other.chart == finding.chart ? "" : "\(other.chart): ") + $0.message }
        }
        let lines = findings.map { finding in
            let lines = finding.violations.map(\.helmText).filter { !$0.isEmpty }
            return "\(finding.chart):\n" + lines.map { "\($0)\n" }.joined()
        }
        throw Failure(
            .invalidInput,
            first.message,
            at: SourceLocation(file: "values of \(finding.chart)"),
            notes: Array(others.dropFirst()),
            hint: first.hint ?? "the rules are in \(finding.chart)/values.schema.json",
            cause: HelmText(
                "values don't meet the specifications of the schema(s) in the following chart(s):\n"
                    + lines.joined()
            )
        )
    }

    private static func collect(
        _ chart: Chart,
        _ values: Value.Object,
        _ findings: inout [Finding]
    ) throws(Failure) {
        if let file = chart.schema {
            let place = "\(chart.name)/values.schema.json"
            let schema = try JSONSchema(
                schema: try JSON.decode(file.bytes, file: place),
                file: place,
                matches: TextPattern.matches
            )
            let violations = try schema.validate(.object(values))
            if !violations.isEmpty { findings.append(Finding(chart: chart.name, violations: violations)) }
        }
        for child in chart.dependencies {
            if case .object(let section)? = values[child.name] { try collect(child, section, &findings) }
        }
    }
}
