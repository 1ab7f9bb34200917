import Diagnostics
import KubernetesAPI
import Releases
import Values

/// Carries out the step of one object.
struct ObjectWriter: Sendable {
    let client: KubernetesClient
    let owner: ObjectOwner
    let operation: OperationContext
    let deadline: ContinuousClock.Instant
    let force: Bool

    /// Seconds between two looks at an object that is being deleted.
    private static let interval = 0.2

    /// Writes what is to be written.
    ///
    /// - Returns: How to watch the object.
    func write(_ step: ObjectStep) async throws -> ObjectWatch {
        let wanted = step.wanted
        let resource = try await resource(of: wanted)
        let namespace = resource.isNamespaced ? wanted.key.namespace : nil
        switch step.action {
        case .keep, .delete:
            break
        case .replace:
            try await remove(step, resource)
            try await apply(wanted, resource, namespace)
        case .create, .update:
            try await apply(wanted, resource, namespace)
        }
        return ObjectWatch(
            wanted,
            resource: resource,
            isWritten: step.isWrite,
            isNew: step.live == nil
        )
    }

    private func resource(of wanted: WantedObject) async throws -> APIResource {
        if let resource = wanted.resource { return resource }
        return try await client.resource(
            GroupVersionKind(
                apiVersion: wanted.value["apiVersion"]?.stringValue ?? "",
                kind: wanted.key.kind
            )
        )
    }

    private func apply(_ wanted: WantedObject, _ resource: APIResource, _ namespace: String?) async throws {
        try await operation.checkpoint()
        operation.report(.step("applying \(wanted.key.reference(in: owner.namespace))"))
        _ = try await client.applyWithClaims(wanted.value, to: resource, namespace: namespace, force: force)
    }

    /// Whether a StatefulSet can replace another without its pods having to end first: it finds them, and what it
    /// asks of their volumes by name is there, for the volumes of a pod can never be changed.
    static func mayTakeOverPods(_ new: Value, of old: Value) -> Bool {
        func claims(_ value: Value) -> [String] {
            (value.at("spec", "volumeClaimTemplates")?.arrayValue ?? [])
                .compactMap { $0.at("metadata", "name")?.stringValue }.sorted()
        }
        return new["kind"] == "StatefulSet" && claims(new) == claims(old)
            && new.at("spec", "selector") == old.at("spec", "selector")
    }

    /// Deletes what cannot be changed, and waits until its name is free.
    private func remove(_ step: ObjectStep, _ resource: APIResource) async throws {
        guard let live = step.live else { return }
        let namespace = resource.isNamespaced ? live.namespace : nil
        try await operation.checkpoint()
        operation.report(.step("replacing \(live.key.reference(in: owner.namespace))"))
        _ = try await client.delete(
            resource,
            namespace: namespace,
            name: live.name,
            uid: live.uid,
            propagation: Self.mayTakeOverPods(step.wanted.value, of: live.value) ? .orphan : .background
        )
        while let current = try await client.get(resource, namespace: namespace, name: live.name) {
            guard current.at("metadata", "uid")?.stringValue == live.uid else { return }
            guard ContinuousClock.now < deadline else {
                throw Failure(
                    .timeout,
                    "the \(resource.gvk.kind) '\(live.name)' is not gone after \(Int(operation.timeout)) s",
                    notes: (current.at("metadata", "finalizers")?.arrayValue ?? []).compactMap(\.stringValue)
                        .map { "its finalizer '\($0)' holds it" }
                )
            }
            try await Task.sleep(for: .seconds(Self.interval))
        }
    }
}
