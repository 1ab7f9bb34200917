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
        let (own, notes) = raw(try rendered.chart.kubernetesObjects())
        let loaded = try rendered.chart.project(variables: variables, target: input.target)
        let (converted, found) = convert(loaded)
        let objects = own + converted
        let diagnostics = rendered.diagnostics + notes + loaded.diagnostics + found
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
    private func raw(_ own: ChartObjects) -> ([KubernetesObject], [Diagnostic]) {
        let objects = (own.definitions + own.objects).map { object in
            KubernetesObject(value: object.value, origin: object.location.file)
        }
        let diagnostics = own.hooks.map { hook in
            let object = KubernetesObject(value: hook.value, origin: hook.location.file)
            return Diagnostic(
                .warning,
                "the \(object.kind) '\(object.name)' is a hook and is left out: kubectl runs none",
                at: hook.location
            )
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
