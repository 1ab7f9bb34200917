import Archives
package import Compose
package import Diagnostics
import YAML

extension RenderedChart {
    /// The one project that all Compose documents of the chart and its subcharts make.
    ///
    /// - Parameters:
    ///   - variables: What `$VAR` is resolved from, besides the chart's own `.env`.
    ///   - target: Where the project is to run; Kubernetes objects are refused elsewhere.
    package func project(variables: [String: String], target: String) throws(Failure) -> LoadedProject {
        var documents: [ComposeDocument] = []
        for document in try self.documents() {
            if case .kubernetes(_, let kind) = document.kind {
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
        guard !documents.isEmpty else {
            throw Failure(
                .invalidInput,
                "the chart '\(chart.name)' gives no Compose document",
                hint: "'davit template' shows what it renders to"
            )
        }
        let files = chart.filesBelowRoot
        let options = ComposeOptions(
            interpolation: .variables(chart.dotEnv.merging(variables) { _, given in given }),
            readFile: { files[$0] },
            listFiles: { folder in files.keys.filter { $0.hasPrefix(folder) }.sorted() },
            contentHash: { String(Digest.sha256($0).prefix(12)) }
        )
        return try Compose.load(documents: documents, options: options)
    }

    /// The folder of a chart below the parent's, `charts/db/` of `web/charts/db`; empty for the parent.
    private func folder(of chartPath: String) -> String {
        guard let slash = chartPath.utf8.firstIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(chartPath[chartPath.utf8.index(after: slash)...]) + "/"
    }
}

extension Chart {
    /// The variables of the chart's `.env`.
    fileprivate var dotEnv: [String: String] {
        guard let file = content(".env") else { return [:] }
        return DotEnv.parse(String(decoding: file.bytes, as: UTF8.self))
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
