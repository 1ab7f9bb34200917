import HTTP

/// A resource that the server serves: a kind with its place in the API's paths.
package struct APIResource: Sendable, Hashable {
    package var gvk: GroupVersionKind
    /// The name in paths and in access rules: `deployments`.
    package var plural: String
    package var isNamespaced: Bool
    /// What can be done with it: `get`, `list`, `watch`, `create`, `patch`.
    package var verbs: Set<String>
    /// Further names that people use for it: the singular and the short ones (`deployment`, `deploy`).
    package var aliases: [String]

    package init(
        gvk: GroupVersionKind,
        plural: String,
        isNamespaced: Bool,
        verbs: Set<String> = APIResource.usualVerbs,
        aliases: [String] = []
    ) {
        self.gvk = gvk
        self.plural = plural
        self.isNamespaced = isNamespaced
        self.verbs = verbs
        self.aliases = aliases
    }

    /// What can be done with most resources.
    package static let usualVerbs: Set = [
        "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch",
    ]

    /// The name with its group, as `kubectl` takes it: `deployments.apps`, `configmaps`.
    package var qualifiedName: String {
        gvk.group.isEmpty ? plural : "\(plural).\(gvk.group)"
    }

    /// The path of its objects: in one namespace, or with nil in all of them.
    func path(namespace: String?) -> String {
        let root = gvk.group.isEmpty ? "/api/\(gvk.version)" : "/apis/\(gvk.group)/\(gvk.version)"
        guard isNamespaced, let namespace else { return "\(root)/\(plural)" }
        return "\(root)/namespaces/\(HTTPURL.encodedComponent(namespace))/\(plural)"
    }
}

/// Resources of the core group, which every server has served since Kubernetes 1.0 and that need no discovery.
extension APIResource {
    package static let configMaps = core("ConfigMap", "configmaps")
    package static let secrets = core("Secret", "secrets")
    package static let pods = core("Pod", "pods")
    package static let events = core("Event", "events")
    package static let services = core("Service", "services")
    package static let namespaces = core("Namespace", "namespaces", isNamespaced: false)
    package static let nodes = core("Node", "nodes", isNamespaced: false)

    private static func core(_ kind: String, _ plural: String, isNamespaced: Bool = true) -> APIResource {
        APIResource(
            gvk: GroupVersionKind(group: "", version: "v1", kind: kind),
            plural: plural,
            isNamespaced: isNamespaced
        )
    }
}
