internal import Diagnostics
internal import OrderedCollections

extension ProjectDecoder {
    /// The `deploy` section, with what older keys of the service say in its place.
    mutating func deploy(_ service: Tree) -> Deploy {
        let tree = service["deploy"] ?? Tree(.null, at: service.location)
        var deploy = Deploy()
        deploy.mode = tree.choice("mode") ?? .replicated
        deploy.labels = tree.labels("labels")
        deploy.endpointMode = tree.choice("endpoint_mode")
        deploy.placement.constraints = tree["placement"]?.texts("constraints") ?? []
        deploy.placement.spreadPreferences = tree["placement"].map { spread($0) } ?? []
        deploy.placement.maxReplicasPerNode = tree["placement"]?.integer("max_replicas_per_node")
        deploy.update = tree["update_config"].map { updateConfig($0) }
        deploy.rollback = tree["rollback_config"].map { updateConfig($0) }
        deploy.restartPolicy = tree["restart_policy"].map(Self.restartPolicy)
        deploy.replicas = replicas(service, tree, mode: deploy.mode)
        deploy.resources = resources(service, tree)
        return deploy
    }

    private mutating func replicas(_ service: Tree, _ tree: Tree, mode: Deploy.Mode) -> Int? {
        let replicas = same("scale", service["scale"], "deploy.replicas", tree["replicas"]) { $0.whole }
        guard let replicas else { return nil }
        if mode.isGlobal {
            collector.error(
                "'replicas' has no meaning in the mode '\(mode.rawValue)'",
                at: (tree["replicas"] ?? service["scale"] ?? tree).location,
                hint: "remove it, or choose the mode '\(mode.isJob ? "replicated-job" : "replicated")'"
            )
            return nil
        }
        return Int(exactly: replicas)
    }

    private mutating func spread(_ placement: Tree) -> [String] {
        placement.list("preferences").compactMap { preference in
            guard let spread = preference.text("spread") else {
                missing("spread", of: "a placement preference", at: preference)
                return nil
            }
            return spread
        }
    }

    private mutating func updateConfig(_ tree: Tree) -> UpdateConfig {
        var config = UpdateConfig()
        config.parallelism = tree.integer("parallelism")
        config.delay = tree.duration("delay")
        config.failureAction = tree.choice("failure_action")
        config.monitor = tree.duration("monitor")
        config.maxFailureRatio = tree.number("max_failure_ratio")
        config.order = tree.choice("order")
        if let ratio = config.maxFailureRatio, !(0...1).contains(ratio) {
            let place = tree.place("max_failure_ratio")
            collector.error(
                "'max_failure_ratio' must be from 0 to 1, found \(place.found)",
                at: place.location
            )
        }
        return config
    }

    private static func restartPolicy(_ tree: Tree) -> RestartPolicy {
        var policy = RestartPolicy()
        policy.condition = tree.choice("condition")
        policy.delay = tree.duration("delay")
        policy.maxAttempts = tree.integer("max_attempts")
        policy.window = tree.duration("window")
        return policy
    }

    private mutating func resources(_ service: Tree, _ deploy: Tree) -> Resources {
        let tree = deploy["resources"]
        let limits = tree?["limits"]
        let reservations = tree?["reservations"]
        var resources = Resources()
        resources.limits.nanoCPUs = same(
            "cpus",
            service["cpus"],
            "deploy.resources.limits.cpus",
            limits?["cpus"]
        ) { $0.nanoCPUs }
        resources.limits.memory = same(
            "mem_limit",
            service["mem_limit"],
            "deploy.resources.limits.memory",
            limits?["memory"]
        ) { $0.size }
        resources.limits.pids = same(
            "pids_limit",
            service["pids_limit"],
            "deploy.resources.limits.pids",
            limits?["pids"]
        ) { $0.whole }
        resources.reservations.nanoCPUs = reservations?.nanoCPUs("cpus")
        resources.reservations.memory = same(
            "mem_reservation",
            service["mem_reservation"],
            "deploy.resources.reservations.memory",
            reservations?["memory"]
        ) { $0.size }
        resources.reservations.devices = reservations?.list("devices").map { deviceRequest($0) } ?? []
        for item in reservations?.list("generic_resources") ?? [] {
            guard let spec = item["discrete_resource_spec"], let kind = spec.text("kind"),
                let value = spec.whole("value")
            else {
                collector.error(
                    "a generic resource must have 'discrete_resource_spec' with 'kind' and 'value'",
                    at: item.location
                )
                continue
            }
            resources.reservations.genericResources.append(GenericResource(kind: kind, value: value))
        }
        checkOrder("memory", resources.reservations.memory, resources.limits.memory, at: reservations)
        checkOrder("cpus", resources.reservations.nanoCPUs, resources.limits.nanoCPUs, at: reservations)
        return resources
    }

    private mutating func checkOrder(_ key: String, _ reserved: Int64?, _ limit: Int64?, at tree: Tree?) {
        guard let reserved, let limit, limit > 0, reserved > limit, let tree else { return }
        collector.error(
            "the reservation of '\(key)' is above its limit",
            at: tree.place(key).location,
            hint: "raise the limit or lower the reservation"
        )
    }

    /// The value of two keys that mean the same; an error when they differ.
    private mutating func same(
        _ old: String,
        _ oldTree: Tree?,
        _ new: String,
        _ newTree: Tree?,
        _ read: (Tree) -> Int64?
    ) -> Int64? {
        let oldValue = oldTree.flatMap(read)
        let newValue = newTree.flatMap(read)
        if let oldTree, let newTree, oldValue != newValue {
            collector.error(
                "'\(old)' is \(oldTree.found) and '\(new)' is \(newTree.found)",
                at: oldTree.location,
                hint: "remove one of them: both mean the same"
            )
        }
        return newValue ?? oldValue
    }
}
