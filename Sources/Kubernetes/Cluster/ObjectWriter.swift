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
        var written: Value?
        switch step.action {
        case .keep, .delete:
            break
        case .replace:
            try await remove(step, resource)
            written = try await apply(wanted, resource, namespace)
        case .create, .update:
            written = try await apply(wanted, resource, namespace)
        }
        return ObjectWatch(
            wanted,
            resource: resource,
            isWritten: written != nil,
            isNew: step.live == nil,
            created: written?.at("metadata", "creationTimestamp")?.stringValue.flatMap(KubernetesDate.parse)
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

    private func apply(_ wanted: WantedObject, _ resource: APIResource, _ namespace: String?) async throws -> Value
    {
        try await operation.checkpoint()
        operation.report(.step("applying \(wanted.key.reference(in: owner.namespace))"))
        return try await client.apply(
            wanted.value,
            to: resource,
            namespace: namespace,
            force: force,
            isDryRun: false
        ).object
    }

    /// Deletes what cannot be changed, and waits until its name is free.
    private func remove(_ step: ObjectStep, _ resource: APIResource) async throws {
        guard let live = step.live else { return }
        let namespace = resource.isNamespaced ? live.namespace : nil
        try await operation.checkpoint()
        operation.report(.step("replacing \(live.key.reference(in: owner.namespace))"))
        // The pods of a StatefulSet have its claims; the new one takes them over, one after the other.
        _ = try await client.delete(
            resource,
            namespace: namespace,
            name: live.name,
            uid: live.uid,
            propagation: resource.gvk.kind == "StatefulSet" ? .orphan : .background
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
