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
        var result: [ObjectReference: ObjectTrace] = [:]
        for object in try await everything(of: release) where object.annotation(KubernetesLabel.hook) == nil {
            result[object.key.reference(in: namespace)] = object.trace
        }
        return result
    }

    /// Everything that carries the release's labels, of every kind that the server serves, as metadata where that is enough.
    private func everything(of release: String) async throws -> [LiveObject] {
        let owner = ObjectOwner(release: release, namespace: namespace)
        let client = client
        let namespace = namespace
        // One version of each kind is enough, and what no chart makes is left out.
        var seen: Set<String> = []
        let resources = try await client.resources().filter { resource in
            resource.verbs.isSuperset(of: ["list", "delete"]) && !Self.isMadeByOthers(resource)
                && seen.insert("\(resource.gvk.group)/\(resource.plural)").inserted
        }
        let lists = try await concurrently(resources) { resource -> [LiveObject] in
            // A chart may have put objects into other namespaces than the release's.
            for place in resource.isNamespaced ? [nil, namespace] : [nil] {
                do {
                    // The selector of what runs tells its pods, which have to end as well.
                    let list =
                        resource.isWorkload
                        ? try await client.list(resource, namespace: place, labels: owner.selector)
                        : try await client.listMetadata(resource, namespace: place, labels: owner.selector)
                    return list.items.map { LiveObject(resource: resource, value: $0) }
                } catch let failure as Failure where [403, 404, 405].contains(failure.apiError?.status) {
                    // What one may not look at, one can hardly have made.
                    continue
                }
            }
            return []
        }
        return lists.flatMap(\.self)
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
