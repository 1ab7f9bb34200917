package import Values

/// One object that a deployment wants a cluster to have.
package struct KubernetesObject: Sendable, Hashable {
    /// The whole manifest, without `status`.
    package var value: Value
    /// What it comes from, in a sentence: `the service 'web'`.
    package var origin: String
    /// Counted from 1 for what runs: a wave is started when the one before it is ready; nil for the rest.
    package var wave: Int?
    /// The key under `secrets` whose bytes are still to be put into the manifest; nil when they are there.
    package var pendingSecret: String?

    package init(value: Value, origin: String, wave: Int? = nil, pendingSecret: String? = nil) {
        self.value = value
        self.origin = origin
        self.wave = wave
        self.pendingSecret = pendingSecret
    }

    package var apiVersion: String { value["apiVersion"]?.stringValue ?? "" }
    package var kind: String { value["kind"]?.stringValue ?? "" }
    package var name: String { value["metadata"]?["name"]?.stringValue ?? "" }

    /// Helm's order of kinds (`InstallOrder`).
    ///
    /// What runs comes in one group, for there the waves decide first.
    private static let kinds = [
        ["PriorityClass"], ["Namespace"], ["NetworkPolicy"], ["ResourceQuota"], ["LimitRange"],
        ["PodSecurityPolicy"], ["PodDisruptionBudget"], ["ServiceAccount"], ["Secret"], ["SecretList"],
        ["ConfigMap"], ["StorageClass"], ["PersistentVolume"], ["PersistentVolumeClaim"],
        ["CustomResourceDefinition"], ["ClusterRole"], ["ClusterRoleList"], ["ClusterRoleBinding"],
        ["ClusterRoleBindingList"], ["Role"], ["RoleList"], ["RoleBinding"], ["RoleBindingList"], ["Service"],
        [
            "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment", "StatefulSet", "Job",
            "CronJob",
        ],
        ["HorizontalPodAutoscaler"], ["IngressClass"], ["Ingress"], ["APIService"],
        ["MutatingWebhookConfiguration"], ["ValidatingWebhookConfiguration"],
    ]

    /// The objects in the order in which they are applied: by kind, what runs by wave and then by kind, and
    /// otherwise as they came.
    package static func inApplyOrder(_ objects: [KubernetesObject]) -> [KubernetesObject] {
        func place(_ object: KubernetesObject) -> (Int, Int, Int) {
            let group = kinds.firstIndex { $0.contains(object.kind) } ?? kinds.count
            let inGroup = group < kinds.count ? kinds[group].firstIndex(of: object.kind) ?? 0 : 0
            return (group, object.wave ?? 0, inGroup)
        }
        return objects.enumerated().sorted { left, right in
            let (a, b) = (place(left.element), place(right.element))
            return a == b ? left.offset < right.offset : a < b
        }.map(\.element)
    }
}

/// Everything that a project is in Kubernetes.
package struct KubernetesObjects: Sendable {
    /// In the order in which they are applied.
    package var objects: [KubernetesObject] = []
    /// The jobs of hooks, in the order of the project; they are run at their events and are no part of the rest.
    package var hooks: [KubernetesObject] = []
}
