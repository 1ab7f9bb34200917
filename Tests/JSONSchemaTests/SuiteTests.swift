import Diagnostics
import FoundationEssentials
import JSONSchema
import TestSupport
import Testing
import Values

/// The public JSON-Schema-Test-Suite, which is not part of the project: `DAVIT_JSON_SCHEMA_SUITE` names a checkout.
@Suite("JSON-Schema-Test-Suite", .enabled(if: SuiteFolder.root != nil))
struct SuiteTests {
    @Test(arguments: [
        ("draft4", JSONSchema.Draft.draft4), ("draft6", .draft6), ("draft7", .draft7),
        ("draft2019-09", .draft2019), ("draft2020-12", .draft2020),
    ])
    func requiredCasesAreMet(folder: String, draft: JSONSchema.Draft) throws {
        let path = "\(SuiteFolder.root ?? "")/tests/\(folder)"
        let remotes = try SuiteFolder.remotes()
        var right = 0
        var wrong: [String] = []
        var refused: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        where name.hasSuffix(".json") {
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
            let groups = try JSON.decode(bytes, file: name).arrayValue ?? []
            for group in groups {
                let title = "\(name): \(group["description"]?.stringValue ?? "")"
                let tests = group["tests"]?.arrayValue ?? []
                do throws(Failure) {
                    let schema = try Self.schema(group["schema"] ?? .null, draft, remotes)
                    for test in tests {
                        let isValid = try schema.validate(test["data"] ?? .null).isEmpty
                        if isValid == test["valid"]?.boolValue {
                            right += 1
                        } else {
                            wrong.append("\(title): \(test["description"]?.stringValue ?? "")")
                        }
                    }
                } catch {
                    refused += tests.map { _ in "\(title): \(error)" }
                }
            }
        }
        print("\(folder): \(right) right, \(wrong.count) wrong, \(refused.count) refused")
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
        #expect(refused.isEmpty, "\(Set(refused).sorted().joined(separator: "\n"))")
    }

    private static func schema(
        _ value: Value,
        _ draft: JSONSchema.Draft,
        _ remotes: [String: Value]
    ) throws(Failure) -> JSONSchema {
        var value = value
        if value["$schema"] == nil {
            guard case .object = value else {
                // A schema that is true or false says nothing of its draft.
                return try compile(value == true ? "{}" : ##"{"not":{}}"##, draft: draft)
            }
            value.set(.string(uris[draft] ?? ""), at: ["$schema"])
        }
        return try compile(String(decoding: JSON.encode(value), as: UTF8.self), known: remotes)
    }
}

enum SuiteFolder {
    static let root = ProcessInfo.processInfo.environment["DAVIT_JSON_SCHEMA_SUITE"]

    /// The documents that cases refer to, by the address that the suite has for them.
    static func remotes() throws -> [String: Value] {
        let folder = "\(root ?? "")/remotes"
        var remotes: [String: Value] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) where path.hasSuffix(".json")
        {
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)")))
            remotes["http://localhost:1234/\(path)"] = try JSON.decode(bytes, file: path)
        }
        return remotes
    }
}
