import Diagnostics
import JSONSchema
import OrderedCollections
import TemplateFunctions
import Values

/// Checks values against `values.schema.json` of a chart and of its subcharts.
enum SchemaCheck {
    /// - Throws: `.invalidInput` with every violation, the first as the message.
    static func check(_ chart: Chart, _ values: Value.Object) throws(Failure) {
        if let file = chart.schema {
            let place = "\(chart.name)/values.schema.json"
            let schema = try JSONSchema(
                schema: try JSON.decode(file.bytes, file: place),
                file: place,
                matches: TextPattern.matches
            )
            let violations = try schema.validate(.object(values))
            if let first = violations.first {
                throw Failure(
                    .invalidInput,
                    first.message,
                    at: SourceLocation(file: "values of \(chart.name)"),
                    notes: violations.dropFirst().map(\.message),
                    hint: first.hint ?? "the rules are in \(place)"
                )
            }
        }
        for child in chart.dependencies {
            if case .object(let section)? = values[child.name] { try check(child, section) }
        }
    }
}
