import Diagnostics
import KubernetesAPI
import OrderedCollections
import Releases
import Values

/// An object of a cluster by kind, namespace and name, whatever the version that it is read in.
struct ObjectKey: Sendable, Hashable {
    var group: String
    var kind: String
    /// Empty for an object that is in no namespace.
    var namespace: String
    var name: String

    /// Whether the kind is one of Kubernetes' own.
    var isBuiltIn: Bool { !group.contains(".") || group.hasSuffix(".k8s.io") }

    /// How a release's own words name it: `deployment web`.
    ///
    /// In another namespace than the release's it is `deployment other/web`; a kind that is not Kubernetes' own has
    /// its group behind it.
    func reference(in release: String) -> ObjectReference {
        let place = namespace.isEmpty || namespace == release ? "" : "\(namespace)/"
        return ObjectReference(
            kind: kind.lowercased() + (isBuiltIn ? "" : ".\(group)"),
            name: place + name
        )
    }
}

/// An object that a cluster has.
struct LiveObject: Sendable {
    var resource: APIResource
    var value: Value

    var metadata: Value { value["metadata"] ?? .emptyObject }
    var name: String { metadata["name"]?.stringValue ?? "" }
    var namespace: String { metadata["namespace"]?.stringValue ?? "" }
    var uid: String? { metadata["uid"]?.stringValue }
    var isGoing: Bool { metadata["deletionTimestamp"] != nil }

    func label(_ key: String) -> String? { metadata.at("labels", key)?.stringValue }
    func annotation(_ key: String) -> String? { metadata.at("annotations", key)?.stringValue }

    var key: ObjectKey {
        ObjectKey(group: resource.gvk.group, kind: resource.gvk.kind, namespace: namespace, name: name)
    }

    /// Whether removing the release leaves it: it holds data that nobody could bring back, or is marked.
    var isKept: Bool {
        resource.gvk.kind == "PersistentVolumeClaim" || resource.gvk.kind == "CustomResourceDefinition"
            || annotation(KubernetesLabel.resourcePolicy) == "keep"
    }

    /// Whether it is a config or a secret of a project, of whose data every revision has an object of its own.
    var isProjectData: Bool {
        ["ConfigMap", "Secret"].contains(resource.gvk.kind) && resource.gvk.group.isEmpty
            && label(KubernetesLabel.stack) != nil && label(KubernetesLabel.managedBy) == "davit"
    }

    var trace: ObjectTrace {
        ObjectTrace(
            created: metadata["creationTimestamp"]?.stringValue.flatMap(KubernetesDate.parse),
            updated: metadata["managedFields"]?.arrayValue?
                .compactMap { $0["time"]?.stringValue.flatMap(KubernetesDate.parse) }.max()
        )
    }

    /// The trace with who has changed the object besides Davit, if anybody has, and when that was.
    var editTrace: ObjectTrace {
        var trace = trace
        if let editor = ManagedFields(value).lastEditor(besides: KubernetesClient.fieldManager) {
            trace.editor = editor.manager
            trace.updated = KubernetesDate.parse(editor.time)
        }
        return trace
    }
}

/// Whom an object of a cluster belongs to.
struct ObjectOwner: Sendable, Hashable {
    var release: String
    var namespace: String

    /// The labels that say so.
    var labels: [String: String] {
        [KubernetesLabel.releaseName: release, KubernetesLabel.releaseNamespace: namespace]
    }

    /// What finds everything of the release.
    var selector: String {
        labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    func owns(_ object: LiveObject) -> Bool {
        labels.allSatisfy { object.label($0.key) == $0.value }
    }

    /// The failure for an object whose name the release needs, or nil when it may be used.
    func conflict(over object: LiveObject, adopt: Bool) -> Failure? {
        if owns(object) { return nil }
        let what = "\(object.resource.gvk.kind) '\(object.name)'"
        if let other = object.label(KubernetesLabel.releaseName) {
            let place = object.label(KubernetesLabel.releaseNamespace) ?? ""
            return Failure(
                .conflict,
                "the \(what) belongs to the release '\(other)' in the namespace '\(place)'",
                hint: "choose another name in the chart, or davit uninstall \(other) -n \(place)"
            )
        }
        if adopt { return nil }
        let helm = object.annotation("meta.helm.sh/release-name").map {
            " and belongs to Helm's release '\($0)'"
        }
        let stack = object.label(KubernetesLabel.stack).map { " and belongs to the stack '\($0)'" }
        let whose = helm ?? stack ?? ", and no release of Davit made it"
        let place = object.namespace.isEmpty ? "" : " -n \(object.namespace)"
        return Failure(
            .conflict,
            "the \(what) exists already\(whose)",
            hint: "add --adopt to take it over, or remove it: kubectl delete "
                + "\(object.resource.plural) \(object.name)\(place)"
        )
    }
}
