import FoundationEssentials

/// One template that real Helm 4.2.3 rendered, with what came of it.
///
/// `Tests/Conformance/README.md` says how they were made.
package struct ConformanceCase: Decodable, Sendable {
    package var id: String
    package var group: String
    /// The content of `templates/t.yaml` in a chart named `case`.
    package var template: String
    /// The user's values.
    package var values: JSONValue
    /// What was rendered; nil when rendering failed.
    package var output: String?
    /// Helm's error text.
    package var error: String?
    /// True when only the first 1000 characters of the error were kept.
    package var isErrorTruncated: Bool?

    private enum CodingKeys: String, CodingKey {
        case id, group, template, values, output, error
        case isErrorTruncated = "error_truncated"
    }

    /// The cases of a file in `Tests/Conformance`, one JSON object a line.
    package static func all(in name: String = "template-cases.jsonl") throws -> [ConformanceCase] {
        try all(bytes: try Fixture.bytes("Conformance/\(name)"))
    }

    /// Cases that are not part of the project, from the file that `DAVIT_CASES` names; nil without one.
    package static func further() throws -> [ConformanceCase]? {
        guard let path = ProcessInfo.processInfo.environment["DAVIT_CASES"] else { return nil }
        return try all(bytes: Array(try Data(contentsOf: URL(fileURLWithPath: path))))
    }

    private static func all(bytes: [UInt8]) throws -> [ConformanceCase] {
        let decoder = JSONDecoder()
        return try bytes.split(separator: UInt8(ascii: "\n")).map { line in
            try decoder.decode(ConformanceCase.self, from: Data(line))
        }
    }

    /// What is wrong with an engine's result, or nil when it is Helm's.
    ///
    /// - Parameters:
    ///   - output: The rendered text, if rendering succeeded.
    ///   - error: The error text otherwise.
    /// - Returns: A text that shows both.
    package func mismatch(output: String?, error: String?) -> String? {
        let wanted =
            self.output.map { "output \($0.debugDescription)" }
            ?? "error \((self.error ?? "").debugDescription)"
        if let output {
            // Compared as bytes: Swift's strings are equal when they are canonically equivalent.
            if let expected = self.output, output.utf8.elementsEqual(expected.utf8) { return nil }
            return described(wanted, "output \(output.debugDescription)")
        }
        let error = error ?? ""
        let shown = isErrorTruncated == true ? String(error.unicodeScalars.prefix(1000)) : error
        if let expected = self.error, shown.utf8.elementsEqual(expected.utf8) { return nil }
        return described(wanted, "error \(error.debugDescription)")
    }

    private func described(_ wanted: String, _ got: String) -> String {
        "\(id): \(template.debugDescription)\n    want \(wanted)\n    got  \(got)"
    }
}
