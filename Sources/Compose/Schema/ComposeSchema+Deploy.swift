extension ComposeSchema {
    /// The keys of `deploy`.
    static let deploy: [ComposeKey] = section(
        "services.*",
        [
            ComposeKey("deploy", .object, "3.0"),
            ComposeKey("deploy.mode", .choice(Deploy.Mode.allCases.map(\.rawValue)), "3.0"),
            ComposeKey("deploy.replicas", .natural, "3.0"),
            ComposeKey("deploy.labels", .labels, "3.0"),
            ComposeKey(
                "deploy.endpoint_mode",
                .choice(Deploy.EndpointMode.allCases.map(\.rawValue)),
                "3.2"
            ),
            ComposeKey("deploy.placement", .object, "3.0"),
            ComposeKey("deploy.placement.constraints", .texts, "3.0"),
            ComposeKey("deploy.placement.preferences", .objects, "3.3"),
            ComposeKey("deploy.placement.preferences.[].spread", .text, "3.3"),
            ComposeKey("deploy.placement.max_replicas_per_node", .natural, "3.8"),
            ComposeKey("deploy.resources", .object, "3.0"),
            ComposeKey("deploy.resources.limits", .object, "3.0"),
            ComposeKey("deploy.resources.limits.cpus", .cpus, "3.0"),
            ComposeKey("deploy.resources.limits.memory", .size, "3.0"),
            ComposeKey("deploy.resources.limits.pids", .whole(-1...Int64.max), "3.9"),
            ComposeKey("deploy.resources.reservations", .object, "3.0"),
            ComposeKey("deploy.resources.reservations.cpus", .cpus, "3.0"),
            ComposeKey("deploy.resources.reservations.memory", .size, "3.0"),
            ComposeKey("deploy.resources.reservations.devices", .objects, "spec"),
            ComposeKey("deploy.resources.reservations.generic_resources", .objects, "3.5"),
            ComposeKey(
                "deploy.resources.reservations.generic_resources.[].discrete_resource_spec",
                .object,
                "3.5"
            ),
            ComposeKey(
                "deploy.resources.reservations.generic_resources.[].discrete_resource_spec.kind",
                .text,
                "3.5"
            ),
            ComposeKey(
                "deploy.resources.reservations.generic_resources.[].discrete_resource_spec.value",
                .natural,
                "3.5"
            ),
            ComposeKey("deploy.restart_policy", .object, "3.0"),
            ComposeKey(
                "deploy.restart_policy.condition",
                .choice(RestartPolicy.Condition.allCases.map(\.rawValue)),
                "3.0"
            ),
            ComposeKey("deploy.restart_policy.delay", .duration, "3.0"),
            ComposeKey("deploy.restart_policy.max_attempts", .natural, "3.0"),
            ComposeKey("deploy.restart_policy.window", .duration, "3.0"),
        ] + deviceRequest("deploy.resources.reservations.devices.[]", since: "spec")
            + updateConfig("update_config", actions: ["continue", "pause", "rollback"], since: "3.0")
            + updateConfig("rollback_config", actions: ["continue", "pause"], since: "3.7")
    )

    private static func updateConfig(_ name: String, actions: [String], since: String) -> [ComposeKey] {
        [
            ComposeKey("deploy.\(name)", .object, since),
            ComposeKey("deploy.\(name).parallelism", .natural, since),
            ComposeKey("deploy.\(name).delay", .duration, since),
            ComposeKey("deploy.\(name).failure_action", .choice(actions), since),
            ComposeKey("deploy.\(name).monitor", .duration, since),
            ComposeKey("deploy.\(name).max_failure_ratio", .number, since),
            ComposeKey(
                "deploy.\(name).order",
                .choice(UpdateConfig.Order.allCases.map(\.rawValue)),
                since == "3.0" ? "3.4" : since
            ),
        ]
    }
}
