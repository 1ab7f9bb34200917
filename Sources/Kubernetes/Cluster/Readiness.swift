import OrderedCollections
import Values

/// Whether an object has become what its manifest says.
///
/// Follows the rules of kstatus, by which Helm 4 waits, but where these call something ready that is not: custom
/// definitions, API services, Jobs whose end is waited for.
enum Readiness: Sendable, Equatable {
    case ready
    /// Not yet, and how far it is.
    case waiting(String)
    case failed(String)
}

/// Pods of a workload: how many there are to be, and how many serve.
struct PodCount: Sendable, Equatable {
    var ready: Int
    var desired: Int
}

extension Readiness {
    /// - Parameters:
    ///   - object: The object as the server has it.
    ///   - kind: Its kind; items of a list have none with them.
    ///   - mustComplete: Whether a Job has to have ended.
    init(of object: Value, kind: String, mustComplete: Bool = true) {
        if object.at("metadata", "deletionTimestamp") != nil {
            self = .waiting("is being deleted")
            return
        }
        let generation = object.at("metadata", "generation")?.intValue ?? 0
        let observed = object.at("status", "observedGeneration")?.intValue
        if let observed, observed < generation {
            self = .waiting("its controller has not seen the change yet")
            return
        }
        self =
            switch kind {
            case "Deployment": Self.deployment(object, isSeen: observed != nil)
            case "StatefulSet": Self.statefulSet(object, isSeen: observed != nil)
            case "DaemonSet": Self.daemonSet(object, isSeen: observed != nil)
            case "ReplicaSet", "ReplicationController": Self.counted(object)
            case "Job": Self.job(object, mustComplete: mustComplete)
            case "Pod": Self.pod(object)
            case "CustomResourceDefinition": Self.definition(object)
            case "APIService": Self.condition("Available", of: object)
            case "Namespace": Self.phase("Active", of: object)
            case "PersistentVolumeClaim", "Service", "Ingress", "HorizontalPodAutoscaler",
                "PodDisruptionBudget":
                // Claims are bound when a pod uses them, and balancers are not everywhere: pods tell.
                .ready
            default: Self.custom(object)
            }
    }

    /// The pods of a workload; nil for what has none.
    static func pods(of object: Value, kind: String) -> PodCount? {
        func status(_ key: String) -> Int { Int(object.at("status", key)?.intValue ?? 0) }
        switch kind {
        case "Deployment":
            return PodCount(
                ready: min(status("availableReplicas"), status("updatedReplicas")),
                desired: Int(object.at("spec", "replicas")?.intValue ?? 1)
            )
        case "StatefulSet", "ReplicaSet", "ReplicationController":
            return PodCount(
                ready: status("readyReplicas"),
                desired: Int(object.at("spec", "replicas")?.intValue ?? 1)
            )
        case "DaemonSet":
            return PodCount(
                ready: min(status("numberAvailable"), status("updatedNumberScheduled")),
                desired: status("desiredNumberScheduled")
            )
        case "Job":
            return PodCount(
                ready: status("succeeded"),
                desired: Int(object.at("spec", "completions")?.intValue ?? 1)
            )
        default:
            return nil
        }
    }

    // MARK: What runs

    private static func deployment(_ object: Value, isSeen: Bool) -> Readiness {
        if let reason = condition("ReplicaFailure", of: object, is: "True") { return .failed(reason) }
        if let progress = conditions(of: object)["Progressing"],
            progress["reason"] == "ProgressDeadlineExceeded"
        {
            return .failed(text(progress))
        }
        let wanted = object.at("spec", "replicas")?.intValue ?? 1
        let needed = needed(of: object, wanted)
        let status = object["status"]
        func count(_ key: String) -> Int64 { status?[key]?.intValue ?? 0 }
        if !isSeen { return .waiting("its controller has not seen it yet") }
        if count("updatedReplicas") < wanted {
            return .waiting("\(count("updatedReplicas")) of \(wanted) updated")
        }
        // Those of the former template go when the new ones serve.
        if count("replicas") > count("updatedReplicas") {
            return .waiting(
                "\(count("replicas") - count("updatedReplicas")) of the former pods are still there"
            )
        }
        if count("availableReplicas") < needed {
            return .waiting("\(count("availableReplicas")) of \(wanted) available")
        }
        return .ready
    }

