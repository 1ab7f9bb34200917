import Releases

/// When an object is applied: what others need goes first, and all of one stage at once.
enum ApplyStage: Int, Comparable, CaseIterable, Sendable {
    /// Custom resource definitions of `crds/`.
    case definitions
    /// Namespaces and priority classes, which others name.
    case surroundings
    /// Accounts, rules, data, claims, Services, and definitions that a template writes.
    case groundwork
    /// What runs, in waves.
    case workloads
    /// What leads to it or scales it.
    case access
    /// What makes the API server ask others.
    case extensions
    /// Objects of kinds that Kubernetes does not have by itself.
    case custom

    init(_ wanted: WantedObject) {
        switch wanted.key.kind {
        case _ where wanted.isDefinition: self = .definitions
        case _ where !wanted.key.isBuiltIn: self = .custom
        case "Namespace", "PriorityClass": self = .surroundings
        case "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment", "StatefulSet", "Job",
            "CronJob":
            self = .workloads
        case "HorizontalPodAutoscaler", "IngressClass", "Ingress": self = .access
        case "APIService", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration":
            self = .extensions
        default: self = .groundwork
        }
    }

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension [ObjectStep] {
    /// The steps of each stage, in order; what runs in the order of its waves, each by itself.
    var stages: [(stage: ApplyStage, wave: Int, steps: [ObjectStep])] {
        let groups = Dictionary(grouping: self) { step in
            let stage = ApplyStage(step.wanted)
            return Place(stage: stage, wave: stage == .workloads ? step.wanted.wave ?? 1 : 0)
        }
        return groups.sorted { $0.key < $1.key }.map { ($0.key.stage, $0.key.wave, $0.value) }
    }
}

private struct Place: Hashable, Comparable {
    var stage: ApplyStage
    var wave: Int

    static func < (left: Self, right: Self) -> Bool { (left.stage, left.wave) < (right.stage, right.wave) }
}
