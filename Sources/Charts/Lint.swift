package import Compose
package import Diagnostics
import OrderedCollections
package import Values
import YAML

/// What `davit lint` finds in one chart.
package struct Lint: Sendable {
    /// A target to look at the chart for.
    package struct Target: Sendable {
        /// What templates see as `.Capabilities.Target`.
        package var name: String
        /// What the target cannot do of a project.
        package var problems: @Sendable (LoadedProject) -> [Diagnostic]

        package init(name: String, problems: @escaping @Sendable (LoadedProject) -> [Diagnostic]) {
            self.name = name
            self.problems = problems
        }
    }

    package private(set) var findings: [Diagnostic] = []

    /// Whether the chart fails; with `strict`, warnings fail it too.
    package func fails(strict: Bool) -> Bool {
        findings.contains { $0.severity == .error || (strict && $0.severity == .warning) }
    }

    /// Looks at a chart: its files, then what it renders to with `values`.
    ///
    /// A chart that cannot be loaded at all is an error thrown by loading, not a finding.
    package init(
        _ chart: Chart,
        origin: String,
        values: Value.Object,
        variables: [String: String],
        targets: [Target]
    ) {
        checkMetadata(chart, origin)
        checkValues(chart, origin)
        guard !chart.metadata.isLibrary else { return }
        for target in targets { checkRendering(chart, values, variables, target) }
    }

    private mutating func checkMetadata(_ chart: Chart, _ origin: String) {
        let place = SourceLocation(file: "\(origin)/Chart.yaml")
        for key in chart.metadata.document.keys where !ChartMetadata.fields.contains(key) {
            let near = suggestion(for: key, among: ChartMetadata.fields)
            emit(
                .warning,
                "'\(key)' is not a field of Chart.yaml and is ignored",
                place,
                near.map { "did you mean '\($0)'?" }
            )
        }
        if chart.metadata.icon.isEmpty { emit(.note, "an 'icon' is recommended", place) }
        if chart.metadata.description.isEmpty { emit(.note, "a 'description' is recommended", place) }
        for dependency in chart.metadata.dependencies
        where !chart.dependencies.contains(where: { $0.name == dependency.name }) {
            emit(.error, "the dependency '\(dependency.name)' is not in charts/", place)
        }
        if chart.templates.isEmpty, !chart.metadata.isLibrary {
            emit(.error, "there is nothing in templates/", SourceLocation(file: "\(origin)/templates"))
        }
    }

    private mutating func checkValues(_ chart: Chart, _ origin: String) {
        guard let file = chart.content("values.yaml") else {
            emit(.note, "there is no values.yaml", SourceLocation(file: "\(origin)/values.yaml"))
            return
        }
        collect {
            () throws(Failure) in
            _ = try UserValues.document(
                file.bytes,
                file: "\(origin)/values.yaml",
                exactNumbers: true,
                isStrict: true
            )
        }
    }

    private mutating func checkRendering(
        _ chart: Chart,
        _ values: Value.Object,
        _ variables: [String: String],
        _ target: Target
    ) {
        let request = RenderInput(
            release: ReleaseFacts(name: "test-release", namespace: "default", revision: 1, isInstall: true),
            target: target.name
        )
        var loaded: LoadedProject?
        collect {
            () throws(Failure) in
            let rendered = try ChartRenderer.render(chart, user: values, request)
            let documents = try rendered.documents()
            guard documents.contains(where: { $0.kind == .compose }),
                !documents.contains(where: { $0.kind != .compose })
            else { return }
            loaded = try rendered.project(variables: variables, target: target.name)
        }
        guard let loaded else { return }
        // What several targets have in common is said once.
        for finding in loaded.diagnostics + target.problems(loaded) + Self.hostPaths(loaded)
        where !findings.contains(finding) {
            findings.append(finding)
        }
    }

    /// Bind mounts of the host: they are allowed, and tie the chart to machines that have those paths.
    private static func hostPaths(_ loaded: LoadedProject) -> [Diagnostic] {
        loaded.project.services.values.flatMap { service in
            service.mounts.filter { $0.kind == .bind }.map { mount in
                Diagnostic(
                    .note,
                    "the service '\(service.name)' binds '\(mount.source ?? "")' of the host, which every node must have",
                    at: loaded.place(of: "services.\(service.name).volumes")
                )
            }
        }
    }

    private mutating func collect(_ body: () throws(Failure) -> Void) {
        do throws(Failure) {
            try body()
        } catch {
            findings.append(Diagnostic(.error, error.message, at: error.location, hint: error.hint))
            for note in error.notes { findings.append(Diagnostic(.error, note)) }
        }
    }

    private mutating func emit(
        _ severity: Diagnostic.Severity,
        _ message: String,
        _ place: SourceLocation,
        _ hint: String? = nil
    ) {
        findings.append(Diagnostic(severity, message, at: place, hint: hint))
    }
}