    private static func statefulSet(_ object: Value, isSeen: Bool) -> Readiness {
        let wanted = object.at("spec", "replicas")?.intValue ?? 1
        let status = object["status"]
        func count(_ key: String) -> Int64 { status?[key]?.intValue ?? 0 }
        if !isSeen { return .waiting("its controller has not seen it yet") }
        if count("readyReplicas") < needed(of: object, wanted) {
            return .waiting("\(count("readyReplicas")) of \(wanted) ready")
        }
        if object.at("spec", "updateStrategy", "type") == "OnDelete" { return .ready }
        let partition = object.at("spec", "updateStrategy", "rollingUpdate", "partition")?.intValue ?? 0
        if count("updatedReplicas") < wanted - partition {
            return .waiting("\(count("updatedReplicas")) of \(wanted) updated")
        }
        if partition == 0, status?["currentRevision"] != status?["updateRevision"], wanted > 0 {
            return .waiting("the update goes on")
        }
        return .ready
    }

    private static func daemonSet(_ object: Value, isSeen: Bool) -> Readiness {
        guard let count = pods(of: object, kind: "DaemonSet"), isSeen else {
            return .waiting("its controller has not seen it yet")
        }
        let needed = needed(of: object, Int64(count.desired))
        return Int64(count.ready) >= needed
            ? .ready : .waiting("\(count.ready) of \(count.desired) available")
    }

    private static func counted(_ object: Value) -> Readiness {
        guard let count = pods(of: object, kind: "ReplicaSet") else { return .ready }
        if let reason = condition("ReplicaFailure", of: object, is: "True") { return .failed(reason) }
        return count.ready >= count.desired ? .ready : .waiting("\(count.ready) of \(count.desired) ready")
    }

    private static func job(_ object: Value, mustComplete: Bool) -> Readiness {
        if let reason = condition("Failed", of: object, is: "True") { return .failed(reason) }
        if !mustComplete || condition("Complete", of: object, is: "True") != nil { return .ready }
        let count = pods(of: object, kind: "Job")
        return .waiting("\(count?.ready ?? 0) of \(count?.desired ?? 1) have ended well")
    }

    private static func pod(_ object: Value) -> Readiness {
        switch object.at("status", "phase")?.stringValue {
        case "Succeeded": .ready
        case "Failed": .failed(object.at("status", "message")?.stringValue ?? "it has failed")
        default: condition("Ready", of: object)
        }
    }

    // MARK: Others

    private static func definition(_ object: Value) -> Readiness {
        if let names = conditions(of: object)["NamesAccepted"], names["status"] == "False" {
            return .failed(text(names))
        }
        return condition("Established", of: object)
    }

    /// A kind whose controller follows the conventions for conditions; one that tells nothing is ready.
    private static func custom(_ object: Value) -> Readiness {
        if let reason = condition("Stalled", of: object, is: "True") { return .failed(reason) }
        if let reason = condition("Reconciling", of: object, is: "True") { return .waiting(reason) }
        guard let ready = conditions(of: object)["Ready"], ready["status"] != "True" else { return .ready }
        return .waiting(text(ready))
    }

    private static func phase(_ phase: String, of object: Value) -> Readiness {
        let found = object.at("status", "phase")?.stringValue
        return found == nil || found == phase ? .ready : .waiting("is \(found ?? "")")
    }

    private static func condition(_ type: String, of object: Value) -> Readiness {
        guard let condition = conditions(of: object)[type] else {
            return .waiting("not \(type.lowercased()) yet")
        }
        return condition["status"] == "True" ? .ready : .waiting(text(condition))
    }

    /// The text of a condition that has the status; nil when it has not.
    private static func condition(_ type: String, of object: Value, is status: String) -> String? {
        conditions(of: object)[type].flatMap { $0["status"]?.stringValue == status ? text($0) : nil }
    }

    private static func conditions(of object: Value) -> [String: Value] {
        let list = object.at("status", "conditions")?.arrayValue ?? []
        return Dictionary(list.map { ($0["type"]?.stringValue ?? "", $0) }) { _, last in last }
    }

    private static func text(_ condition: Value) -> String {
        let message = condition["message"]?.stringValue ?? ""
        return message.isEmpty ? condition["reason"]?.stringValue ?? "" : message
    }

    /// How many pods are enough, where an update may leave a part of them behind (`max_failure_ratio`).
    private static func needed(of object: Value, _ wanted: Int64) -> Int64 {
        let ratio = object.at("metadata", "annotations", KubernetesLabel.maxFailureRatio)?.stringValue
        guard let ratio = ratio.flatMap(Double.init), ratio > 0 else { return wanted }
        return Int64(((1 - min(ratio, 1)) * Double(wanted)).rounded(.up))
    }
}
