package import Diagnostics
import OrderedCollections
import TemplateFunctions
package import Values
import Versions

extension Chart {
    /// Checks that every chart it depends on is there, as Helm does before it renders or packages one.
    ///
    /// - Throws: `.invalidInput` for the first that is not in `charts/`.
    package func requireDependencies() throws(Failure) {
        for dependency in metadata.dependencies
        where !dependencies.contains(where: { $0.name == dependency.name }) {
            throw Failure(
                .invalidInput,
                "the dependency '\(dependency.name)' of '\(name)' is not in charts/",
                at: SourceLocation(file: "\(name)/Chart.yaml"),
                hint: "put the chart '\(dependency.name)' into the folder charts/ of '\(name)' first"
            )
        }
    }

    /// Checks that the chart is for a version of Kubernetes, as Helm does for what it renders.
    ///
    /// - Parameter facts: The version that is assumed.
    /// - Throws: `.refused` when `kubeVersion` of Chart.yaml does not include it.
    package func requireKubernetes(_ facts: KubernetesFacts) throws(Failure) {
        let version = facts.version ?? DefaultCapabilities.kubeVersion
        let numbers = version.prefix { $0 == "v" || $0 == "." || ($0.isASCII && $0.isNumber) }
        guard !metadata.kubeVersion.isEmpty else { return }
        if let range = try? VersionConstraint(metadata.kubeVersion),
            let found = try? Version(String(numbers)),
            range.check(found)
        {
            return
        }
        throw Failure(
            .refused,
            "'\(name)' is for Kubernetes \(metadata.kubeVersion.prefix(200)), not for \(version)",
            at: SourceLocation(file: "\(name)/Chart.yaml"),
            hint: "add --kube-version with a version that it is for",
            cause: HelmText(
                "chart requires kubeVersion: \(metadata.kubeVersion) which is incompatible with Kubernetes "
                    + version
            )
        )
    }

    /// The chart with only the subcharts that conditions and tags leave in, under their aliases, and with
    /// the values imported from them.
    ///
    /// Follows Helm (`pkg/chart/v2/util/dependencies.go`).
    package func processingDependencies(_ user: Value.Object) throws(Failure) -> Chart {
        var chart = self
        var count = 0
        try chart.enableDependencies(user, path: "", &count)
        try chart.importValues()
        return chart
    }

    /// Charts that one chart may consist of: aliases of aliases multiply.
    private static let limit = 1000

    private mutating func enableDependencies(
        _ user: Value.Object,
        path: String,
        _ count: inout Int
    ) throws(Failure) {
        guard !metadata.dependencies.isEmpty else { return }
        // Charts that lie in charts/ without being declared stay as they are.
        var kept = dependencies.filter { chart in
            !metadata.dependencies.contains { $0.name == chart.name && $0.accepts(chart) }
        }
        for index in metadata.dependencies.indices {
            let declared = metadata.dependencies[index]
            if var chart = dependencies.first(where: { $0.name == declared.name && declared.accepts($0) }) {
                if !declared.alias.isEmpty { chart.metadata.name = declared.alias }
                kept.append(chart)
            }
            metadata.dependencies[index].name = declared.effectiveName
        }
        dependencies = kept
        count += kept.count
        guard count <= Self.limit else {
            throw Failure(
                .invalidInput,
                "with its subcharts this is more than \(Self.limit) charts",
                at: SourceLocation(file: "\(name)/Chart.yaml")
            )
        }
        let values = try coalesced(user)
        for index in metadata.dependencies.indices {
            metadata.dependencies[index].decide(by: values, path: path)
        }
        let disabled = Set(metadata.dependencies.filter { !$0.isEnabled }.map(\.name))
        metadata.dependencies.removeAll { !$0.isEnabled }
        dependencies.removeAll { disabled.contains($0.name) }
        for index in dependencies.indices {
            let name = dependencies[index].name
            try dependencies[index].enableDependencies(values, path: "\(path)\(name).", &count)
        }
    }

    private mutating func importValues() throws(Failure) {
        for index in dependencies.indices {
            try dependencies[index].importValues()
        }
        guard !metadata.dependencies.isEmpty else { return }
        let own = try coalesced([:], .merge, path: name)
        var imported: Value.Object = [:]
        for index in metadata.dependencies.indices {
            let dependency = metadata.dependencies[index]
            metadata.dependencies[index].importValues = dependency.importValues.map { entry in
                entry.stringValue.map { ["child": .string("exports.\($0)"), "parent": "."] } ?? entry
            }
            for entry in metadata.dependencies[index].importValues {
                let child = entry["child"]?.stringValue ?? ""
                let parent = entry["parent"]?.stringValue ?? "."
                guard let table = Self.table(own, "\(dependency.name).\(child)") else { continue }
                imported = ValueMerging.fill(imported, from: Self.nested(table, parent), .merge)
            }
        }
        values = ValueMerging.withoutNulls(ValueMerging.fill(own, from: imported, .merge))
    }

    /// The table at a dotted path.
    private static func table(_ values: Value.Object, _ path: String) -> Value.Object? {
        var current = values
        for key in path.split(separator: ".") {
            guard case .object(let next)? = current[String(key)] else { return nil }
            current = next
        }
        return current
    }

    /// `table` put under a dotted path; "." is the top.
    private static func nested(_ table: Value.Object, _ path: String) -> Value.Object {
        path.split(separator: ".").reversed().reduce(table) { inner, key in [String(key): .object(inner)] }
    }
}

extension ChartDependency {
    /// Whether a chart's version is in the declared range; a range that cannot be read accepts nothing.
    fileprivate func accepts(_ chart: Chart) -> Bool {
        if version.isEmpty { return true }
        guard let range = try? VersionConstraint(version),
            let found = try? Version(chart.metadata.version)
        else { return false }
        return range.check(found)
    }

    /// Applies tags, then the condition, which overrides them.
    fileprivate mutating func decide(by values: Value.Object, path: String) {
        if case .object(let switches)? = values["tags"] {
            let states = tags.compactMap { switches[$0]?.boolValue }
            if !states.isEmpty { isEnabled = states.contains(true) }
        }
        for condition in condition.split(separator: ",") {
            let trimmed = condition.drop { $0 == " " }
            var current = Value.object(values)
            for key in (path + trimmed).split(separator: ".") {
                current = current[String(key)] ?? .null
            }
            if let state = current.boolValue {
                isEnabled = state
                return
            }
        }
    }
}
