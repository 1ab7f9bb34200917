import Compose
import Diagnostics
import OrderedCollections
import Values
import YAML

/// Loads Compose text as tests need it: named files, given variables, a hash that can be foreseen.
struct Loading {
    var variables: [String: String]? = [:]
    var profiles: Set<String> = []
    var files: [String: String] = [:]

    /// Loads documents by file name, in the order given.
    func load(_ documents: KeyValuePairs<String, String>) throws -> LoadedProject {
        let parsed = try documents.map { file, text in
            let node = try YAML.parse(Array(text.utf8), file: file).first
            let chart =
                file.hasPrefix("charts/")
                ? file.split(separator: "/").prefix(2).joined(separator: "/") + "/" : ""
            return ComposeDocument(
                file: file,
                node: node ?? Node(.mapping([]), line: 1, column: 1),
                chart: chart
            )
        }
        return try Compose.load(documents: parsed, options: options)
    }

    /// Loads one document named `compose.yaml`.
    func load(_ text: String) throws -> LoadedProject {
        try load(["compose.yaml": text])
    }

    /// The service `web` of a document that has only the lines given below `image`.
    func service(_ lines: String, and rest: String = "") throws -> Service {
        let indented = lines.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
        let text = "services:\n  web:\n    image: nginx\n\(indented.joined(separator: "\n"))\n\(rest)"
        guard let service = try load(text).project.services["web"] else {
            throw Failure(.internal, "the test has no service 'web'")
        }
        return service
    }

    /// The project that the canonical form of another gives.
    func reload(_ value: Value) throws -> Project {
        var final = self
        final.variables = nil
        final.files = [:]
        let text = YAML.emit(value, style: .v3, sortKeys: false)
        return try final.load(String(decoding: text, as: UTF8.self)).project
    }

    /// The failure of a load, or nil when it succeeds.
    func failure(_ documents: KeyValuePairs<String, String>) -> Failure? {
        do {
            _ = try load(documents)
            return nil
        } catch {
            return error as? Failure
        }
    }

    private var options: ComposeOptions {
        let files = files
        return ComposeOptions(
            interpolation: variables.map { .variables($0) } ?? .none,
            profiles: profiles,
            readFile: { files[$0].map { Array($0.utf8) } },
            listFiles: { folder in files.keys.filter { $0.hasPrefix(folder) } },
            contentHash: { bytes in "h\(bytes.count)-\(bytes.reduce(0) { $0 + Int($1) })" }
        )
    }
}
