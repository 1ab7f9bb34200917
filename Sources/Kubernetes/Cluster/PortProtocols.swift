import OrderedCollections
import Values

/// Writes out the protocol of ports where it is left to its default, TCP.
///
/// A port is known by number and protocol, and servers before 1.21 refuse to apply one without.
enum PortProtocols {
    static func filled(_ object: Value) -> Value {
        switch object["kind"]?.stringValue {
        case "Service": fill(object, at: ["spec", "ports"])
        case "Pod": pod(object, ["spec"])
        case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job":
            pod(object, ["spec", "template", "spec"])
        case "CronJob": pod(object, ["spec", "jobTemplate", "spec", "template", "spec"])
        default: object
        }
    }

    private static func pod(_ object: Value, _ path: [String]) -> Value {
        var object = object
        for list in ["initContainers", "containers"] {
            guard let containers = object.at(path + [list])?.arrayValue else { continue }
            object = object.setting(path + [list], .array(containers.map { fill($0, at: ["ports"]) }))
        }
        return object
    }

    private static func fill(_ object: Value, at path: [String]) -> Value {
        guard let ports = object.at(path)?.arrayValue, ports.contains(where: { $0["protocol"] == nil }) else {
            return object
        }
        return object.setting(
            path,
            .array(ports.map { $0["protocol"] == nil ? $0.setting(["protocol"], "TCP") : $0 })
        )
    }
}
