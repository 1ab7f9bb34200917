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
        /// What to do about the first, when more is known than the violation says.
        var hint: String?
    }

    /// Violations that a person is told besides the first.
    private static let longestList = 20

    /// - Throws: `.invalidInput` with the violations of every chart, the first as the message.
    static func check(_ chart: Chart, _ values: Value.Object) throws(Failure) {
        var findings: [Finding] = []
        try collect(chart, values, under: [], &findings)
        guard let finding = findings.first, let first = finding.violations.first else { return }
        let others = findings.flatMap { other in
            other.violations.map { (other.chart == finding.chart ? "" : "\(other.chart): ") + $0.message }
        }
        var shown = Array(others.dropFirst().prefix(longestList))
        let rest = others.count - 1 - shown.count
        if rest > 0 { shown.append("and \(rest) more") }
        let lines = findings.map { finding in
            let lines = finding.violations.map(\.helmText).filter { !$0.isEmpty }
            return "\(finding.chart):\n" + lines.map { "\($0)\n" }.joined()
        }
        throw Failure(
            .invalidInput,
            first.message,
            at: SourceLocation(file: "values of \(finding.chart)"),
            notes: shown,
            hint: finding.hint ?? "the rules are in \(finding.chart)/values.schema.json",
            cause: HelmText(
                "values don't meet the specifications of the schema(s) in the following chart(s):\n"
                    + lines.joined()
            )
        )
    }

    /// - Parameter keys: Where the chart's values are in those of the whole release; empty for the parent.
    private static func collect(
        _ chart: Chart,
        _ values: Value.Object,
        under keys: [String],
        _ findings: inout [Finding]
    ) throws(Failure) {
        if let file = chart.schema {
            let place = "\(chart.name)/values.schema.json"
            let schema = try JSONSchema(
                schema: try JSON.decode(file.bytes, file: place),
                file: place,
                matches: TextPattern.matcher()
            )
            let violations: [Violation]
            do throws(Failure) { violations = try schema.validate(.object(values)) } catch {
                var failure = error
                failure.location = SourceLocation(file: place)
                throw failure
            }
            if let first = violations.first {
                let hint = first.hint ?? textHint(first, schema, .object(values), under: keys)
                findings.append(Finding(chart: chart.name, violations: violations, hint: hint))
            }
        }
        for child in chart.dependencies {
            if case .object(let section)? = values[child.name] {
                try collect(child, section, under: keys + [child.name], &findings)
            }
        }
    }

    /// The option that gives a number or truth value as the text that the schema wants, where that is all
    /// that is wrong: `--set tag=1.27` gives a number.
    private static func textHint(
        _ violation: Violation,
        _ schema: JSONSchema,
        _ values: Value,
        under keys: [String]
    ) -> String? {
        guard let text = values[violation.path]?.scalarText else { return nil }
        var path: [String] = []
        for component in violation.path.components {
            guard case .key(let key) = component else { return nil }
            path.append(key)
        }
        var corrected = values
        corrected.set(.string(text), at: path)
        guard let left = try? schema.validate(corrected), !left.contains(where: { $0.path == violation.path })
        else { return nil }
        let name = ValuePath((keys + path).map { .key($0) })
        return "to give it as text, write --set-string '\(name)=\(text)'"
    }
}

extension Value {
    /// A number or truth value as it is written; nil for everything else.
    fileprivate var scalarText: String? {
        switch self {
        case .bool, .int, .double: String(decoding: JSON.encode(self), as: UTF8.self)
        default: nil
        }
    }
}
