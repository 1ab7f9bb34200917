/// What keeps the pods of a service.
enum WorkloadKind: String, CaseIterable, Sendable {
    case deployment = "Deployment"
    case statefulSet = "StatefulSet"
    case daemonSet = "DaemonSet"
    case job = "Job"

    /// The group and version that serve it from Kubernetes 1.20 on.
    var apiVersion: String { self == .job ? "batch/v1" : "apps/v1" }
}
