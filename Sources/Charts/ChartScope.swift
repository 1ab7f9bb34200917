import GoTemplate
import OrderedCollections
import TemplateFunctions
import Values

/// The root values that the templates of one chart see, and those of its subcharts.
///
/// As Helm builds them (`pkg/engine/engine.go`, `recAllTpls`): a subchart sees its own section of the
/// values, its own chart and files, and the same release and capabilities.
struct ChartScope {
    /// The chart's templates, with the root map they are executed with.
    struct Template {
        var name: String
        var source: [UInt8]
        var root: GoMap
        /// What the parent sees of that map as `.Subcharts.NAME`; Go's type of it differs.
        var rootInParent: GoMap?
        /// The folder of the templates, `web/templates`.
        var basePath: String
        /// Whether it only holds definitions.
        var isPartial = false

        /// Sets `.Template` for the execution that follows.
        func announce() {
            let facts = GoMap(
                fields: Self.factNames,
                [.text(name), .text(basePath)],
                type: "common.Values"
            )
            root.entries[Self.key] = .map(facts)
            rootInParent?.entries[Self.key] = .map(facts)
        }

        private static let key: GoString = "Template"
        private static let factNames: [GoString] = ["Name", "BasePath"]
    }

    private(set) var templates: [Template] = []
    /// The charts' `requirements.yaml`, the parent's first.
    private(set) var requirements: [Template] = []

    init(chart: Chart, values: GoMap, release: GoValue, capabilities: GoValue) {
        _ = add(chart, path: chart.name, values: values, isRoot: true, release, capabilities)
    }

    private static let objectNames: [GoString] = [
        "Chart", "Files", "Release", "Capabilities", "Values", "Subcharts",
    ]

    private mutating func add(
        _ chart: Chart,
        path: String,
        values: GoMap,
        isRoot: Bool,
        _ release: GoValue,
        _ capabilities: GoValue
    ) -> GoMap {
        let root = GoMap(type: "common.Values")
        let rootInParent = isRoot ? nil : GoMap()
        let subcharts = GoMap()
        for child in chart.dependencies {
            // The same map as in the parent's values: what one template sets, the other sees.
            var section = GoMap(type: "common.Values")
            if case .map(let table)? = values.entries[GoString(child.name)] { section = table }
            let inner = add(
                child,
                path: "\(path)/charts/\(child.name)",
                values: section,
                isRoot: false,
                release,
                capabilities
            )
            subcharts.entries[GoString(child.name)] = .map(inner)
        }
        let objects: [GoValue] = [
            .map(chart.metadata.templateMap(isRoot: isRoot)),
            ChartFiles.value(chart.files.map { (path: $0.path, content: $0.bytes) }),
            release, capabilities, .map(values), .map(subcharts),
        ]
        for (name, object) in zip(Self.objectNames, objects) { root.entries[name] = object }
        rootInParent?.entries = root.entries
        let basePath = "\(path)/templates"
        if let file = chart.content("requirements.yaml") {
            let name = "\(path)/requirements.yaml"
            let template = Template(name: name, source: file.bytes, root: root, basePath: basePath)
            requirements.insert(template, at: isRoot ? 0 : requirements.count)
        }
        for file in chart.templates {
            let isPartial = file.isPartial
            // Of a library only the partials can be used.
            if chart.metadata.isLibrary, !isPartial { continue }
            templates.append(
                Template(
                    name: "\(path)/\(file.path)",
                    source: file.bytes,
                    root: root,
                    rootInParent: rootInParent,
                    basePath: basePath,
                    isPartial: isPartial
                )
            )
        }
        return rootInParent ?? root
    }
}

extension ChartFile {
    /// The last part of the path.
    var baseName: Substring {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
    }

    /// Whether the file only holds definitions for others.
    var isPartial: Bool { baseName.hasPrefix("_") }
}

extension ChartMetadata {
    /// `.Chart`: the fields under their Go names.
    fileprivate func templateMap(isRoot: Bool) -> GoMap {
        let maintainers = maintainers.map { person in
            GoValue.map(
                GoMap(["Name": .text(person.name), "Email": .text(person.email), "URL": .text(person.url)])
            )
        }
        let annotations =
            annotations.isEmpty
            ? GoMap(type: "map[string]string", isNil: true)
            : Value.templateMap(annotations, type: "map[string]string")
        return GoMap(
            fields: Self.fieldNames,
            [
                .text(name), .text(home), .list(sources.map { .text($0) }), .text(version),
                .text(description), .list(keywords.map { .text($0) }), .list(maintainers), .text(icon),
                .text(apiVersion), .text(condition), .text(tags), .text(appVersion), .bool(deprecated),
                .map(annotations), .text(kubeVersion), .list(dependencies.map { .map($0.templateMap) }),
                .text(type), .bool(isRoot),
            ]
        )
    }

    private static let fieldNames: [GoString] = [
        "Name", "Home", "Sources", "Version", "Description", "Keywords", "Maintainers", "Icon", "APIVersion",
        "Condition", "Tags", "AppVersion", "Deprecated", "Annotations", "KubeVersion", "Dependencies", "Type",
        "IsRoot",
    ]
}

extension ChartDependency {
    fileprivate var templateMap: GoMap {
        GoMap([
            "Name": .text(name),
            "Version": .text(version),
            "Repository": .text(repository),
            "Condition": .text(condition),
            "Tags": .list(tags.map { .text($0) }),
            "Enabled": .bool(isEnabled),
            "ImportValues": .list(importValues.map(\.templateValue)),
            "Alias": .text(alias),
        ])
    }
}
