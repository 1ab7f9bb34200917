import KubernetesAPI
import Releases

/// An object of an operation that is watched on its way to what is wanted.
struct ObjectWatch: Sendable {
    let key: ObjectKey
    let resource: APIResource
    /// The service of the Compose file, or kind and name.
    let service: String
    /// Whether this operation has written it: old troubles of the others are not its own.
    let isWritten: Bool
    var progress: ServiceProgress
    var isReady = false
    /// Whether its failing pods were started anew by this operation.
    var isRevived = false

    init(_ wanted: WantedObject, resource: APIResource, isWritten: Bool, isNew: Bool) {
        key = wanted.key
        self.resource = resource
        service = wanted.service
        self.isWritten = isWritten
        progress = ServiceProgress(
            service: wanted.service,
            state: isNew ? .starting : .updating,
            running: 0,
            desired: 0
        )
    }

    var kind: String { key.kind }

    /// Whether there is anything to wait for.
    var canBeWaitedFor: Bool {
        switch kind {
        case "ConfigMap", "Secret", "ServiceAccount", "Role", "RoleBinding", "ClusterRole",
            "ClusterRoleBinding",
            "NetworkPolicy", "PodDisruptionBudget", "HorizontalPodAutoscaler", "Service", "Ingress",
            "PersistentVolumeClaim", "CronJob", "StorageClass", "PriorityClass", "IngressClass", "LimitRange",
            "ResourceQuota", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration":
            false
        default: true
        }
    }
}
