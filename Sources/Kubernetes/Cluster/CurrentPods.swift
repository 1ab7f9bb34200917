import Values

/// The pods that a workload has made of its present template.
struct CurrentPods {
    let pods: [Value]

    /// - Parameters:
    ///   - object: The workload.
    ///   - kind: Its kind.
    ///   - pods: All that its selector finds.
    init(of object: Value, kind: String, pods: [Value]) {
        let alive = pods.filter { $0.at("metadata", "deletionTimestamp") == nil }
        switch kind {
        case "StatefulSet":
            let revision = object.at("status", "updateRevision")?.stringValue
            self.pods = alive.filter { Self.label("controller-revision-hash", of: $0) == revision }
        case "Deployment", "DaemonSet":
            // The newest pod is of the newest template: a pod of a former one is made anew only when it is lost.
            let key = kind == "Deployment" ? "pod-template-hash" : "controller-revision-hash"
            let newest = alive.max { Self.created($0) < Self.created($1) }
            let hash = newest.flatMap { Self.label(key, of: $0) }
            self.pods = alive.filter { Self.label(key, of: $0) == hash }
        default:
            self.pods = alive
        }
    }

    private static func label(_ key: String, of pod: Value) -> String? {
        pod.at("metadata", "labels", key)?.stringValue
    }

    private static func created(_ pod: Value) -> String {
        pod.at("metadata", "creationTimestamp")?.stringValue ?? ""
    }
}
