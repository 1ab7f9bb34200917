import Archives
import KubernetesAPI
import OrderedCollections
import Values

/// An object that a release is to have, as it is sent to the cluster.
struct WantedObject: Sendable {
    /// The manifest with its namespace and the marks of ownership.
    var value: Value
    var key: ObjectKey
    /// nil for a kind that the cluster does not serve yet, because the release itself brings it.
    var resource: APIResource?
    /// What it comes from, in a sentence: `the service 'web'`.
    var origin: String
    /// When it is started, counted from 1; nil for what runs nothing.
    var wave: Int?
    /// A custom resource definition of the folder `crds/`: there before everything else, and not the release's.
    var isDefinition = false
    /// A secret whose bytes Davit makes when there is none; what is there stays.
    var isMadeOnce = false
    /// The secret of the project whose bytes only the cluster has.
    var pendingSecret: String?

    /// - Parameters:
    ///   - object: The manifest.
    ///   - resource: What serves it, where that is known.
    ///   - owner: The release.
    ///   - isDefinition: Whether it is of `crds/`.
    init(_ object: KubernetesObject, resource: APIResource?, owner: ObjectOwner, isDefinition: Bool = false) {
        let gvk = GroupVersionKind(apiVersion: object.apiVersion, kind: object.kind)
        // What is not known yet is brought by a definition, and a namespace is what most of those have.
        let isNamespaced = resource?.isNamespaced ?? true
        let given = object.value.at("metadata", "namespace")?.stringValue
        let namespace = isNamespaced ? given ?? owner.namespace : ""
        self.resource = resource
        self.isDefinition = isDefinition
        origin = object.origin
        wave = object.wave
        pendingSecret = object.pendingSecret
        key = ObjectKey(group: gvk.group, kind: gvk.kind, namespace: namespace, name: object.name)
        var value = object.value.setting(
            ["metadata", "namespace"],
            namespace.isEmpty ? nil : .string(namespace)
        )
        // The server keeps what it makes itself, and takes offence at null.
        value = value.setting(["status"], nil).setting(["metadata", "creationTimestamp"], nil).withoutNulls
        // An address that a Service was given stays its own, and the server refuses to apply none.
        if key.kind == "Service", key.group.isEmpty, value.at("spec", "clusterIP") == "" {
            value = value.setting(["spec", "clusterIP"], nil)
        }
        value = PortProtocols.filled(Self.withSecretBytes(value))
        if key.isBuiltIn, !["ConfigMap", "Secret"].contains(key.kind) {
            value = ResourceQuantity.asText(value)
        }
        if !isDefinition {
            for (label, text) in owner.labels.sorted(by: { $0.key < $1.key }) {
                value = value.setting(["metadata", "labels", label], .string(text))
            }
            value = value.setting(
                ["metadata", "annotations", KubernetesLabel.applied],
                .string(String(Digest.sha256(JSON.encode(value, sortKeys: true)).prefix(16)))
            )
        }
        self.value = value
    }

    var name: String { key.name }

    /// The digest of the manifest, which the object carries once it is applied.
    var digest: String? { value.at("metadata", "annotations", KubernetesLabel.applied)?.stringValue }

    /// The service of the Compose file that it runs, or its own name.
    var service: String {
        value.at("metadata", "labels", KubernetesLabel.service)?.stringValue
            ?? "\(key.kind.lowercased())/\(name)"
    }

    /// Whether it is a secret: what it holds is shown to nobody.
    var isSecret: Bool { key.kind == "Secret" && key.group.isEmpty }

    /// A Secret with its texts as `data`: the server never takes away again what came as `stringData`.
    private static func withSecretBytes(_ value: Value) -> Value {
        guard value["kind"] == "Secret", let texts = value["stringData"]?.objectValue else { return value }
        var result = value.setting(["stringData"], nil)
        for (key, text) in texts {
            let bytes = Array((text.stringValue ?? "").utf8)
            result = result.setting(["data", key], .string(Base64.encode(bytes)))
        }
        return result
    }
}
