import KubernetesAPI

extension APIResource {
    static let claims = usual("v1", "PersistentVolumeClaim", "persistentvolumeclaims")
    static let deployments = usual("apps/v1", "Deployment", "deployments")
    static let statefulSets = usual("apps/v1", "StatefulSet", "statefulsets")
    static let daemonSets = usual("apps/v1", "DaemonSet", "daemonsets")
    static let jobs = usual("batch/v1", "Job", "jobs")

    static let roles = usual(access, "Role", "roles")
    static let roleBindings = usual(access, "RoleBinding", "rolebindings")
    static let clusterRoles = usual(access, "ClusterRole", "clusterroles", isNamespaced: false)
    static let clusterRoleBindings = usual(
        access,
        "ClusterRoleBinding",
        "clusterrolebindings",
        isNamespaced: false
    )
    static let apiServices = usual(
        "apiregistration.k8s.io/v1",
        "APIService",
        "apiservices",
        isNamespaced: false
    )
    static let definitions = usual(
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        "customresourcedefinitions",
        isNamespaced: false
    )
    private static let access = "rbac.authorization.k8s.io/v1"
    static let replicaSets = usual("apps/v1", "ReplicaSet", "replicasets")
    static let controllerRevisions = usual("apps/v1", "ControllerRevision", "controllerrevisions")

    /// The kinds whose objects run pods.
    static let workloads = [deployments, statefulSets, daemonSets, jobs]

    /// Whether objects of the kind run pods; what discovery tells besides the kind does not matter.
    var isWorkload: Bool { Self.workloads.contains { $0.gvk == gvk } }

    /// What every release is looked for in: the kinds that a project becomes and that every server has.
    static let ofProjects =
        [configMaps, secrets, services, claims] + workloads + [
            usual("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies"),
            usual("networking.k8s.io/v1", "Ingress", "ingresses"),
        ]

    /// Kinds that need no discovery, because every server from 1.20 on has them as they are here.
    static func known(_ gvk: GroupVersionKind) -> APIResource? { byKind[gvk] }

    private static let byKind: [GroupVersionKind: APIResource] = {
        let others = [
            namespaces, pods, nodes,
            usual("v1", "ServiceAccount", "serviceaccounts"),
            roles, roleBindings, clusterRoles, clusterRoleBindings,
        ]
        return Dictionary(uniqueKeysWithValues: (ofProjects + others).map { ($0.gvk, $0) })
    }()

    private static func usual(
        _ apiVersion: String,
        _ kind: String,
        _ plural: String,
        isNamespaced: Bool = true
    ) -> APIResource {
        APIResource(
            gvk: GroupVersionKind(apiVersion: apiVersion, kind: kind),
            plural: plural,
            isNamespaced: isNamespaced
        )
    }
}
