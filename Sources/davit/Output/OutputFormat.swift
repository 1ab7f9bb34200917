import ArgumentParser
import Values
import YAML

/// How a command prints its result (`-o`).
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case table, json, yaml
}

/// The option `-o/--output`.
struct OutputOptions: ParsableArguments, Sendable {
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: "Print the result as table, json or yaml."
    )
    var format: OutputFormat = .table

    /// Whether a person reads the result.
    var isForPeople: Bool { format == .table }
}

extension Context {
    /// The one place that turns a result into the wanted form: `value` for machines, `table` for people.
    func render(_ value: @autoclosure () -> Value, as format: OutputFormat, table: () -> [String]) throws {
        switch format {
        case .json:
            try write(JSON.encode(value(), pretty: true) + [0x0A])
        case .yaml:
            try write(YAML.emit(value(), style: .v3, sortKeys: false))
        case .table:
            for line in table() { try print(line) }
        }
    }
}
