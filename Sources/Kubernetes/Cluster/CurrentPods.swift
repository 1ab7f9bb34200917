import Values

/// The pods that a workload has made of its present template.
struct CurrentPods {
    let pods: [Value]

    /// - Parameters:
    ///   - object: The workload.
    ///   - kind: Its kind.
    ///   - pods: All that its selector finds.
    ///   - revisions: What keeps its templates: the ReplicaSets of a Deployment, the ControllerRevisions of a
    ///     DaemonSet. Without any the newest pod's template counts as the present one.
    init(of object: Value, kind: String, pods: [Value], revisions: [Value]) {
        let alive = pods.filter { $0.at("metadata", "deletionTimestamp") == nil }
        guard kind != "Job" else {
            self.pods = alive
            return
        }
        // Until its controller has seen the change, all pods are of a former template.
        guard Self.isSeen(object) else {
            self.pods = []
            return
        }
        let key = kind == "Deployment" ? "pod-template-hash" : "controller-revision-hash"
        let hash: String?
        if kind == "StatefulSet" {
            hash = object.at("status", "updateRevision")?.stringValue
        } else {
            let newest = alive.max { Self.created($0) < Self.created($1) }
            hash =
                Self.present(of: object, kind, revisions).map { Self.label(key, of: $0) }
                ?? newest.flatMap { Self.label(key, of: $0) }
        }
        self.pods = alive.filter { Self.label(key, of: $0) == hash }
    }

    /// Whether a workload's controller has seen its last change.
    static func isSeen(_ object: Value) -> Bool {
        guard let observed = object.at("status", "observedGeneration")?.intValue else { return false }
        return observed >= object.at("metadata", "generation")?.intValue ?? 0
    }

    /// What keeps the present template.
    private static func present(of object: Value, _ kind: String, _ revisions: [Value]) -> Value? {
        let uid = object.at("metadata", "uid")
        let own = revisions.filter { revision in
            (revision.at("metadata", "ownerReferences")?.arrayValue ?? []).contains { $0["uid"] == uid }
        }
        // Going back to a former template gives it a new number.
        if kind == "DaemonSet" {
            return own.max { $0["revision"]?.intValue ?? 0 < $1["revision"]?.intValue ?? 0 }
        }
        let number = object.at("metadata", "annotations", revisionKey)
        return own.first { $0.at("metadata", "annotations", revisionKey) == number }
    }

    /// The annotation by which a Deployment and its ReplicaSet know each other.
    private static let revisionKey = "deployment.kubernetes.io/revision"

    private static func label(_ key: String, of object: Value) -> String? {
        object.at("metadata", "labels", key)?.stringValue
    }

    private static func created(_ pod: Value) -> String {
        pod.at("metadata", "creationTimestamp")?.stringValue ?? ""
    }
}
