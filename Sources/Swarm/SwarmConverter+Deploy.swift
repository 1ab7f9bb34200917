import Compose
import Values

extension SwarmConverter {
    func mode(_ service: Service) -> Value {
        let replicas = service.deploy.replicas.map { Value.int(Int64($0)) }
        switch service.deploy.mode {
        case .replicated:
            return .object(of: ("Replicated", .object(of: ("Replicas", replicas))))
        case .global:
            return .object(of: ("Global", .emptyObject))
        case .replicatedJob:
            let counts = Value.object(of: ("MaxConcurrent", replicas), ("TotalCompletions", replicas))
            return .object(of: ("ReplicatedJob", counts))
        case .globalJob:
            return .object(of: ("GlobalJob", .emptyObject))
        }
    }

    func updateConfig(_ config: UpdateConfig) -> Value {
        .object(
            of: ("Parallelism", .int(Int64(config.parallelism ?? 1))),
            ("Delay", .optional(config.delay)),
            ("FailureAction", .optional(config.failureAction?.rawValue)),
            ("Monitor", .optional(config.monitor)),
            ("MaxFailureRatio", config.maxFailureRatio.map(Value.double)),
            ("Order", .optional(config.order?.rawValue))
        )
    }

    /// `deploy.restart_policy`, or else the older `restart`.
    func restartPolicy(_ service: Service) -> Value? {
        if let policy = service.deploy.restartPolicy {
            return .object(
                of: ("Condition", .optional(policy.condition?.rawValue)),
                ("Delay", .optional(policy.delay)),
                ("MaxAttempts", .optional(policy.maxAttempts)),
                ("Window", .optional(policy.window))
            )
        }
        switch service.restart {
        case .always, .unlessStopped:
            // A job that ends well has no next run.
            return .object(of: ("Condition", service.deploy.mode.isJob ? "on-failure" : "any"))
        case .onFailure(let attempts):
            return .object(of: ("Condition", "on-failure"), ("MaxAttempts", .optional(attempts)))
        case .no:
            return .object(of: ("Condition", "none"))
        case nil:
            return nil
        }
    }

    /// The swap alone: Compose counts memory and swap together.
    private func swap(_ service: Service) -> Value? {
        guard let both = service.memory.swapLimit, both != 0 else { return nil }
        guard both > 0, let memory = service.deploy.resources.limits.memory else { return .int(-1) }
        return .int(max(both - memory, 0))
    }

    func resources(_ service: Service) -> Value? {
        let limits = service.deploy.resources.limits
        let reservations = service.deploy.resources.reservations
        let limit = Value.object(
            of: ("NanoCPUs", .optional(limits.nanoCPUs)),
            ("MemoryBytes", .optional(limits.memory)),
            ("Pids", limits.pids.flatMap { $0 > 0 ? .int($0) : nil })
        )
        let requests = (reservations.devices + service.gpus).compactMap(\.genericResource)
        let generic = (reservations.genericResources + requests).map { resource in
            Value.object(
                of: (
                    "DiscreteResourceSpec",
                    .object(of: ("Kind", .string(resource.kind)), ("Value", .int(resource.value)))
                )
            )
        }
        let reserved = Value.object(
            of: ("NanoCPUs", .optional(reservations.nanoCPUs)),
            ("MemoryBytes", .optional(reservations.memory)),
            ("GenericResources", .nonEmpty(generic))
        )
        let value = Value.object(
            of: ("Limits", limit.unlessEmpty),
            ("Reservations", reserved.unlessEmpty),
            ("SwapBytes", swap(service)),
            ("MemorySwappiness", .optional(service.memory.swappiness))
        )
        return value.unlessEmpty
    }
}
