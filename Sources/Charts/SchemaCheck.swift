import Diagnostics
import JSONSchema
import Values

/// Checks values against `values.schema.json` of a chart and of its subcharts.
enum SchemaCheck {
    /// - Throws: `.invalidInput` with every violation, the first as the message.
    static func check(_ chart: Chart, _ values: Value.Object) throws(Failure) {
        if let file = chart.schema {
            let place = "\(chart.name)/values.schema.json"
            let schema = try JSONSchema(schema: try JSON.decode(file.bytes, file: place), file: place)
            let violations = try schema.validate(.object(values))
            if let first = violations.first {
                throw Failure(
                    .invalidInput, first.message, at: SourceLocation(file: "values of \(chart.name)"),
                    notes: violations.dropFirst().map(\.message),
                    hint: "'davit show values \(chart.name)' lists the values; the rules are in values.schema.json")
            }
        }
        for child in chart.dependencies {
            if case .object(let section)? = values[child.name] { try check(child, section) }
        }
    }
}
