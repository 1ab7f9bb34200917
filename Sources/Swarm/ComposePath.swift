/// The Compose key behind a place in a service spec, for telling a person what changes.
enum ComposePath {
    /// The path in the words of a Compose file: `deploy.replicas`, `environment.LOG_LEVEL`.
    static func of(_ path: String) -> String { split(path).key }

    /// The path in the words of a Compose file, and what it says of the element of a list at its end:
    /// `volumes./data` and `source`.
    static func split(_ path: String) -> (key: String, member: String) {
        for (engine, dotted, compose) in table {
            if path == engine { return (compose, "") }
            guard path.utf8.starts(with: dotted.utf8) else { continue }
            let rest = path[path.utf8.index(path.startIndex, offsetBy: dotted.utf8.count)...]
            var inner = snake(rest)
            var member = ""
            if keepsCase.contains(engine) { (inner, member) = key(rest, in: engine) }
            return (compose.isEmpty ? inner : "\(compose).\(inner)", member)
        }
        return (snake(path[...]), "")
    }

    /// Engine places and their Compose keys; a longer place stands before the one it begins with.
    private static let table: [(engine: String, dotted: String, compose: String)] = [
        ("Mode.Replicated.Replicas", "deploy.replicas"),
        ("Mode.ReplicatedJob.MaxConcurrent", "deploy.replicas"),
        ("Mode.ReplicatedJob.TotalCompletions", "deploy.replicas"),
        ("Mode", "deploy.mode"),
        ("Labels", "deploy.labels"),
        ("UpdateConfig", "deploy.update_config"),
        ("RollbackConfig", "deploy.rollback_config"),
        ("EndpointSpec.Mode", "deploy.endpoint_mode"),
        ("EndpointSpec.Ports", "ports"),
        ("TaskTemplate.Placement.Preferences", "deploy.placement.preferences"),
        ("TaskTemplate.Placement.MaxReplicas", "deploy.placement.max_replicas_per_node"),
        ("TaskTemplate.Placement.Platforms", "platform"),
        ("TaskTemplate.Placement", "deploy.placement"),
        ("TaskTemplate.Resources.Limits.NanoCPUs", "deploy.resources.limits.cpus"),
        ("TaskTemplate.Resources.Limits.MemoryBytes", "deploy.resources.limits.memory"),
        ("TaskTemplate.Resources.Reservations.NanoCPUs", "deploy.resources.reservations.cpus"),
        ("TaskTemplate.Resources.Reservations.MemoryBytes", "deploy.resources.reservations.memory"),
        ("TaskTemplate.Resources.SwapBytes", "memswap_limit"),
        ("TaskTemplate.Resources.MemorySwappiness", "mem_swappiness"),
        ("TaskTemplate.Resources", "deploy.resources"),
        ("TaskTemplate.RestartPolicy", "deploy.restart_policy"),
        ("TaskTemplate.Networks", "networks"),
        ("TaskTemplate.LogDriver.Name", "logging.driver"),
        ("TaskTemplate.LogDriver.Options", "logging.options"),
        ("TaskTemplate.ContainerSpec.Image", "image"),
        ("TaskTemplate.ContainerSpec.Labels", "labels"),
        ("TaskTemplate.ContainerSpec.Command", "entrypoint"),
        ("TaskTemplate.ContainerSpec.Args", "command"),
        ("TaskTemplate.ContainerSpec.Env", "environment"),
        ("TaskTemplate.ContainerSpec.Dir", "working_dir"),
        ("TaskTemplate.ContainerSpec.Groups", "group_add"),
        ("TaskTemplate.ContainerSpec.Privileges.CredentialSpec", "credential_spec"),
        ("TaskTemplate.ContainerSpec.Privileges", "security_opt"),
        ("TaskTemplate.ContainerSpec.TTY", "tty"),
        ("TaskTemplate.ContainerSpec.OpenStdin", "stdin_open"),
        ("TaskTemplate.ContainerSpec.Mounts", "volumes"),
        ("TaskTemplate.ContainerSpec.Hosts", "extra_hosts"),
        ("TaskTemplate.ContainerSpec.DNSConfig.Nameservers", "dns"),
        ("TaskTemplate.ContainerSpec.DNSConfig.Search", "dns_search"),
        ("TaskTemplate.ContainerSpec.DNSConfig.Options", "dns_opt"),
        ("TaskTemplate.ContainerSpec.Secrets", "secrets"),
        ("TaskTemplate.ContainerSpec.Configs", "configs"),
        ("TaskTemplate.ContainerSpec.Sysctls", "sysctls"),
        ("TaskTemplate.ContainerSpec.CapabilityAdd", "cap_add"),
        ("TaskTemplate.ContainerSpec.CapabilityDrop", "cap_drop"),
        ("TaskTemplate.ContainerSpec.Ulimits", "ulimits"),
        ("TaskTemplate.ContainerSpec", ""),
    ].map { (engine: $0.0, dotted: "\($0.0).", compose: $0.1) }

    /// Places below which the keys are a person's own and are shown as they are.
    private static let keepsCase: Set<String> = [
        "Labels", "EndpointSpec.Ports", "TaskTemplate.Networks", "TaskTemplate.LogDriver.Options",
        "TaskTemplate.ContainerSpec.Labels", "TaskTemplate.ContainerSpec.Env",
        "TaskTemplate.ContainerSpec.Mounts", "TaskTemplate.ContainerSpec.Secrets",
        "TaskTemplate.ContainerSpec.Configs", "TaskTemplate.ContainerSpec.Sysctls",
        "TaskTemplate.ContainerSpec.Ulimits",
    ]

    /// The engine's own members at the end of an element's path say less than the element: they are cut off.
    private static func key(_ rest: Substring, in engine: String) -> (key: String, member: String) {
        let isMap =
            engine.hasSuffix("Labels") || engine.hasSuffix("Options") || engine.hasSuffix("Sysctls")
            || engine.hasSuffix("Env")
        if isMap { return (String(rest), "") }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        var count = parts.count
        while count > 1, members.contains(String(parts[count - 1])) { count -= 1 }
        return (
            parts[..<count].joined(separator: "."), snake(parts[count...].joined(separator: ".")[...])
        )
    }

    private static let members: Set<String> = [
        "Type", "Source", "Target", "ReadOnly", "File", "Name", "UID", "GID", "Mode", "SecretName",
        "ConfigName",
        "Soft", "Hard", "Aliases", "PublishMode", "PublishedPort", "TargetPort", "Protocol", "BindOptions",
        "VolumeOptions", "TmpfsOptions", "SizeBytes", "Propagation", "NonRecursive", "NoCopy", "DriverConfig",
        "Subpath", "Options",
    ]

    /// `StopGracePeriod` as `stop_grace_period`.
    private static func snake(_ text: Substring) -> String {
        var result = ""
        var previous: Character = "."
        for character in text {
            if character.isUppercase, previous.isLowercase || previous.isNumber { result += "_" }
            result += character.lowercased()
            previous = character
        }
        return result
    }
}
