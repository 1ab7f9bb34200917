import Diagnostics
import JSONSchema
import OrderedCollections
import TemplateFunctions
import Values

/// Checks values against `values.schema.json` of a chart and of its subcharts.
enum SchemaCheck {
    /// - Parameter keys: Where the chart's values are in those of the whole release; empty for the parent.
    /// - Throws: `.invalidInput` with every violation, the first as the message.
    static func check(_ chart: Chart, _ values: Value.Object, under keys: [String] = []) throws(Failure) {
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
                    hint: first.hint ?? textHint(first, schema, .object(values), under: keys)
                        ?? "the rules are in \(place)"
                )
            }
        }
        for child in chart.dependencies {
            if case .object(let section)? = values[child.name] {
                try check(child, section, under: keys + [child.name])
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
