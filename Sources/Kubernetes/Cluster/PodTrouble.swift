import KubernetesAPI
import Values

/// Why a pod will not become ready.
struct PodTrouble: Sendable, Equatable {
    var pod: String
    /// The container to blame; nil when it is the pod as a whole.
    var container: String?
    var reason: String
    /// Whether the container has run, so that it may have written something.
    var hasLog: Bool
    /// Whether the container that wrote it is the former one.
    var isFormer: Bool
    /// Waiting does not help.
    var isFatal: Bool

    /// How often a container must have been started again before it counts as one that never stays up.
    private static let patience: Int64 = 3

    /// The trouble of a pod; nil for one that is well or only on its way.
    init?(_ value: Value) {
        let name = value.at("metadata", "name")?.stringValue ?? ""
        let status = value["status"]
        let containers =
            (status?["initContainerStatuses"]?.arrayValue ?? [])
            + (status?["containerStatuses"]?.arrayValue ?? [])
        for container in containers {
            if let trouble = Self.trouble(of: container, in: name) {
                self = trouble
                return
            }
        }
        if status?["phase"] == "Failed" {
            let reason = status?["message"]?.stringValue ?? status?["reason"]?.stringValue ?? "it has failed"
            self.init(
                pod: name,
                container: nil,
                reason: reason,
                hasLog: false,
                isFormer: false,
                isFatal: false
            )
            return
        }
        let scheduled = (status?["conditions"]?.arrayValue ?? []).first { $0["type"] == "PodScheduled" }
        guard scheduled?["status"] == "False", let text = scheduled?["message"]?.stringValue else {
            return nil
        }
        self.init(pod: name, container: nil, reason: text, hasLog: false, isFormer: false, isFatal: false)
    }

    private init(
        pod: String,
        container: String?,
        reason: String,
        hasLog: Bool,
        isFormer: Bool,
        isFatal: Bool
    ) {
        self.pod = pod
        self.container = container
        self.reason = reason
        self.hasLog = hasLog
        self.isFormer = isFormer
        self.isFatal = isFatal
    }

    private static func trouble(of status: Value, in pod: String) -> PodTrouble? {
        let container = status["name"]?.stringValue
        let waiting = status.at("state", "waiting")
        let ended = status.at("lastState", "terminated") ?? status.at("state", "terminated")
        switch waiting?["reason"]?.stringValue {
        case "CrashLoopBackOff":
            let count = status["restartCount"]?.intValue ?? 0
            return PodTrouble(
                pod: pod,
                container: container,
                reason: "\(text(ended)), \(count == 1 ? "once" : "\(count) times")",
                hasLog: true,
                isFormer: true,
                isFatal: count >= patience
            )
        case "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError",
            "CreateContainerError", "RunContainerError":
            return PodTrouble(
                pod: pod,
                container: container,
                reason: words(waiting),
                hasLog: false,
                isFormer: false,
                isFatal: true
            )
        case "ErrImagePull":
            return PodTrouble(
                pod: pod,
                container: container,
                reason: words(waiting),
                hasLog: false,
                isFormer: false,
                isFatal: false
            )
        default:
            guard let ended = status.at("state", "terminated"), ended["exitCode"]?.intValue != 0 else {
                return nil
            }
            return PodTrouble(
                pod: pod,
                container: container,
                reason: text(ended),
                hasLog: true,
                isFormer: false,
                isFatal: false
            )
        }
    }

    private static func words(_ state: Value?) -> String {
        let reason = state?["reason"]?.stringValue ?? ""
        return state?["message"]?.stringValue.map { "\(reason): \($0)" } ?? reason
    }

    /// How a container ended: `exited with status 3`, `was killed for its use of memory`.
    private static func text(_ ended: Value?) -> String {
        guard let ended else { return "it ends again and again" }
        if ended["reason"] == "OOMKilled" { return "was killed because it used too much memory" }
        let code = ended["exitCode"]?.intValue ?? 0
        let message = ended["message"]?.stringValue.map { " (\($0))" } ?? ""
        return "exited with status \(code)\(message)"
    }
}
