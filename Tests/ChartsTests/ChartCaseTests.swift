import Charts
import Diagnostics
import FoundationEssentials
import OrderedCollections
import TestSupport
import Testing
import Values

/// One whole small chart of the conformance set, with what Helm renders from it.
private struct ChartCase: Sendable, CustomTestStringConvertible {
    var id: String
    var files: [(path: String, text: String)]
    var values: Value.Object
    var release: String
    var namespace: String
    /// Nil when Helm refuses the chart.
    var output: [String: String]?
    /// Helm's words for what is wrong.
    var error: String?

    var testDescription: String { id }

    init?(_ line: Substring) throws {
        let value = try JSON.decode(Array(line.utf8), file: "chart-cases.jsonl")
        guard let id = value["id"]?.stringValue, let files = value["files"]?.objectValue else { return nil }
        self.id = id
        self.files = files.map { ($0.key, $0.value.stringValue ?? "") }
        values = value["values"]?.objectValue ?? [:]
        release = value["release"]?["name"]?.stringValue ?? ""
        namespace = value["release"]?["namespace"]?.stringValue ?? ""
        error = value["error"]?.stringValue
        output = value["output"]?.objectValue.map { outputs in
            Dictionary(uniqueKeysWithValues: outputs.map { ($0.key, $0.value.stringValue ?? "") })
        }
    }

    static let all: [ChartCase] = {
        guard let text = try? Fixture.text("Conformance/chart-cases.jsonl") else { return [] }
        return text.split(separator: "\n").compactMap { try? ChartCase($0) }
    }()

    /// Renders the case as Helm would, from a folder on disk.
    func render() async throws -> [String: String] {
        try await withTemporaryFolder { folder in
            let root = "\(folder)/top"
            for file in files {
                let url = URL(fileURLWithPath: "\(root)/\(file.path)")
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(file.text.utf8).write(to: url)
            }
            let chart = try Chart.load(path: root)
            let user = chart.metadata.hasExactNumbers ? values : values.mapValues(\.withDoubles)
            var input = RenderInput(
                release: ReleaseFacts(name: release, namespace: namespace, revision: 1, isInstall: true)
            )
            input.service = "Helm"
            input.kubernetes.helmVersion = "v4.2"
            let rendered = try ChartRenderer.render(chart, user: user, input)
            return Dictionary(
                uniqueKeysWithValues: (rendered.files + rendered.noteFiles).map {
                    ($0.name, String(decoding: $0.text, as: UTF8.self))
                }
            )
        }
    }
}

@Suite struct ChartCaseTests {
    /// Charts that Helm's engine takes and Davit refuses on purpose.
    static let refused: [String: String] = [
        "chart-chartyaml-22d05f5f98":
            "apiVersion v3: Helm's command refuses it as well, without an experiment",
        "chart-chartyaml-d1b151da56": "a key given twice in Chart.yaml is an error with its line",
    ]

    @Test func thereAreCases() {
        #expect(ChartCase.all.count == 99)
    }

    @Test(arguments: ChartCase.all)
    private func rendersAsHelmDoes(_ chartCase: ChartCase) async throws {
        guard let expected = chartCase.output, Self.refused[chartCase.id] == nil else {
            let failure = await #expect(throws: Failure.self) { try await chartCase.render() }
            if let error = chartCase.error { #expect(failure?.helmText == error) }
            return
        }
        #expect(try await chartCase.render() == expected)
    }
}
