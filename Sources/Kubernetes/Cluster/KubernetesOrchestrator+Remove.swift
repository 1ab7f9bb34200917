import Diagnostics
import KubernetesAPI
package import Releases

extension KubernetesOrchestrator {
    package func remove(
        release: String,
        keeping: Set<ObjectReference>,
        operation: OperationContext
    ) async throws -> [ObjectReference] {
        let objects = try await everything(of: release).filter { !$0.isGoing }
        let removal = ObjectRemoval(
            client: client,
            owner: ObjectOwner(release: release, namespace: namespace),
            operation: operation,
            deadline: ContinuousClock.now + .seconds(operation.timeout)
        )
        func isKept(_ object: LiveObject) -> Bool {
            object.isKept || keeping.contains(object.key.reference(in: namespace))
        }
        try await removal.remove(objects.filter { !isKept($0) }, waits: true)
        let kept = objects.filter(isKept).map { $0.key.reference(in: namespace) }
        return (kept + (try await claims(of: release))).sorted()
    }

    package func owned(by release: String) async throws -> [ObjectReference: ObjectTrace] {
        try await owned(by: release, in: [namespace])
    }

    /// What is the release's in some namespaces, and in none.
    func owned(by release: String, in namespaces: Set<String>) async throws -> [ObjectReference: ObjectTrace]
    {
        var result: [ObjectReference: ObjectTrace] = [:]
        for object in try await everything(of: release, in: namespaces)
        where object.annotation(KubernetesLabel.hook) == nil {
            result[object.key.reference(in: namespace)] = object.trace
        }
        return result
    }

    /// Everything that carries the release's labels, of every kind that the server serves, as metadata where that
    /// is enough.
    ///
    /// - Parameter namespaces: Where to look; nil is everywhere, or where that may not be looked at in the own one.
    ///   A chart may put objects into others than the release's, but to look everywhere takes long in large clusters.
    private func everything(of release: String, in namespaces: Set<String>? = nil) async throws
        -> [LiveObject]
    {
        // One version of each kind is enough, and what no chart makes is left out.
        var seen: Set<String> = []
        let resources = try await client.resources().filter { resource in
            resource.verbs.isSuperset(of: ["list", "delete"]) && !Self.isMadeByOthers(resource)
                && seen.insert("\(resource.gvk.group)/\(resource.plural)").inserted
        }
        let lists = try await concurrently(resources) { resource -> [LiveObject] in
            guard resource.isNamespaced else { return try await owned(resource, by: release, in: nil) ?? [] }
            guard let namespaces else {
                if let found = try await owned(resource, by: release, in: nil) { return found }
                return try await owned(resource, by: release, in: namespace) ?? []
            }
            var found: [LiveObject] = []
            for place in namespaces { found += try await owned(resource, by: release, in: place) ?? [] }
            return found
        }
        return lists.flatMap(\.self)
    }

    /// What carries the release's labels of one kind; nil where one may not look: what is there, one can hardly have
    /// made.
    ///
    /// - Parameters:
    ///   - resource: The kind.
    ///   - release: The release.
    ///   - place: The namespace; nil is all of them.
    private func owned(
        _ resource: APIResource,
        by release: String,
        in place: String?
    ) async throws -> [LiveObject]? {
        let selector = ObjectOwner(release: release, namespace: namespace).selector
        do {
            // The selector of what runs tells its pods, which have to end as well.
            let list =
                resource.isWorkload
                ? try await client.list(resource, namespace: place, labels: selector)
                : try await client.listMetadata(resource, namespace: place, labels: selector)
            return list.items.map { LiveObject(resource: resource, value: $0) }
        } catch let failure as Failure where [403, 404, 405].contains(failure.apiError?.status) {
            return nil
        }
    }

    /// Kinds that controllers make, which go together with what they were made for.
    private static func isMadeByOthers(_ resource: APIResource) -> Bool {
        [
            "events", "endpoints", "endpointslices", "replicasets", "controllerrevisions", "podtemplates",
            "nodes",
        ]
        .contains(resource.plural)
    }

    /// The claims of StatefulSets, which carry the labels of their pods only.
    private func claims(of release: String) async throws -> [ObjectReference] {
        try await client.listMetadata(
            .claims,
            namespace: namespace,
            labels: "\(KubernetesLabel.instance)=\(release),!\(KubernetesLabel.releaseName)"
        ).items.map { LiveObject(resource: .claims, value: $0).key.reference(in: namespace) }
    }
}
