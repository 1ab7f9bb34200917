internal import Values

extension Deploy {
    /// The section, or nil when it would only say the defaults.
    var value: Value? {
        var section = Section()
        section.add("mode", mode == .replicated ? nil : mode.rawValue)
        section.add("replicas", replicas)
        section.add("labels", labels)
        section.add("endpoint_mode", endpointMode?.rawValue)
        section.add("placement", placement.value)
        section.add("update_config", update?.value)
        section.add("rollback_config", rollback?.value)
        section.add("resources", resources.value)
        section.add("restart_policy", restartPolicy?.value)
        return section.ifAny
    }
}

extension Placement {
    var value: Value? {
        var section = Section()
        section.add("constraints", constraints)
        section.add("preferences", items: spreadPreferences.map { ["spread": .string($0)] })
        section.add("max_replicas_per_node", maxReplicasPerNode)
        return section.ifAny
    }
}

extension UpdateConfig {
    var value: Value {
        var section = Section()
        section.add("parallelism", parallelism)
        section.add("delay", duration: delay)
        section.add("failure_action", failureAction?.rawValue)
        section.add("monitor", duration: monitor)
        section.add("max_failure_ratio", maxFailureRatio.map { .double($0) })
        section.add("order", order?.rawValue)
        return section.value
    }
}

extension Resources {
    var value: Value? {
        var limits = Section()
        limits.add("cpus", nanoCPUs: self.limits.nanoCPUs)
        limits.add("memory", self.limits.memory)
        limits.add("pids", self.limits.pids)
        var reservations = Section()
        reservations.add("cpus", nanoCPUs: self.reservations.nanoCPUs)
        reservations.add("memory", self.reservations.memory)
        reservations.add("generic_resources", items: self.reservations.genericResources.map(\.canonical))
        reservations.add("devices", items: self.reservations.devices.map(\.value))
        var section = Section()
        section.add("limits", limits.ifAny)
        section.add("reservations", reservations.ifAny)
        return section.ifAny
    }
}

extension GenericResource {
    var canonical: Value {
        ["discrete_resource_spec": ["kind": .string(kind), "value": .int(value)]]
    }
}

extension DeviceRequest {
    var value: Value {
        var section = Section()
        section.add("driver", driver)
        switch count {
        case .all: section.add("count", "all")
        case .exactly(let number): section.add("count", number)
        case nil: break
        }
        section.add("device_ids", deviceIDs)
        section.add("capabilities", capabilities)
        section.add("options", options)
        return section.value
    }
}

extension RestartPolicy {
    var value: Value {
        var section = Section()
        section.add("condition", condition?.rawValue)
        section.add("delay", duration: delay)
        section.add("max_attempts", maxAttempts)
        section.add("window", duration: window)
        return section.value
    }
}
