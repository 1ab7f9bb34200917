import Compose
import KubernetesAPI
import OrderedCollections
package import Releases
import Values

extension KubernetesOrchestrator {
    package func status(of release: String, desired: DesiredState?) async throws -> LiveStatus {
        let owner = ObjectOwner(release: release, namespace: namespace)
        let found = try await client.objects(
            of: owner,
            APIResource.workloads + [.services],
            in: desired?.workloadNamespaces ?? []
        )
        let workloads = found.dropLast().flatMap(\.self)
            .filter { $0.annotation(KubernetesLabel.hook) == nil }
            .sorted { ($0.serviceName, $0.name) < ($1.serviceName, $1.name) }
        let services = found.last ?? []
        let states = try await concurrently(workloads) { workload in
            Self.status(
                of: workload,
                pods: try await pods(of: workload),
                ports: Self.ports(of: workload, services)
            )
        }
        let known = Set(found.joined().map(\.key))
        var absent: [ObjectReference] = []
        if let desired { absent = try await missing(of: desired, release: release, known) }
        return LiveStatus(services: states, missing: absent)
    }

    /// Which of the objects that a record names are not live; asks one list for each kind that is not known.
    private func missing(
        of desired: DesiredState,
        release: String,
        _ known: Set<ObjectKey>
    ) async throws -> [ObjectReference] {
        let owner = ObjectOwner(release: release, namespace: namespace)
        let version = try await KubernetesVersion.of(client)
        let open = wantedObjects(of: desired, release: release, version).filter { !known.contains($0.key) }
        let client = client
        let places = Dictionary(grouping: open, by: Place.init)
        let live = try await concurrently(Array(places.keys)) { place -> [ObjectKey] in
            guard let resource = try await resource(of: place.kind) else { return [] }
            let namespace = resource.isNamespaced ? place.namespace : nil
            return try await client.listMetadata(resource, namespace: namespace, labels: owner.selector).items
                .map { LiveObject(resource: resource, value: $0).key }
        }
        let there = Set(live.joined().map { $0.reference(in: namespace) })
        return Set(open.map { $0.key.reference(in: namespace) }).subtracting(there).sorted()
    }

    /// Where objects of a kind are looked for.
    private struct Place: Hashable {
        var kind: GroupVersionKind
        var namespace: String

        init(_ wanted: WantedObject) {
            kind = GroupVersionKind(
                apiVersion: wanted.value["apiVersion"]?.stringValue ?? "",
                kind: wanted.key.kind
            )
            namespace = wanted.key.namespace
        }
    }

    private func pods(of workload: LiveObject) async throws -> [Value] {
        guard let labels = workload.value.at("spec", "selector", "matchLabels")?.objectValue, !labels.isEmpty
        else { return [] }
        let selector = labels.map { "\($0.key)=\($0.value.stringValue ?? "")" }.joined(separator: ",")
        return try await client.list(.pods, namespace: workload.namespace, labels: selector).items
    }

    static func status(of workload: LiveObject, pods: [Value], ports: [String]) -> LiveStatus.Service {
        let kind = workload.resource.gvk.kind
        let count = Readiness.pods(of: workload.value, kind: kind) ?? PodCount(ready: 0, desired: 0)
        let troubles = pods.compactMap(PodTrouble.init)
        let image = workload.value.at("spec", "template", "spec", "containers")?.arrayValue?.first?["image"]
        return LiveStatus.Service(
            name: workload.serviceName,
            image: image?.stringValue ?? "",
            mode: modes[kind] ?? kind.lowercased(),
            running: count.ready,
            desired: count.desired,
            ports: ports,
            created: workload.trace.created,
            updated: workload.trace.updated,
            message: count.ready < count.desired ? troubles.first?.reason : nil,
            tasks: pods.sorted { $0.creation < $1.creation }.enumerated().map { index, pod in
                task(pod, slot: kind == "DaemonSet" ? 0 : index + 1)
            }
        )
    }

    private static func task(_ pod: Value, slot: Int) -> LiveStatus.Task {
        let trouble = PodTrouble(pod)
        let isGoing = pod.at("metadata", "deletionTimestamp") != nil
        let phase = pod.at("status", "phase")?.stringValue?.lowercased() ?? "unknown"
        return LiveStatus.Task(
            id: pod.at("metadata", "name")?.stringValue ?? "",
            slot: slot,
            node: pod.at("spec", "nodeName")?.stringValue ?? "",
            state: isGoing ? "terminating" : phase,
            since: KubernetesDate.parse(pod.at("status", "startTime")?.stringValue ?? pod.creation) ?? 0,
            error: trouble?.reason ?? ""
        )
    }

    /// The words of Compose for the kinds.
    private static let modes = [
        "Deployment": "replicated", "StatefulSet": "replicated", "DaemonSet": "global",
        "Job": "replicated-job",
    ]

    /// `8080->80/tcp`, the outer port first, of what is published.
    static func ports(of workload: LiveObject, _ services: [LiveObject]) -> [String] {
        let labels = workload.value.at("spec", "template", "metadata", "labels")
        let reaching = services.filter { service in
            let selector = service.value.at("spec", "selector")?.objectValue ?? [:]
            let type = service.value.at("spec", "type")?.stringValue ?? "ClusterIP"
            return type != "ClusterIP" && !selector.isEmpty
                && service.namespace == workload.namespace
                && selector.allSatisfy { labels?[$0.key] == $0.value }
        }
        let published = reaching.flatMap { service in
            (service.value.at("spec", "ports")?.arrayValue ?? []).map { port in
                let isBalanced = service.value.at("spec", "type") == "LoadBalancer"
                let outer = isBalanced ? port["port"]?.intValue : port["nodePort"]?.intValue
                return "\(outer ?? 0)->\(port["targetPort"]?.intValue ?? port["port"]?.intValue ?? 0)/"
                    + (port["protocol"]?.stringValue ?? "TCP").lowercased()
            }
        }
        let containers = workload.value.at("spec", "template", "spec", "containers")?.arrayValue ?? []
        let onHosts = containers.flatMap { $0["ports"]?.arrayValue ?? [] }.compactMap { port -> String? in
            guard let outer = port["hostPort"]?.intValue else { return nil }
            return "\(outer)->\(port["containerPort"]?.intValue ?? 0)/"
                + (port["protocol"]?.stringValue ?? "TCP").lowercased()
        }
        return published + onHosts
    }
}

extension KubernetesClient {
    /// What a release has of some kinds, by kind, in its own namespace and in others that it uses.
    func objects(
        of owner: ObjectOwner,
        _ kinds: [APIResource],
        in others: Set<String>
    ) async throws -> [[LiveObject]] {
        let namespaces = others.union([owner.namespace]).sorted()
        let lists = kinds.enumerated().flatMap { index, kind in namespaces.map { (index, kind, $0) } }
        let found = try await concurrently(lists) { index, kind, namespace in
            try await list(kind, namespace: namespace, labels: owner.selector).items
                .map { (index, LiveObject(resource: kind, value: $0)) }
        }.flatMap(\.self)
        return kinds.indices.map { index in found.filter { $0.0 == index }.map(\.1) }
    }
}

extension LiveObject {
    /// The name in the Compose file, or kind and name of what a chart writes itself.
    var serviceName: String {
        label(KubernetesLabel.service) ?? "\(resource.gvk.kind.lowercased())/\(name)"
    }
}

extension Value {
    /// When an object was made, as the server writes it.
    fileprivate var creation: String { at("metadata", "creationTimestamp")?.stringValue ?? "" }
}
