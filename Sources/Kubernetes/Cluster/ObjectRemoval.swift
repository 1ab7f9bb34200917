import Diagnostics
import KubernetesAPI
import OrderedCollections
import Releases
import Values

/// Deletes objects of a release, in the order in which nothing loses what it needs to end well.
struct ObjectRemoval: Sendable {
    let client: KubernetesClient
    let owner: ObjectOwner
    let operation: OperationContext
    let deadline: ContinuousClock.Instant

    /// Seconds between two looks.
    private static let interval = 0.3

    /// Deletes the objects, custom ones first and before them nothing: whoever looks after them must be there to
    /// take down what they stand for.
    ///
    /// - Parameter waits: Whether to wait until everything is gone, and not only the custom objects.
    func remove(_ objects: [LiveObject], waits: Bool) async throws {
        let groups = Dictionary(grouping: objects) { Self.place(of: $0) }.sorted { $0.key < $1.key }
        for (place, group) in groups {
            _ = try await concurrently(group) { try await delete($0) }
            if place == 0 || waits { try await waitUntilGone(group) }
        }
        // The pods of what is gone end by themselves, and hold their ports and volumes until then.
        if waits, objects.contains(where: { $0.resource.isWorkload }) {
            try await waitForPods(of: objects)
        }
    }

    /// Custom objects, then what leads to the release, what runs, and what that needed.
    private static func place(of object: LiveObject) -> Int {
        let group = object.resource.gvk.group
        if group.contains("."), !group.hasSuffix(".k8s.io") { return 0 }
        switch object.resource.gvk.kind {
        case "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "APIService": return 1
        case "Ingress", "HorizontalPodAutoscaler": return 2
        case "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod", "ReplicaSet",
            "ReplicationController":
            return 3
        case "Namespace", "PriorityClass": return 5
        default: return 4
        }
    }

    private func delete(_ object: LiveObject) async throws {
        try await operation.checkpoint()
        operation.report(.step("removing \(object.key.reference(in: owner.namespace))"))
        do {
            _ = try await client.delete(
                object.resource,
                namespace: object.resource.isNamespaced ? object.namespace : nil,
                name: object.name,
                uid: object.uid
            )
        } catch let failure as Failure where failure.apiError?.isOutdated == true {
            // Another object has the name by now, and that one is not ours to delete.
            return
        }
    }

    private func waitUntilGone(_ objects: [LiveObject]) async throws {
        var open = objects
        while !open.isEmpty {
            open = try await concurrently(open) { object -> LiveObject? in
                let current = try await client.get(
                    object.resource,
                    namespace: object.resource.isNamespaced ? object.namespace : nil,
                    name: object.name
                )
                guard let current, current.at("metadata", "uid")?.stringValue == object.uid else {
                    return nil
                }
                return LiveObject(resource: object.resource, value: current)
            }.compactMap(\.self)
            guard let object = open.first else { return }
            guard ContinuousClock.now < deadline else { throw timeout(object, count: open.count) }
            try await Task.sleep(for: .seconds(Self.interval))
        }
    }

    private func timeout(_ object: LiveObject, count: Int) -> Failure {
        let finalizers = (object.metadata["finalizers"]?.arrayValue ?? []).compactMap(\.stringValue)
        return Failure(
            .timeout,
            "the \(object.resource.gvk.kind) '\(object.name)' is not gone after \(Int(operation.timeout)) s",
            notes: (count > 1 ? ["and \(count - 1) more"] : [])
                + finalizers.map { "its finalizer '\($0)' holds it: is what looks after it running?" },
            hint: "repeat the command; it goes on where it was"
        )
    }

    private func waitForPods(of objects: [LiveObject]) async throws {
        let selectors = objects.compactMap { object -> (String, String)? in
            guard let labels = object.value.at("spec", "selector", "matchLabels")?.objectValue,
                !labels.isEmpty
            else { return nil }
            return (
                object.namespace,
                labels.map { "\($0.key)=\($0.value.stringValue ?? "")" }.joined(separator: ",")
            )
        }
        let isOfProject = objects.allSatisfy { $0.label(KubernetesLabel.stack) == owner.release }
        let places =
            isOfProject ? [(owner.namespace, "\(KubernetesLabel.instance)=\(owner.release)")] : selectors
        for (namespace, selector) in places {
            while let pod = try await client.list(.pods, namespace: namespace, labels: selector).items.first(
                where: {
                    // A pod that has ended, such as a job's, is collected when its owner is gone.
                    $0.at("metadata", "deletionTimestamp") != nil
                        || ["Running", "Pending"].contains($0.at("status", "phase")?.stringValue)
                })
            {
                guard ContinuousClock.now < deadline else {
                    throw Failure(
                        .timeout,
                        "the pod '\(pod.at("metadata", "name")?.stringValue ?? "")' has not ended after "
                            + "\(Int(operation.timeout)) s",
                        hint: "see whether its node is ready: kubectl get nodes"
                    )
                }
                try await Task.sleep(for: .seconds(Self.interval))
            }
        }
    }
}
