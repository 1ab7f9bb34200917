package import Diagnostics
package import KubernetesAPI
import OrderedCollections
package import Releases
import Values

/// The release store of a cluster: ConfigMaps of one namespace, as Helm's driver for them has it.
///
/// What the ledger calls labels is one annotation, because a label of Kubernetes has at most 63 plain characters;
/// those by which objects are looked for stand beside it as labels. `resourceVersion` is the compare-and-set.
package struct KubernetesStore: ReleaseStore {
    private let client: KubernetesClient
    /// nil is every namespace: only for looking at what there is.
    private let namespace: String?
    /// Whether the namespace is made when the first object finds none.
    private let createsNamespace: Bool

    /// A ConfigMap holds 1 MiB; this leaves room.
    package static let limit = 1_000_000

    package init(client: KubernetesClient, namespace: String?, createsNamespace: Bool = false) {
        self.client = client
        self.namespace = namespace
        self.createsNamespace = createsNamespace
    }

    package var maximumDataSize: Int { Self.limit }

    package func objects(
        labels: [String: String],
        named prefixes: [String],
        withData: Bool
    ) async throws -> [StoredObject] {
        let selector = Self.selector(labels)
        let list =
            withData
            ? try await client.list(.configMaps, namespace: namespace, labels: selector)
            : try await client.listMetadata(.configMaps, namespace: namespace, labels: selector)
        return Self.stored(list, withData: withData, labels, prefixes)
    }

    package func overview(labels: [String: String], named prefixes: [String]) async throws -> [StoredObject] {
        let list = try await client.listMetadata(
            .configMaps,
            namespace: namespace,
            labels: Self.selector(labels),
            mayLag: true
        )
        return Self.stored(list, withData: false, labels, prefixes)
    }

    package func object(named name: String) async throws -> StoredObject? {
        try await client.get(.configMaps, namespace: namespace, name: name).flatMap { Self.stored($0) }
    }

    package func create(
        name: String,
        labels: [String: String],
        data: [UInt8]
    ) async throws -> StoredObject {
        let value: Value = [
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": [
                "name": .string(name),
                "labels": Self.visible(labels),
                "annotations": [Self.annotation: Self.text(labels)],
            ],
            "binaryData": data.isEmpty ? .emptyObject : [Self.key: .string(Base64.encode(data))],
        ]
        do {
            return try await create(value)
        } catch var failure as Failure where failure.apiError?.isNamespaceMissing == true {
            guard createsNamespace else {
                failure.hint = "add --create-namespace" + (failure.hint.map { ", or \($0)" } ?? "")
                throw failure
            }
            try await createNamespace()
            return try await create(value)
        }
    }

    private func create(_ value: Value) async throws -> StoredObject {
        let created: Value
        do {
            created = try await client.create(value, in: .configMaps, namespace: namespace)
        } catch var failure as Failure
            where failure.kind == .conflict && failure.apiError?.isAlreadyExists != true
        {
            // Nobody was faster: a namespace that is being deleted takes nothing, however often it is tried.
            failure.kind = .refused
            throw failure
        }
        guard let object = Self.stored(created) else {
            throw Failure(.unavailable, "the server's answer to making a ConfigMap is none")
        }
        return object
    }

    private func createNamespace() async throws {
        let name = namespace ?? client.namespace
        let value: Value = [
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)],
        ]
        do {
            _ = try await client.create(value, in: .namespaces, namespace: nil)
        } catch let failure as Failure where failure.kind == .conflict {
            return
        }
    }

    package func update(_ object: StoredObject, labels: [String: String]) async throws -> StoredObject {
        let (namespace, _) = Self.place(object)
        let patch: Value = [
            "metadata": [
                "resourceVersion": .string(object.version),
                "labels": Self.visible(labels, replacing: object.labels),
                "annotations": [Self.annotation: Self.text(labels)],
            ]
        ]
        let changed = try await client.mergePatch(
            patch,
            of: .configMaps,
            namespace: namespace,
            name: object.name
        )
        var updated = object
        updated.labels = labels
        updated.version = changed.at("metadata", "resourceVersion")?.stringValue ?? ""
        return updated
    }

    package func delete(_ object: StoredObject) async throws {
        let (namespace, uid) = Self.place(object)
        _ = try await client.delete(.configMaps, namespace: namespace, name: object.name, uid: uid)
        guard object.labels["davit.confidential"] != nil else { return }
        // The cluster would collect it too, as what belongs to the ConfigMap, but at a time of its own.
        do {
            _ = try await client.delete(.secrets, namespace: namespace, name: object.name)
        } catch let failure as Failure where failure.apiError?.status == 403 {
            return
        }
    }

    /// In a Secret that goes with the object.
    package func keep(confidential data: [UInt8], with object: StoredObject) async throws {
        let (namespace, uid) = Self.place(object)
        guard data.count <= Self.limit else {
            throw Failure(
                .refused,
                "the Secrets of the chart have \(data.count) bytes, and \(Self.limit) can be kept of a revision",
                hint: "put less into them"
            )
        }
        let secret: Value = [
            "apiVersion": "v1",
            "kind": "Secret",
            "type": "davit/revision",
            "metadata": [
                "name": .string(object.name),
                "labels": Self.visible(object.labels),
                "ownerReferences": [
                    [
                        "apiVersion": "v1", "kind": "ConfigMap", "name": .string(object.name),
                        "uid": .string(uid ?? ""),
                    ]
                ],
            ],
            "data": [Self.key: .string(Base64.encode(data))],
        ]
        _ = try await client.create(secret, in: .secrets, namespace: namespace)
    }

    package func confidential(with object: StoredObject) async throws -> [UInt8]? {
        let (namespace, _) = Self.place(object)
        do {
            let secret = try await client.get(.secrets, namespace: namespace, name: object.name)
            return secret?.at("data", Self.key)?.stringValue.flatMap(Base64.decode)
        } catch let failure as Failure where failure.apiError?.status == 403 {
            return nil
        }
    }

    package func now() async throws -> Double {
        try await client.now()
    }

    // MARK: Translation

    /// The annotation that holds what the ledger calls labels, as a JSON object.
    private static let annotation = "davit/labels"
    /// The key of the data.
    private static let key = "data"
    /// The ledger's labels that are labels of the object too.
    private static let selectable: Set<String> = [
        "davit.kind", "davit.release", "davit.status", "davit.digest", "davit.archive",
    ]

    /// The value of a label, cut to what a label can have; nil for what no label can say.
    private static func label(_ key: String, _ value: String) -> String? {
        let value = String(value.prefix(63))
        return selectable.contains(key) && KubernetesNames.isLabelValue(value) ? value : nil
    }

    /// The labels of the object; those of `former` that are gone are null, for a patch.
    private static func visible(_ labels: [String: String], replacing former: [String: String] = [:]) -> Value
    {
        var object: Value.Object = [:]
        for key in selectable.sorted() {
            if let value = labels[key].flatMap({ label(key, $0) }) {
                object[key] = .string(value)
            } else if former[key] != nil {
                object[key] = .null
            }
        }
        return .object(object)
    }

    private static func text(_ labels: [String: String]) -> Value {
        var object: Value.Object = [:]
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) { object[key] = .string(value) }
        return .string(String(decoding: JSON.encode(.object(object)), as: UTF8.self))
    }

    private static func selector(_ labels: [String: String]) -> String {
        labels.sorted { $0.key < $1.key }.compactMap { key, value in
            label(key, value).map { "\(key)=\($0)" }
        }.joined(separator: ",")
    }

    /// The objects of a list that have the labels and one of the beginnings of names.
    private static func stored(
        _ list: ResourceList,
        withData: Bool,
        _ labels: [String: String],
        _ prefixes: [String]
    ) -> [StoredObject] {
        list.items.compactMap { stored($0, withData: withData) }.filter { object in
            (prefixes.isEmpty || prefixes.contains { object.name.hasPrefix($0) })
                && labels.allSatisfy { object.labels[$0.key] == $0.value }
        }
    }

    /// The object out of a ConfigMap; nil for one that no store has made.
    private static func stored(_ value: Value, withData: Bool = true) -> StoredObject? {
        guard let metadata = value["metadata"], let name = metadata["name"]?.stringValue,
            let text = metadata.at("annotations", annotation)?.stringValue,
            let members = try? JSON.decode(Array(text.utf8), file: name).objectValue
        else { return nil }
        var labels: [String: String] = [:]
        for (key, member) in members { labels[key] = member.stringValue }
        let namespace = metadata["namespace"]?.stringValue ?? ""
        var data: [UInt8]?
        if withData {
            let encoded = value.at("binaryData", key)?.stringValue ?? ""
            data = Base64.decode(encoded)
        }
        return StoredObject(
            id: "\(namespace)/\(metadata["uid"]?.stringValue ?? "")",
            name: name,
            labels: labels,
            version: metadata["resourceVersion"]?.stringValue ?? "",
            data: data
        )
    }

    /// The namespace and the identifier of an object.
    private static func place(_ object: StoredObject) -> (namespace: String, uid: String?) {
        let parts = object.id.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let uid = parts.count > 1 && !parts[1].isEmpty ? String(parts[1]) : nil
        return (String(parts.first ?? ""), uid)
    }
}
