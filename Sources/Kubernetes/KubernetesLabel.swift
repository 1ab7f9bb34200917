/// The keys of labels and annotations that the conversion writes.
enum KubernetesLabel {
    // Kubernetes' recommended labels.
    static let name = "app.kubernetes.io/name"
    static let instance = "app.kubernetes.io/instance"
    static let component = "app.kubernetes.io/component"
    static let partOf = "app.kubernetes.io/part-of"
    static let managedBy = "app.kubernetes.io/managed-by"
    // Those of Compose on Kubernetes, so that what was made to find its objects finds these.
    static let stack = "com.docker.stack.namespace"
    static let service = "com.docker.service.name"
    static let serviceID = "com.docker.service.id"
    // Davit's own: the release that an object belongs to, whatever chart wrote it.
    static let releaseName = "davit/release-name"
    static let releaseNamespace = "davit/release-namespace"
    /// A digest of the manifest that was applied last.
    static let applied = "davit/applied"
    static let chart = "davit/chart"
    /// The wave in which an object is started, counted from 1.
    static let wave = "davit/wave"
    /// What a workload waits for: `redis=service_healthy,db=service_started`.
    static let dependsOn = "davit/depends-on"
    /// Before the name of a service whose replacement restarts this one.
    static let restartsWith = "restarts-with.davit/"
    /// What a release does when an update of the service fails.
    static let failureAction = "davit/update-failure-action"
    /// The part of the pods that may fail in an update.
    static let maxFailureRatio = "davit/update-max-failure-ratio"
    /// An upgrade leaves the live number of replicas alone.
    static let keepsReplicas = "davit/keep-replicas"
    /// Before the name of a network; pods that join it carry it.
    static let network = "network.davit/"
    // Helm's, which the apply engine reads in every chart.
    static let hook = "helm.sh/hook"
    static let hookWeight = "helm.sh/hook-weight"
    static let hookDeletePolicy = "helm.sh/hook-delete-policy"
    static let resourcePolicy = "helm.sh/resource-policy"
}
