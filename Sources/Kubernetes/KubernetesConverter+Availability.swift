import Compose
import Diagnostics
import Values

extension KubernetesConverter {
    /// How many pods of a service may be away at once when nodes are emptied: as many as in an update.
    mutating func addDisruptionBudget(_ service: Service) {
        let kind = workloads[service.name] ?? .deployment
        guard kind == .deployment || kind == .statefulSet else { return }
        let bound: (String, Value?)
        switch asked(service).disruption {
        case .off: return
        case .maxUnavailable(let value): bound = ("maxUnavailable", value)
        case .minAvailable(let value): bound = ("minAvailable", value)
        case nil:
            let parallelism = kind == .statefulSet ? 1 : update(service)?.parallelism ?? 1
            // All at once leaves nothing to guard.
            guard service.deploy.replicas ?? 1 > 1, parallelism > 0 else { return }
            bound = ("maxUnavailable", .int(Int64(parallelism)))
        }
        objects.append(
            object(
                options.version.minor >= 21 ? "policy/v1" : "policy/v1beta1",
                "PodDisruptionBudget",
                name: names.service(service.name),
                labels: objectLabels(service),
                origin: "the service '\(service.name)'",
                ("spec", .object(of: bound, ("selector", ["matchLabels": selector(service)])))
            )
        )
    }

    /// A HorizontalPodAutoscaler, which then has the say over the number of pods.
    mutating func addAutoscaler(_ service: Service) {
        guard let asked = asked(service).autoscale else { return }
        let kind = workloads[service.name] ?? .deployment
        guard kind == .deployment || kind == .statefulSet else {
            collector.error(
                "'autoscale' of the service '\(service.name)' does not go with a \(kind.rawValue)",
                at: place("services.\(service.name).x-kubernetes"),
                hint: "remove it"
            )
            return
        }
        let metrics = [("cpu", asked.cpu), ("memory", asked.memory)].compactMap { name, percent -> Value? in
            percent.map { percent in
                let target: Value = ["averageUtilization": .int(percent), "type": "Utilization"]
                return ["resource": ["name": .string(name), "target": target], "type": "Resource"]
            }
        }
        let reference: Value = [
            "apiVersion": .string(kind.apiVersion), "kind": .string(kind.rawValue),
            "name": .string(names.service(service.name)),
        ]
        objects.append(
            object(
                options.version.minor >= 23 ? "autoscaling/v2" : "autoscaling/v2beta2",
                "HorizontalPodAutoscaler",
                name: names.service(service.name),
                labels: objectLabels(service),
                origin: "the service '\(service.name)'",
                (
                    "spec",
                    [
                        "maxReplicas": .int(asked.max), "metrics": .array(metrics),
                        "minReplicas": .int(asked.min),
                        "scaleTargetRef": reference,
                    ]
                )
            )
        )
    }
}
