import Compose
package import Diagnostics
import KubernetesAPI
import OrderedCollections
package import Releases
import Values

/// What a deployment changes in a cluster.
package struct KubernetesPlan: ReleasePlan {
    let client: KubernetesClient
    let deployment: Deployment
    let owner: ObjectOwner
    let forcesConflicts: Bool
    /// What is done with each wanted object, in the order in which they are applied.
    let steps: [ObjectStep]
    /// The jobs of the project's hooks, by the key of their service.
    let hooks: [String: WantedObject]
    let live: LiveObjects
    /// What is the release's and not wanted any more.
    let surplus: [LiveObject]
    package let changes: [PlannedChange]
    package let diagnostics: [Diagnostic]
    /// Kubernetes finds out itself what an image's name means, on each node.
    package var images: [String: String] { [:] }

    init(
        client: KubernetesClient,
        deployment: Deployment,
        owner: ObjectOwner,
        forcesConflicts: Bool,
        steps: [ObjectStep],
        hooks: [String: WantedObject],
        live: LiveObjects,
        recorded: [WantedObject]?,
        diagnostics: [Diagnostic]
    ) {
        self.client = client
        self.deployment = deployment
        self.owner = owner
        self.forcesConflicts = forcesConflicts
        self.steps = steps
        self.hooks = hooks
        self.live = live
        self.diagnostics = diagnostics
        let wanted = Set(steps.map(\.wanted.key))
        // Hooks have their own end, and the data of earlier revisions stays while they can be rolled back to.
        surplus = live.owned.filter { object in
            !wanted.contains(object.key) && !object.isKept && !object.isGoing
                && object.annotation(KubernetesLabel.hook) == nil && !object.isProjectData
        }
        let marks = RecordedObjects(recorded ?? [])
        changes =
            steps.map { marks.change(for: $0, in: owner.namespace) }
            + surplus.map { marks.deletion(of: $0, in: owner.namespace, isKnown: recorded == nil) }
    }
}

/// Tells which changes put back what somebody else has changed: what the revision in force wanted is the measure.
struct RecordedObjects {
    private let byKey: [ObjectKey: WantedObject]

    init(_ objects: [WantedObject]) {
        byKey = Dictionary(objects.map { ($0.key, $0) }) { first, _ in first }
    }

    func change(for step: ObjectStep, in namespace: String) -> PlannedChange {
        var differences = step.differences
        let recorded = byKey[step.wanted.key]
        if let recorded, step.live != nil {
            let before = ManifestTree.leaves(recorded.value)
            let after = ManifestTree.leaves(step.wanted.value)
            for index in differences.indices {
                let path = differences[index].path
                differences[index].isRepair = after[path] != nil && before[path] == after[path]
            }
        }
        var change = PlannedChange(
            step.action,
            step.wanted.key.reference(in: namespace),
            paths: step.isRetry ? ["(pods that failed)"] : differences.map(\.path),
            differences: differences
        )
        change.isRepair = recorded != nil && step.live == nil && step.action == .create
        change.restarts = step.wanted.key.kind == "Job"
        change.trace = step.live?.editTrace
        return change
    }

    /// - Parameter isKnown: Whether nothing tells what was recorded.
    func deletion(of object: LiveObject, in namespace: String, isKnown: Bool) -> PlannedChange {
        var change = PlannedChange(
            .delete,
            object.key.reference(in: namespace),
            differences: ManifestTree.differences(
                from: object.value.setting(["metadata"], nil),
                to: nil,
                isSecret: object.resource.gvk.kind == "Secret"
            )
        )
        change.isRepair = !isKnown && byKey[object.key] == nil
        change.trace = object.editTrace
        return change
    }
}
