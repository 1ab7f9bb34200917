import Charts
import Diagnostics
import FoundationEssentials
import OrderedCollections
import TestSupport
import Testing
import Values

/// Charts that are meant to hurt end with one error that says where, whatever they do.
///
/// `Tests/Fixtures/hostile.jsonl` has a chart a line; every fourth is tried, all of them when `DAVIT_HOSTILE` is
/// set, which takes minutes without optimisation. How long each takes and how much memory is a matter of
/// the release build: there it is 2 seconds and 512 MiB.
@Suite struct HostileTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        var id: String
        /// The content of `templates/t.yaml`.
        var template: String?
        /// Other files of the chart.
        var files: [String: Content]?

        var testDescription: String { id }

        /// Keys and password hashes take seconds without optimisation.
        var isFastEnough: Bool {
            !["gen-", "bcrypt", "htpasswd", "derive-", "build-"].contains { id.hasPrefix($0) }
        }

        static func all() throws -> [Case] {
            let decoder = JSONDecoder()
            let lines = try Fixture.bytes("Fixtures/hostile.jsonl").split(separator: UInt8(ascii: "\n"))
            let step = ProcessInfo.processInfo.environment["DAVIT_HOSTILE"] == nil ? 4 : 1
            return try stride(from: 0, to: lines.count, by: step).map { index in
                try decoder.decode(Case.self, from: Data(lines[index]))
            }
        }
    }

    /// A text, or one that is repeated between two others.
    struct Content: Decodable, Sendable {
        var text: String

        private enum CodingKeys: CodingKey {
            case before, text, times, after
        }

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                self.text = text
                return
            }
            let parts = try decoder.container(keyedBy: CodingKeys.self)
            let repeated = String(
                repeating: try parts.decode(String.self, forKey: .text),
                count: try parts.decode(Int.self, forKey: .times)
            )
            text =
                try parts.decode(String.self, forKey: .before) + repeated
                + parts.decode(String.self, forKey: .after)
        }
    }

    @Test(arguments: try Case.all().filter(\.isFastEnough))
    func endsWithOneError(chart: Case) async throws {
        var files = ["Chart.yaml": "apiVersion: v2\nname: h\nversion: 1.0.0\n", "values.yaml": ""]
        if let template = chart.template { files["templates/t.yaml"] = template }
        for (path, content) in chart.files ?? [:] { files[path] = content.text }
        let failure = try await withTemporaryFolder { folder in
            for (path, text) in files {
                let place = URL(fileURLWithPath: "\(folder)/\(path)")
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(Self.scaled(text).utf8).write(to: place)
            }
            return #expect(throws: Failure.self) { try Self.render(folder) }
        }
        #expect(failure?.location != nil, "\(failure?.message ?? "")")
        #expect((failure?.message ?? "").utf8.count <= 11_000)
        #expect((failure?.notes.count ?? 0) <= 21)
    }

    private static func render(_ folder: String) throws(Failure) {
        let chart = try Chart.load(path: folder)
        try chart.requireDependencies()
        let facts = ReleaseFacts(name: "rel", namespace: "ns", revision: 1, isInstall: true)
        var input = RenderInput(release: facts)
        input.seconds = 0.001
        let rendered = try ChartRenderer.render(chart, user: [:], input)
        if try Manifest(rendered).hasKubernetesObjects { try chart.requireKubernetes(input.kubernetes) }
        _ = try rendered.documents()
    }

    /// Sizes in marks, as in `repeat <<8000000>> "x"`, are for optimised code: here they are a thousandth.
    private static func scaled(_ text: String) -> String {
        var parts = text.split(separator: "<<", omittingEmptySubsequences: false)[...]
        var result = String(parts.removeFirst())
        for part in parts {
            let end = part.firstRange(of: ">>")
            guard let end, let size = Int(part[..<end.lowerBound]) else { return text }
            result += String(size / 1000) + part[end.upperBound...]
        }
        return result
    }
}
