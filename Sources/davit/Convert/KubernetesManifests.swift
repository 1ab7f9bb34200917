import Charts
import Compose
import Diagnostics
import Kubernetes
import OrderedCollections
import Releases
import Values
import YAML

/// Makes the Kubernetes objects of a chart: those of its Compose documents, and its own.
struct KubernetesManifests {
    var source: ConvertibleSource.Found
    var release: String
    var namespace: String?
    var version: KubernetesVersion
    var validatesSchema: Bool
    /// Whether secrets that a release would generate get values now.
    var generatesSecrets: Bool

    /// The objects in the order in which they are applied, and what a person should know of them.
    ///
    /// - Throws: Every error of values, templates and documents; what Kubernetes cannot do is a diagnostic.
    func make(given: UserValues, variables: [String: String]) async throws -> (
        objects: [KubernetesObject], diagnostics: [Diagnostic]
    ) {
        do {
            let result = try await rendered(given: given, variables: variables)
            return (result.objects, result.diagnostics.map(named))
        } catch let failure as Failure {
            throw named(failure)
        }
    }

    private func rendered(given: UserValues, variables: [String: String]) async throws -> (
        objects: [KubernetesObject], diagnostics: [Diagnostic]
    ) {
        var input = RenderInput(
            release: ReleaseFacts(
                name: release,
                namespace: namespace ?? release,
                revision: 1,
                isInstall: true
            ),
            target: TargetKind.kubernetes.rawValue,
            validatesSchema: validatesSchema
        )
        input.kubernetes = KubernetesFacts(version: version == .assumed ? nil : "v1.\(version.minor).0")
        try source.chart.requireKubernetes(input.kubernetes)
        let preview = Preview(chart: source.chart, given: given, input: input, variables: variables)
        let rendered = try await preview.render()
        let documents = try rendered.chart.documents()
        var (objects, diagnostics) = try raw(documents, rendered.chart.chart)
        diagnostics = rendered.diagnostics + diagnostics
        if documents.contains(where: { $0.kind == .compose }) || documents.isEmpty {
            let loaded = try rendered.chart.project(variables: variables, target: input.target)
            let (converted, found) = convert(loaded)
            diagnostics += loaded.diagnostics + found
            objects += converted
        }
        return (KubernetesObject.inApplyOrder(objects), diagnostics)
    }

    private func convert(_ loaded: LoadedProject) -> ([KubernetesObject], [Diagnostic]) {
        var options = ConversionOptions(release: release, namespace: namespace, version: version)
        if source.file == nil { options.chart = "\(source.chart.name)-\(source.chart.metadata.version)" }
        if generatesSecrets {
            for (key, secret) in loaded.project.secrets {
                if case .generated(let recipe) = secret.content {
                    options.generatedSecrets[key] = recipe.make()
                }
            }
        }
        var converter = KubernetesConverter(
            project: loaded.project,
            options: options,
            place: { loaded.place(of: $0) }
        )
        let result = converter.convert()
        let hooks = result.hooks.map { hook in
            Diagnostic(.warning, "\(hook.origin) is a hook and is left out: kubectl runs none")
        }
        let pending = result.objects.compactMap { object -> Diagnostic? in
            guard let key = object.pendingSecret, let secret = loaded.project.secrets[key] else { return nil }
            return Diagnostic(
                .warning,
                "the value of the secret '\(key)' is not in the manifest: a release would make it",
                at: loaded.place(of: "secrets.\(key)"),
                hint: "add --generate-secrets, or put a value into the Secret '\(object.name)' under the key "
                    + "'\(converter.dataKey(key, secret))'"
            )
        }
        return (result.objects, converter.diagnostics + pending + hooks)
    }

    /// The objects that the chart writes itself, its custom resource definitions first.
    private func raw(_ documents: [RenderedDocument], _ chart: Chart) throws(Failure) -> (
        [KubernetesObject], [Diagnostic]
    ) {
        var objects: [KubernetesObject] = []
        var diagnostics: [Diagnostic] = []
        for file in chart.files where file.path.hasPrefix("crds/") {
            for value in try YAML.decodeAll(file.bytes, file: file.path) where value.objectValue != nil {
                objects.append(KubernetesObject(value: value, origin: file.path))
            }
        }
        for document in documents where document.kind != .compose {
            let object = KubernetesObject(
                value: try document.node.value(file: document.file.name),
                origin: document.file.name
            )
            if object.value["metadata"]?["annotations"]?["helm.sh/hook"] == nil {
                objects.append(object)
            } else {
                diagnostics.append(
                    Diagnostic(
                        .warning,
                        "the \(object.kind) '\(object.name)' is a hook and is left out: kubectl runs none",
                        at: SourceLocation(file: document.file.name, line: document.node.line)
                    )
                )
            }
        }
        return (objects, diagnostics)
    }

    // MARK: Places

    /// The name of the template that was made of the person's own file.
    private var template: String { "\(source.chart.name)/templates/compose.yaml" }

    /// A diagnostic that names the person's own file and not the template that was made of it.
    private func named(_ diagnostic: Diagnostic) -> Diagnostic {
        guard let file = source.file, diagnostic.location?.file == template else { return diagnostic }
        var diagnostic = diagnostic
        diagnostic.location?.file = file
        return diagnostic
    }

    /// The same for a failure, and for others that stand in its notes.
    private func named(_ failure: Failure) -> Failure {
        guard let file = source.file else { return failure }
        var failure = failure
        if failure.location?.file == template { failure.location?.file = file }
        failure.notes = failure.notes.map { $0.replacing("\(template):", with: "\(file):") }
        return failure
    }
}
