import Compose
package import Diagnostics
import KubernetesAPI
import OrderedCollections
import Releases
import Values

extension KubernetesPlan {
    /// All problems at once: the first is the failure, the others are its notes.
    ///
    /// New objects are tried out with a dry run, so that what the server, its quotas or its webhooks are against
    /// is known before anything is changed.
    package func preflight() async throws -> [Diagnostic] {
        var problems = diagnostics.filter { $0.severity == .error }
            .map { Failure(.invalidInput, $0.message, at: $0.location, hint: $0.hint) }
        problems += steps.compactMap(\.problem)
        problems += try await unservedKinds()
        problems += try await missingExternals()
        let (refusals, warnings) = try await trial()
        problems += refusals
        guard var first = problems.first else {
            return (warnings + steps.flatMap(\.warnings)).map { Diagnostic(.warning, $0) }
                + (try await unplaceable())
        }
        first.notes += problems.dropFirst().flatMap { problem in
            [problem.description + (problem.hint.map { " (\($0))" } ?? "")] + problem.notes.map { "  \($0)" }
        }
        throw first
    }

    /// Tries out what is new; what needs something that is not there yet cannot be tried.
    private func trial() async throws -> (refusals: [Failure], warnings: [String]) {
        let brought = Set(
            steps.filter { $0.wanted.key.kind == "Namespace" && $0.action == .create }.map(\.wanted.name)
        )
        let new = steps.filter { step in
            step.action == .create && step.problem == nil && step.wanted.resource != nil
                && !brought.contains(step.wanted.key.namespace)
        }
        let results = try await concurrently(new) { step -> (Failure?, [String]) in
            guard let resource = step.wanted.resource else { return (nil, []) }
            do {
                let result = try await client.apply(
                    step.wanted.value,
                    to: resource,
                    namespace: resource.isNamespaced ? step.wanted.key.namespace : nil,
                    force: forcesConflicts,
                    isDryRun: true
                )
                return (nil, result.warnings)
            } catch let failure as Failure where failure.apiError != nil {
                // Where the namespace is still to be made nothing in it can be tried.
                if failure.apiError?.isNamespaceMissing == true { return (nil, []) }
                return (failure, [])
            }
        }
        return (results.compactMap(\.0), results.flatMap(\.1))
    }

    /// Workloads that no node is fit for now; a cluster may make nodes when they are asked for.
    private func unplaceable() async throws -> [Diagnostic] {
        let asking = steps.filter { $0.isWrite && NodeCheck.isNeeded(for: $0.wanted.value) }
        if asking.isEmpty { return [] }
        let nodes: [Value]
        do {
            nodes = try await client.list(.nodes, namespace: nil).items
        } catch let failure as Failure where failure.apiError?.status == 403 {
            return []
        }
        let check = NodeCheck(nodes: nodes)
        return asking.compactMap { step in
            check.missing(for: step.wanted.value).map { words in
                Diagnostic(
                    .warning,
                    "no node is fit for the pods of \(step.wanted.origin): \(words)",
                    hint: "kubectl get nodes --show-labels"
                )
            }
        }
    }

    /// Kinds that the cluster does not serve and that no definition of the release brings.
    private func unservedKinds() async throws -> [Failure] {
        let brought = Set(
            steps.map(\.wanted.value).filter { $0["kind"] == "CustomResourceDefinition" }.map { definition in
                "\(definition.at("spec", "group")?.stringValue ?? "")/"
                    + (definition.at("spec", "names", "kind")?.stringValue ?? "")
            }
        )
        var problems: [Failure] = []
        for step in steps where step.wanted.resource == nil {
            let key = step.wanted.key
            if brought.contains("\(key.group)/\(key.kind)") { continue }
            let version = step.wanted.value["apiVersion"]?.stringValue ?? ""
            do {
                _ = try await client.resource(GroupVersionKind(apiVersion: version, kind: key.kind))
            } catch let failure as Failure where failure.kind == .notFound {
                problems.append(failure)
            }
        }
        return problems
    }

    // MARK: External objects

    private func missingExternals() async throws -> [Failure] {
        let project = deployment.project
        let names = KubernetesNames(release: deployment.release)
        let used = project.services.values
        var wanted: [(kind: String, name: String, file: FileObject, resource: APIResource)] = []
        for (key, config) in project.configs where config.isExternal {
            guard used.contains(where: { $0.configs.contains { $0.source == key } }) else { continue }
            wanted.append(("configmap", names.data(key, config), config, .configMaps))
        }
        for (key, secret) in project.secrets where secret.isExternal {
            guard used.contains(where: { $0.secrets.contains { $0.source == key } }) else { continue }
            wanted.append(("secret", names.data(key, secret), secret, .secrets))
        }
        var problems: [Failure] = []
        for (kind, name, file, resource) in wanted {
            guard try await client.get(resource, namespace: owner.namespace, name: name) == nil else {
                continue
            }
            let purpose = file.directives.purpose.map { " (\($0))" } ?? ""
            problems.append(
                Failure(
                    .notFound,
                    "the external \(kind == "secret" ? "secret" : "config") '\(name)' does not exist\(purpose)",
                    hint: "kubectl create \(kind == "secret" ? "secret generic" : kind) \(name) "
                        + "-n \(owner.namespace) --from-file=file=FILE"
                )
            )
        }
        for (key, volume) in project.volumes where volume.isExternal {
            let name = names.claim(key, volume)
            guard try await client.get(.claims, namespace: owner.namespace, name: name) == nil else {
                continue
            }
            problems.append(
                Failure(
                    .notFound,
                    "the external volume '\(name)' does not exist: there is no PersistentVolumeClaim of that name",
                    hint: "kubectl get persistentvolumeclaims -n \(owner.namespace)"
                )
            )
        }
        return problems
    }
}
