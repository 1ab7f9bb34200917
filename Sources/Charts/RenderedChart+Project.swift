package import Compose
package import Diagnostics
import OrderedCollections
import YAML

extension RenderedChart {
    /// The one project that all Compose documents of the chart and its subcharts make.
    ///
    /// Documents of one chart are merged in file order; the subcharts' projects then join it. A name
    /// that two charts give different meanings is an error that names both.
    ///
    /// - Parameters:
    ///   - variables: What `$VAR` is resolved from, besides the chart's `.env`.
    ///   - target: Where the project is to run; Kubernetes objects are refused elsewhere.
    package func project(
        variables: [String: String], target: String
    ) throws(Failure) -> (project: Project, diagnostics: [Diagnostic]) {
        var groups: [(chart: String, documents: [ComposeDocument])] = []
        for document in try documents() {
            switch document.kind {
            case .kubernetes(_, let kind):
                throw Failure(
                    .refused, "'\(chart.name)' gives a Kubernetes object (\(kind)), which '\(target)' cannot hold",
                    at: SourceLocation(file: document.file.name, line: document.node.line),
                    hint: "keep it to Kubernetes with {{ if eq .Capabilities.Target \"kubernetes\" }}")
            case .compose:
                let path = document.file.chartPath
                let entry = ComposeDocument(file: document.file.name, node: document.node)
                if let index = groups.firstIndex(where: { $0.chart == path }) {
                    groups[index].documents.append(entry)
                } else {
                    groups.append((path, [entry]))
                }
            }
        }
        guard !groups.isEmpty else {
            throw Failure(
                .invalidInput, "the chart '\(chart.name)' gives no Compose document",
                hint: "'davit template' shows what it renders to")
        }
        var diagnostics: [Diagnostic] = []
        var joined = Project()
        var owners = ProjectOwners()
        for group in groups {
            let owner = subchart(at: group.chart)
            let options = Compose.Options(
                interpolation: .variables(owner.dotEnv.merging(variables) { _, given in given }),
                readFile: { path in owner.content(Self.normalized(path))?.bytes })
            let (project, own) = try Compose.load(documents: group.documents, options: options)
            diagnostics += own
            try owners.join(project, from: group.chart, into: &joined)
        }
        return (joined, diagnostics)
    }

    /// The chart at a path such as `web/charts/db`.
    private func subchart(at path: String) -> Chart {
        var current = chart
        for name in path.split(separator: "/").dropFirst() where name != "charts" {
            guard let next = current.dependencies.first(where: { $0.name == name }) else { return current }
            current = next
        }
        return current
    }

    private static func normalized(_ path: String) -> String {
        path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    }
}

extension Chart {
    /// The variables of the chart's `.env`.
    fileprivate var dotEnv: [String: String] {
        guard let file = content(".env") else { return [:] }
        return DotEnv.parse(String(decoding: file.bytes, as: UTF8.self))
    }
}

/// Which chart each object of a joined project came from.
private struct ProjectOwners {
    private var charts: [String: String] = [:]

    /// Adds the objects of one chart's project; what is there already must say the same.
    mutating func join(_ project: Project, from chart: String, into joined: inout Project) throws(Failure) {
        try merge(\.services, "service", project, chart, &joined)
        try merge(\.networks, "network", project, chart, &joined)
        try merge(\.volumes, "volume", project, chart, &joined)
        try merge(\.configs, "config", project, chart, &joined)
        try merge(\.secrets, "secret", project, chart, &joined)
        joined.extensions.merge(project.extensions) { first, _ in first }
        if joined.name == nil { joined.name = project.name }
    }

    private mutating func merge<Object: Equatable>(
        _ path: WritableKeyPath<Project, OrderedDictionary<String, Object>>, _ kind: String,
        _ project: Project, _ chart: String, _ joined: inout Project
    ) throws(Failure) {
        for (name, object) in project[keyPath: path] {
            if let present = joined[keyPath: path][name] {
                guard present == object else {
                    throw Failure(
                        .invalidInput,
                        "the \(kind) '\(name)' means one thing in '\(charts["\(kind)/\(name)"] ?? "")' and another "
                            + "in '\(chart)'", hint: "rename one of them, or make both say the same")
                }
            } else {
                joined[keyPath: path][name] = object
                charts["\(kind)/\(name)"] = chart
            }
        }
    }
}
