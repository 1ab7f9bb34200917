import Diagnostics
import KubernetesAPI
import Releases
import Values

/// What is done with one wanted object.
struct ObjectStep: Sendable {
    var wanted: WantedObject
    var live: LiveObject?
    var action: PlannedChange.Action
    /// What differs, of something new all of it.
    var differences: [ValueDifference] = []
    /// Why it cannot be done; nothing is begun then.
    var problem: Failure?
    var warnings: [String] = []
    /// Whether it is only run again because it has failed.
    var isRetry = false

    /// Whether carrying it out writes something.
    var isWrite: Bool { action == .create || action == .update || action == .replace }
}

/// Decides what to do with wanted objects: what is live says most, and of what differs the server has the last
/// word, with a dry run.
struct ObjectComparison: Sendable {
    let client: KubernetesClient
    let owner: ObjectOwner
    let live: LiveObjects
    let adopt: Bool
    /// Take fields that other managers have set.
    let force: Bool

    func step(for wanted: WantedObject) async throws -> ObjectStep {
        guard let object = live[wanted.key] else { return create(wanted) }
        var wanted = wanted
        if wanted.isDefinition { return try await compare(wanted, object) }
        if let conflict = owner.conflict(over: object, adopt: adopt) {
            return ObjectStep(wanted: wanted, live: object, action: .update, problem: conflict)
        }
        if object.isGoing {
            return ObjectStep(
                wanted: wanted,
                live: object,
                action: .update,
                problem: Failure(
                    .conflict,
                    "the \(wanted.key.kind) '\(wanted.name)' is being deleted",
                    hint: "repeat the command when it is gone"
                )
            )
        }
        // Its bytes are in the cluster only.
        if wanted.pendingSecret != nil || wanted.isMadeOnce {
            return ObjectStep(wanted: wanted, live: object, action: .keep)
        }
        keepReplicas(of: &wanted, object)
        var step = try await compare(wanted, object)
        // Nothing starts a job again that has failed, and what it failed for may be no more.
        if step.action == .keep || step.action == .update, step.problem == nil, wanted.key.kind == "Job",
            wanted.key.group == "batch", case .failed = Readiness(of: object.value, kind: "Job")
        {
            step.isRetry = step.action == .keep
            step.action = .replace
        }
        return step
    }

    private func create(_ wanted: WantedObject) -> ObjectStep {
        var step = ObjectStep(wanted: wanted, live: nil, action: .create)
        // What is like in everything of the release is not worth telling of each.
        let content = wanted.value.setting(["metadata"], nil)
        step.differences = ManifestTree.differences(from: nil, to: content, isSecret: wanted.isSecret)
        if let secret = wanted.pendingSecret {
            step.problem = Failure(
                .notFound,
                "the secret '\(secret)' is not in the cluster any more, and no record has what it was",
                hint: "upgrade with the chart, which has it"
            )
        }
        return step
    }

    /// With `x-davit.replicas: keep` the live number stays; it is named all the same, for a field that nobody
    /// claims any more goes back to its default.
    private func keepReplicas(of wanted: inout WantedObject, _ object: LiveObject) {
        guard wanted.value.at("metadata", "annotations", KubernetesLabel.keepsReplicas) != nil,
            let replicas = object.value.at("spec", "replicas")
        else { return }
        wanted.value = wanted.value.setting(["spec", "replicas"], replicas)
    }

    private func compare(_ wanted: WantedObject, _ object: LiveObject) async throws -> ObjectStep {
        var step = ObjectStep(wanted: wanted, live: object, action: .keep)
        let isApplied =
            wanted.isDefinition || object.annotation(KubernetesLabel.applied) == wanted.digest
        if isApplied, ManifestTree.contains(object.value, wanted.value) { return step }
        guard let resource = wanted.resource else { return step }
        do {
            let result = try await client.applyWithClaims(
                wanted.value,
                to: resource,
                namespace: resource.isNamespaced ? wanted.key.namespace : nil,
                force: force,
                isDryRun: true
            )
            step.warnings = result.warnings
            step.differences = differences(of: wanted, object, to: result.object)
            // Without a difference only the mark is missing, which an adoption or an older chart leaves.
            step.action = step.differences.isEmpty && isApplied ? .keep : .update
        } catch let failure as Failure where failure.apiError != nil {
            judge(failure, object, &step)
        }
        return step
    }

    private func differences(of wanted: WantedObject, _ object: LiveObject, to result: Value)
        -> [ValueDifference]
    {
        ManifestTree.differences(from: object.value, to: result, isSecret: wanted.isSecret)
    }

    /// What the server's refusal of a dry run means.
    private func judge(_ failure: Failure, _ object: LiveObject, _ step: inout ObjectStep) {
        let error = failure.apiError
        // What only the manifest has tells what would be different, if not all of what the server would make of it.
        let guessed = step.wanted.value
        step.differences = ManifestTree.differences(
            from: object.value,
            to: guessed.merged(over: object.value),
            isSecret: step.wanted.isSecret
        )
        if error?.status == 403 {
            // Somebody who may only read is told what is known, and refused when it comes to writing.
            step.action = step.differences.isEmpty ? .keep : .update
            step.problem = failure
        } else if Self.needsAnother(error), Self.replaceable.contains(step.wanted.key.kind) {
            step.action = .replace
        } else {
            step.action = .update
            step.problem = failure
            if Self.needsAnother(error) {
                step.problem?.hint =
                    "it holds what cannot be made again, so it is not replaced: choose another name in the chart, or "
                    + "remove it yourself: kubectl delete \(object.resource.plural) \(object.name)"
                    + (object.namespace.isEmpty ? "" : " -n \(object.namespace)")
            }
        }
    }

    /// Whether what is wanted can only come about with another object.
    private static func needsAnother(_ error: APIError?) -> Bool {
        guard let error else { return false }
        // A Service without an address of its own never gets one, nor the other way round.
        return error.isImmutable
            || error.status == 422
                && error.causes.contains { $0.message.contains("clusterIP can not be unset") }
    }

    /// Kinds that can be deleted and made again without losing what they hold.
    private static let replaceable: Set<String> = [
        "Deployment", "DaemonSet", "StatefulSet", "ReplicaSet", "Job", "Pod", "Service", "ConfigMap",
        "Secret",
        "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "PodDisruptionBudget", "NetworkPolicy",
        "Ingress", "StorageClass", "PriorityClass", "IngressClass",
    ]
}
