import TestSupport
import Testing
import Values
import YAML

/// One row of a table in `Tests/Fixtures/kubernetes-objects`.
struct ObjectCase: Sendable, CustomTestStringConvertible {
    let row: Value

    /// The rows of a table; none when it cannot be read, which a test of its own finds out.
    static func all(in table: String) -> [ObjectCase] {
        let path = "Fixtures/kubernetes-objects/\(table).yaml"
        let rows = try? YAML.decode(Fixture.bytes(path), file: path).arrayValue
        return (rows ?? []).map { ObjectCase(row: $0) }
    }

    var testDescription: String { String(decoding: JSON.encode(row), as: UTF8.self) }

    func value(_ key: String) throws -> Value { try #require(row[key]) }

    func text(_ key: String) throws -> String { try #require(row[key]?.stringValue) }

    func texts(_ key: String) -> [String] { (row[key]?.arrayValue ?? []).compactMap(\.stringValue) }
}

extension Value {
    /// The value of a YAML text that a test has written.
    static func yaml(_ text: String) throws -> Value {
        try YAML.decode(Array(text.utf8), file: "test.yaml")
    }
}
