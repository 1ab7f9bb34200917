import Diagnostics
import DockerAPI
import OrderedCollections
package import Values

extension SwarmOrchestrator {
    /// The engine's objects in the form in which templates know Kubernetes objects: `metadata` with name,
    /// labels and identifier, and what the engine calls its spec.
    ///
    /// The kinds are Service, Network, Config, Secret and Node. The data of a secret is never given by the
    /// engine; a config's is only there when it is asked for by name.
    package func lookup(kind: String, namespace: String, name: String) async throws -> Value? {
        guard let sort = LookupKind(kind) else { return nil }
        let objects = try await values(of: sort).filter { object in
            namespace.isEmpty || sort.isGlobal || object.labels[Label.stack] == namespace
        }
        if name.isEmpty {
            let items = objects.map { $0.described(as: sort, withData: false) }
            if items.isEmpty { return nil }
            return [
                "apiVersion": "swarm/v1", "kind": .string("\(sort.title)List"), "items": .array(items),
            ]
        }
        // An object of a release may be named as its Compose file names it.
        let names = namespace.isEmpty ? [name] : [name, "\(namespace)_\(name)"]
        return objects.first { names.contains($0.name) }?.described(as: sort, withData: true)
    }

    private func values(of kind: LookupKind) async throws -> [LookupObject] {
        switch kind {
        case .service: try await client.services().map(LookupObject.init)
        case .config: try await client.objects(.config).map(LookupObject.init)
        case .secret: try await client.objects(.secret).map(LookupObject.init)
        case .network:
            try await client.networks().map {
                LookupObject(id: $0.id, name: $0.name, labels: $0.labels, value: $0.value)
            }
        case .node:
            try await client.nodes().map { node in
                LookupObject(
                    id: node.id,
                    name: node.hostname,
                    labels: node.labels,
                    value: [
                        "Spec": [
                            "Role": .string(node.role), "Availability": .string(node.availability),
                        ],
                        "Status": ["State": .string(node.state), "Addr": .string(node.address)],
                    ]
                )
            }
        }
    }
}

/// The kinds that can be looked up.
private enum LookupKind: String {
    case service, network, config, secret, node

    /// The kind of a name in singular or plural.
    init?(_ name: String) {
        let name = name.lowercased()
        guard let kind = LookupKind(rawValue: name) ?? LookupKind(rawValue: String(name.dropLast())) else {
            return nil
        }
        guard name == kind.rawValue || name == "\(kind.rawValue)s" else { return nil }
        self = kind
    }

    var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
    /// Whether objects of the kind belong to no release.
    var isGlobal: Bool { self == .node }
}

/// An object of the engine, whatever its kind.
private struct LookupObject {
    var id: String
    var name: String
    var labels: [String: String]
    var value: Value

    init(id: String, name: String, labels: [String: String], value: Value) {
        self.id = id
        self.name = name
        self.labels = labels
        self.value = value
    }

    init(_ object: SwarmObject) {
        self.init(id: object.id, name: object.name, labels: object.labels, value: object.value)
    }

    func described(as kind: LookupKind, withData: Bool) -> Value {
        var metadata: Value.Object = ["name": .string(name), "uid": .string(id)]
        if let stack = labels[Label.stack] { metadata["namespace"] = .string(stack) }
        let sorted = labels.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }
        metadata["labels"] = .object(Value.Object(uniqueKeysWithValues: sorted))
        if let created = value["CreatedAt"] ?? value["Created"] { metadata["creationTimestamp"] = created }
        // A network has no spec of its own: what describes it is beside its name.
        var spec = (value["Spec"] ?? value).objectValue ?? [:]
        if kind == .secret || !withData { spec["Data"] = nil }
        var result: Value.Object = [
            "apiVersion": "swarm/v1", "kind": .string(kind.title), "metadata": .object(metadata),
            "spec": .object(spec),
        ]
        if let status = value["Status"] { result["status"] = status }
        return .object(result)
    }
}
