import KubernetesAPI
import Releases

/// What a cluster has of a release, and what else bears a name that the release needs.
struct LiveObjects: Sendable {
    private(set) var byKey: [ObjectKey: LiveObject] = [:]
    let owner: ObjectOwner

    /// Reads what is labelled as the release's, in one request a kind, and then what is wanted and was not among
    /// it.
    ///
    /// - Parameters:
    ///   - resources: The kinds to look in.
    ///   - wanted: The names that the release needs.
    ///   - recorded: What the revision in force wanted, which may be in other namespaces.
    static func read(
        _ client: KubernetesClient,
        owner: ObjectOwner,
        resources: [APIResource],
        wanted: [WantedObject],
        recorded: [WantedObject] = []
    ) async throws -> LiveObjects {
        var live = LiveObjects(owner: owner)
        // Objects of a release may be in other namespaces than its own, where its chart says so.
        let places = Set(
            resources.map { Place(resource: $0, namespace: $0.isNamespaced ? owner.namespace : nil) }
                + (wanted + recorded).compactMap { object in
                    guard let resource = object.resource, !object.isDefinition else { return nil }
                    return Place(
                        resource: resource,
                        namespace: resource.isNamespaced ? object.key.namespace : nil
                    )
                }
        )
        for objects in try await concurrently(
            Array(places),
            { place in
                try await client.list(place.resource, namespace: place.namespace, labels: owner.selector)
                    .items
                    .map { LiveObject(resource: place.resource, value: $0) }
            }
        ) {
            for object in objects { live.byKey[object.key] = object }
        }
        let known = live.byKey
        let missing = wanted.filter { $0.resource != nil && known[$0.key] == nil }
        for object in try await concurrently(
            missing,
            { wanted -> LiveObject? in
                guard let resource = wanted.resource else { return nil }
                let namespace = resource.isNamespaced ? wanted.key.namespace : nil
                return try await client.get(resource, namespace: namespace, name: wanted.name)
                    .map { LiveObject(resource: resource, value: $0) }
            }
        ) {
            if let object { live.byKey[object.key] = object }
        }
        return live
    }

    subscript(key: ObjectKey) -> LiveObject? { byKey[key] }

    /// What belongs to the release, sorted by kind and name.
    var owned: [LiveObject] {
        byKey.values.filter { owner.owns($0) }.sorted {
            ($0.key.kind, $0.key.namespace, $0.key.name) < ($1.key.kind, $1.key.namespace, $1.key.name)
        }
    }

    private struct Place: Hashable {
        var resource: APIResource
        var namespace: String?
    }
}
