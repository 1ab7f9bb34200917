import Archives
import Compose
import Diagnostics
import FoundationEssentials
import TestSupport
import Testing
import Values
import YAML

@testable import Kubernetes

/// A Compose file of `Tests/Fixtures/kubernetes`, and what it becomes.
struct ComposeFixture: Sendable, CustomTestStringConvertible {
    var name: String
    /// The folder below `Tests/`.
    var folder = Self.folder

    static let folder = "Fixtures/kubernetes"

    /// Every Compose file of the folder.
    static let all = files(in: folder)

    /// The stack files that the tests of Swarm give `docker stack deploy`.
    static let stacks = files(in: "Fixtures/stacks")

    private static func files(in folder: String) -> [ComposeFixture] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: Fixture.path(folder))) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map {
            ComposeFixture(name: String($0.dropLast(5)), folder: folder)
        }
    }

    var testDescription: String { name }

    var bytes: [UInt8] {
        get throws { try Fixture.bytes("\(folder)/\(name).yaml") }
    }

    /// What the first line says: `# kube-version: 1.29`.
    func version() throws -> KubernetesVersion {
        let text = String(decoding: try bytes, as: UTF8.self)
        let mark = "# kube-version: "
        guard text.hasPrefix(mark) else { return .assumed }
        let line = text.prefix { $0 != "\n" }.dropFirst(mark.utf8.count)
        return try #require(KubernetesVersion(String(line)))
    }

    func project() throws -> Project {
        let node = try #require(try YAML.parse(bytes, file: "\(name).yaml").first)
        let options = ComposeOptions(
            interpolation: .variables([:]),
            readFile: { [folder] in try? Fixture.bytes("\(folder)/\($0)") },
            contentHash: { String(Digest.sha256($0).prefix(12)) }
        )
        return try load(documents: [ComposeDocument(file: name, node: node)], options: options).project
    }

    /// The objects with the hooks behind them, and what is said of the project.
    func converted() throws -> (objects: [KubernetesObject], diagnostics: [Diagnostic]) {
        try Self.convert(try project(), version: try version())
    }

    static func convert(
        _ project: Project,
        version: KubernetesVersion = .assumed
    ) throws -> (objects: [KubernetesObject], diagnostics: [Diagnostic]) {
        var converter = KubernetesConverter(
            project: project,
            options: ConversionOptions(release: "shop", version: version)
        )
        let result = converter.convert()
        return (result.objects + result.hooks, converter.diagnostics)
    }

    /// The text that stands in a golden: what is said, and the objects, of which there are none after an error.
    static func text(_ objects: [KubernetesObject], _ diagnostics: [Diagnostic]) -> String {
        var text = ""
        for diagnostic in diagnostics {
            let hint = diagnostic.hint.map { " (\($0))" } ?? ""
            text += "# \(diagnostic.severity.rawValue): \(diagnostic.message)\(hint)\n"
        }
        if diagnostics.contains(where: { $0.severity == .error }) { return text }
        for object in objects {
            text +=
                "---\n"
                + String(decoding: YAML.emit(object.value, style: .v3, sortKeys: false), as: UTF8.self)
        }
        return text
    }
}
