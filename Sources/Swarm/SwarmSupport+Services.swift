import Compose
import OrderedCollections

extension SwarmSupport {
    static let mapped: [KeySupport<Service>] =
        [
            "image", "command", "entrypoint", "environment", "working_dir", "user", "group_add", "hostname",
            "platform", "isolation", "labels", "init", "tty", "stdin_open", "stop_signal",
            "stop_grace_period", "healthcheck", "deploy", "logging", "volumes", "configs", "secrets",
            "read_only", "ports", "networks", "dns", "dns_search", "dns_opt", "extra_hosts", "cap_add",
            "cap_drop", "credential_spec", "sysctls", "ulimits",
        ].map { .init($0, .mapped) } + [
            .init("tmpfs", .emulated("a mount of `volumes` of the type tmpfs")),
            .init("network_mode", .mapped, when: "host and bridge"),
            .init("security_opt", .mapped, when: "label=…"),
        ]

    static let emulated: [KeySupport<Service>] = [
        .init("depends_on", .emulated("services start in waves")),
        .init("restart", .emulated("as `deploy.restart_policy`")),
        .init("shm_size", .emulated("a tmpfs at `/dev/shm`")),
        .init("x-davit", .emulated("Davit's own")),
        .init("gpus", .emulated("the generic resource of its `options.kind`, or `gpu`"), when: "a count"),
        .init(
            "deploy.resources.reservations.devices",
            .emulated("the generic resource of its `options.kind`, or `gpu`"),
            when: "a count of GPUs"
        ),
        .init("volumes.[].consistency", .moot("a Swarm keeps no such setting")),
        .init("expose", .moot("services of one network reach all ports")),
        .init("links", .moot("services of one network know each other's names"), when: "the name alone"),
    ]

    static let ignored: [KeySupport<Service>] = [
        .init("container_name", .ignored("a Swarm names containers itself")) { $0.containerName != nil },
        .init("pull_policy", .ignored("a Swarm decides by itself when to pull")) { $0.pullPolicy != nil },
        .init("pull_refresh_after", .ignored("a Swarm decides by itself when to pull")) {
            $0.untyped["pull_refresh_after"] != nil
        },
        .init("attach", .ignored("a Swarm attaches to no output")) { $0.attach != nil },
        .init("develop", .ignored("it is for development only")) { $0.untyped["develop"] != nil },
        .init(
            "build",
            .ignored("Davit builds no images; the image is taken as it is"),
            when: "beside `image`"
        ) { $0.build != nil && $0.image != nil },
        .init("depends_on.*.restart", .ignored("a Swarm restarts no service because of another one")) {
            service in
            service.dependsOn.values.contains { $0.restart }
        },
        .init("deploy.update_config", .mapped),
        .init("deploy.rollback_config", .mapped),
        .init("deploy.update_config", .ignored("a job has no updates"), when: "of a job") {
            $0.deploy.mode.isJob && $0.deploy.update != nil
        },
        .init("deploy.rollback_config", .ignored("a job has no updates"), when: "of a job") {
            $0.deploy.mode.isJob && $0.deploy.rollback != nil
        },
        .init("networks.*.priority", .ignored("a Swarm knows no order of networks")) { service in
            service.networks.values.contains { $0.priority != nil }
        },
        .init("networks.*.gw_priority", .ignored("a Swarm knows no order of networks")) { service in
            service.networks.values.contains { $0.gatewayPriority != nil }
        },
        .init("ports.[].app_protocol", .ignored("a Swarm does not use it")) { service in
            service.ports.contains { $0.appProtocol != nil }
        },
        .init(
            "volumes.[].bind.create_host_path",
            .ignored("a Swarm makes no folders to bind, they must exist on every node"),
            when: "true"
        ) { service in
            service.mounts.compactMap { $0.bind.createHostPath == true ? $0.source ?? "" : nil }
        },
        .init("volumes.[].bind.create_host_path", .mapped, when: "false"),
        .init("healthcheck.start_interval", .ignoredBefore(minor: 44)) {
            $0.healthcheck?.startInterval != nil
        },
    ]

    /// What newer engines can do.
    static let newer: [KeySupport<Service>] = [
        .init("oom_score_adj", .needs(minor: 46, hint: "update Docker to 27 or newer, or remove it")) {
            $0.memory.oomScoreAdjustment != nil
        },
        .init("memswap_limit", .needs(minor: 52, hint: swapHint)) { service in
            service.memory.swapLimit.map { $0 <= 0 || service.deploy.resources.limits.memory != nil } ?? false
        },
        .init("mem_swappiness", .needs(minor: 52, hint: swapHint)) { $0.memory.swappiness != nil },
        .init(
            "security_opt",
            .needs(minor: 44, hint: "update Docker to 25 or newer, or remove it"),
            when: "no-new-privileges, seccomp and apparmor",
            uses: { service in
                service.securityOptions.filter { SecurityOption($0)?.needsNewEngine ?? false }
                    .map { SecurityOption.shown($0) }
            }
        ),
        .init(
            "tmpfs",
            .needs(minor: 46, hint: "update Docker to 27 or newer, or leave the option out"),
            when: "options besides size and mode",
            uses: { service in
                service.mounts.filter { !$0.tmpfs.others.isEmpty }.map(\.tmpfsText)
            }
        ),
        .init(
            "volumes.[].volume.subpath",
            .needs(minor: 45, hint: "update Docker to 26 or newer, or remove it"),
            uses: { service in service.mounts.compactMap(\.volume.subpath) }
        ),
        .init(
            "volumes.[].type",
            .needs(minor: 42, hint: "update Docker to 23 or newer, or use a volume"),
            when: "cluster"
        ) { service in service.mounts.contains { $0.kind == .cluster } },
    ]

    private static let swapHint = "update Docker to 29 or newer, or use 'deploy.resources.limits.memory'"
}
