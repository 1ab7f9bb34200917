import Archives
package import Compose
package import Diagnostics
import OrderedCollections
import Values
import YAML

extension RenderedChart {
    /// The one project that all Compose documents of the chart and its subcharts make.
    ///
    /// - Parameters:
    ///   - variables: What `$VAR` is resolved from, besides the chart's own `.env`; `COMPOSE_PROFILES` of
    ///     them names the profiles.
    ///   - target: Where the project is to run; on Kubernetes its own objects stand beside the
    ///     project, elsewhere they are refused.
    package func project(variables: [String: String], target: String) throws(Failure) -> LoadedProject {
        var documents: [ComposeDocument] = []
        var hasObjects = false
        for document in try self.documents() {
            if case .kubernetes(_, let kind) = document.kind {
                if target == "kubernetes" {
                    hasObjects = true
                    continue
                }
                throw Failure(
                    .refused,
                    "'\(chart.name)' gives a Kubernetes object (\(kind)), which '\(target)' cannot hold",
                    at: SourceLocation(file: document.file.name, line: document.node.line),
                    hint: "keep it to Kubernetes with {{ if eq .Capabilities.Target \"kubernetes\" }}"
                )
            }
            documents.append(
                ComposeDocument(
                    file: document.file.name,
                    node: document.node,
                    chart: folder(of: document.file.chartPath)
                )
            )
        }
        if documents.isEmpty, hasObjects { return LoadedProject(project: Project()) }
        guard !documents.isEmpty else {
            throw Failure(
                .invalidInput,
                "the chart '\(chart.name)' gives no Compose document",
                hint: "'davit template' shows what it renders to"
            )
        }
        let files = chart.filesBelowRoot
        let values = chart.isSwarmCLI ? values : [:]
        let all = try chart.dotEnv(variables).merging(variables) { _, given in given }
        let profiles = (all["COMPOSE_PROFILES"] ?? "").split { $0 == "," || $0 == " " }.map(String.init)
        let options = ComposeOptions(
            interpolation: .variables(all),
            profiles: Set(profiles),
            readFile: { files[$0] ?? Self.value(at: $0, in: values) },
            listFiles: { folder in files.keys.filter { $0.hasPrefix(folder) }.sorted() },
            contentHash: { String(Digest.sha256($0).prefix(12)) }
        )
        var loaded = try Compose.load(documents: documents, options: options)
        for file in requirements {
            guard let requirements = try Self.requirements(file) else { continue }
            let isOwn = file.name == "\(chart.name)/requirements.yaml"
            loaded = try requirements.applied(to: loaded, isComplete: isOwn)
        }
        return loaded
    }

    private static func requirements(_ file: RenderedFile) throws(Failure) -> Requirements? {
        let document = try YAML.decode(file.text, file: file.name)
        if document.isNull { return nil }
        // For places only: what is read is what `decode` reads.
        let node = try? YAML.parse(file.text, file: file.name).first
        do throws(Failure) {
            guard let object = document.objectValue else {
                throw Failure(
                    .invalidInput,
                    "requirements.yaml must be a mapping, found \(document.kindName)",
                    at: SourceLocation(file: file.name, line: node?.line ?? 0, column: node?.column ?? 0)
                )
            }
            return try Requirements(document: object, file: file.name, node: node)
        } catch {
            var failure = error
            if let line = error.location?.line, line > 0 {
                failure.excerpt = Failure.line(line, of: file.text)
            }
            throw failure
        }
    }

    /// The text of a value that a SwarmCLI chart names like a file: `values/page.html` is `.Values.page.html`.
    private static func value(at path: String, in values: Value.Object) -> [UInt8]? {
        guard path.hasPrefix("values/") else { return nil }
        var value = Value.object(values)
        for key in path.dropFirst("values/".count).split(separator: ".") {
            guard let inner = value[String(key)] else { return nil }
            value = inner
        }
        return value.stringValue.map { Array($0.utf8) }
    }

    /// The folder of a chart below the parent's, `charts/db/` of `web/charts/db`; empty for the parent.
    private func folder(of chartPath: String) -> String {
        guard let slash = chartPath.utf8.firstIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(chartPath[chartPath.utf8.index(after: slash)...]) + "/"
    }
}

extension Chart {
    /// The variables of the chart's `.env`, which may use those that are given.
    fileprivate func dotEnv(_ given: [String: String]) throws(Failure) -> [String: String] {
        guard let file = content(".env") else { return [:] }
        let entries = try EnvFile.parse(file.bytes, file: ".env", variables: given)
        return Dictionary(
            uniqueKeysWithValues: entries.compactMap { name, value in value.map { (name, $0) } }
        )
    }

    /// All files of the chart and its subcharts by path; a subchart's are below `charts/NAME/`, also when
    /// it was an archive or has an alias.
    fileprivate var filesBelowRoot: [String: [UInt8]] {
        var result: [String: [UInt8]] = [:]
        for file in contents where !file.path.hasPrefix("charts/") { result[file.path] = file.bytes }
        for child in dependencies {
            for (path, bytes) in child.filesBelowRoot { result["charts/\(child.name)/\(path)"] = bytes }
        }
        return result
    }
}
