import Compose
import Values

extension StackReader {
    /// What the spec says of replicas, updates, placement and resources.
    func deploy(_ spec: Value) -> Deploy {
        var deploy = Deploy()
        let mode = SpecComparison.mode(of: spec)
        switch mode {
        case "Global": deploy.mode = .global
        case "GlobalJob": deploy.mode = .globalJob
        case "ReplicatedJob":
            deploy.mode = .replicatedJob
            deploy.replicas = spec.at("Mode", mode, "TotalCompletions")?.intValue.map { Int($0) }
        default:
            deploy.replicas = spec.at("Mode", mode, "Replicas")?.intValue.map { Int($0) }
        }
        deploy.labels = labels(spec["Labels"])
        deploy.endpointMode = spec.at("EndpointSpec", "Mode")?.stringValue.flatMap(Deploy.EndpointMode.init)
            .flatMap { $0 == .vip ? nil : $0 }
        deploy.update = spec["UpdateConfig"].flatMap(updateConfig)
        deploy.rollback = spec["RollbackConfig"].flatMap(updateConfig)
        deploy.restartPolicy = restartPolicy(
            spec.at("TaskTemplate", "RestartPolicy"),
            isJob: deploy.mode.isJob
        )
        let placement = spec.at("TaskTemplate", "Placement")
        deploy.placement.constraints = strings(placement?["Constraints"])
        deploy.placement.spreadPreferences = (placement?["Preferences"]?.arrayValue ?? []).compactMap {
            $0.at("Spread", "SpreadDescriptor")?.stringValue
        }
        deploy.placement.maxReplicasPerNode = placement?["MaxReplicas"]?.intValue.flatMap {
            $0 == 0 ? nil : Int($0)
        }
        resources(spec.at("TaskTemplate", "Resources"), &deploy.resources)
        return deploy
    }

    private func updateConfig(_ value: Value) -> UpdateConfig? {
        var config = UpdateConfig()
        config.parallelism = value["Parallelism"]?.intValue.map { Int($0) }
        config.delay = value["Delay"]?.intValue.flatMap { $0 == 0 ? nil : $0 }
        config.failureAction = value["FailureAction"]?.stringValue.flatMap(UpdateConfig.FailureAction.init)
        config.monitor = value["Monitor"]?.intValue.flatMap { $0 == 0 ? nil : $0 }
        config.maxFailureRatio = value["MaxFailureRatio"]?.doubleValue.flatMap { $0 == 0 ? nil : $0 }
        config.order = value["Order"]?.stringValue.flatMap(UpdateConfig.Order.init)
        return config
    }

    private func restartPolicy(_ value: Value?, isJob: Bool) -> RestartPolicy? {
        guard let value else { return nil }
        var policy = RestartPolicy()
        policy.condition = value["Condition"]?.stringValue.flatMap(RestartPolicy.Condition.init)
        policy.delay = value["Delay"]?.intValue
        policy.maxAttempts = value["MaxAttempts"]?.intValue.flatMap { $0 == 0 ? nil : Int($0) }
        policy.window = value["Window"]?.intValue.flatMap { $0 == 0 ? nil : $0 }
        let isDefault =
            policy.condition ?? .any == .any && policy.delay ?? 5_000_000_000 == 5_000_000_000
            && policy.maxAttempts == nil && policy.window == nil
        return isDefault && !isJob ? nil : policy
    }

    private func resources(_ value: Value?, _ resources: inout Resources) {
        func positive(_ value: Value?) -> Int64? { value?.intValue.flatMap { $0 == 0 ? nil : $0 } }
        let (limits, reservations) = (value?["Limits"], value?["Reservations"])
        resources.limits.nanoCPUs = positive(limits?["NanoCPUs"])
        resources.limits.memory = positive(limits?["MemoryBytes"])
        resources.limits.pids = positive(limits?["Pids"])
        resources.reservations.nanoCPUs = positive(reservations?["NanoCPUs"])
        resources.reservations.memory = positive(reservations?["MemoryBytes"])
        for resource in reservations?["GenericResources"]?.arrayValue ?? [] {
            guard let discrete = resource["DiscreteResourceSpec"], let kind = discrete["Kind"]?.stringValue
            else {
                continue
            }
            resources.reservations.genericResources.append(
                GenericResource(kind: kind, value: discrete["Value"]?.intValue ?? 0)
            )
        }
    }

    /// The one platform of the tasks; several come from the image's own list and need not be said.
    func platform(_ spec: Value) -> String? {
        let platforms = spec.at("TaskTemplate", "Placement", "Platforms")?.arrayValue ?? []
        let image = spec.at("TaskTemplate", "ContainerSpec", "Image")?.stringValue ?? ""
        guard platforms.count == 1, !image.contains("@") else { return nil }
        let parts = [platforms[0]["OS"]?.stringValue, platforms[0]["Architecture"]?.stringValue]
            .compactMap { $0.flatMap { $0.isEmpty ? nil : $0 } }
        return parts.isEmpty ? nil : parts.joined(separator: "/")
    }
}
