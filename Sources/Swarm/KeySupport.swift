import Compose
import DockerAPI
import OrderedCollections

/// What a Swarm makes of the keys of a service.
///
/// Every field of `Service` is here: a key of the specification without a line in this table would be
/// dropped in silence.
struct KeySupport: Sendable {
    enum Verdict: Sendable {
        /// The engine has it.
        case mapped
        /// Davit brings about the same by other means.
        case emulated
        /// Means nothing on a Swarm; running without it changes nothing that a person relies on.
        case ignored(String)
        /// Cannot be done: an error with what to do instead.
        case refused(hint: String)
        /// Can be done by newer engines only.
        case needs(APIVersion, hint: String)
    }

    var key: String
    var verdict: Verdict
    /// Whether the service has the key.
    var isUsed: @Sendable (Service) -> Bool

    private init(_ key: String, _ verdict: Verdict, _ isUsed: @escaping @Sendable (Service) -> Bool) {
        self.key = key
        self.verdict = verdict
        self.isUsed = isUsed
    }

    static let table: [KeySupport] = mapped + emulated + ignored + refused

    private static let mapped: [KeySupport] = [
        .init("image", .mapped) { $0.image != nil },
        .init("command", .mapped) { $0.command != nil },
        .init("entrypoint", .mapped) { $0.entrypoint != nil },
        .init("environment", .mapped) { !$0.environment.isEmpty },
        .init("working_dir", .mapped) { $0.workingDirectory != nil },
        .init("user", .mapped) { $0.user != nil },
        .init("group_add", .mapped) { !$0.groups.isEmpty },
        .init("hostname", .mapped) { $0.hostname != nil },
        .init("platform", .mapped) { $0.platform != nil },
        .init("isolation", .mapped) { $0.isolation != nil },
        .init("labels", .mapped) { !$0.labels.isEmpty },
        .init("init", .mapped) { $0.initProcess != nil },
        .init("tty", .mapped) { $0.tty != nil },
        .init("stdin_open", .mapped) { $0.stdinOpen != nil },
        .init("stop_signal", .mapped) { $0.stopSignal != nil },
        .init("stop_grace_period", .mapped) { $0.stopGracePeriod != nil },
        .init("healthcheck", .mapped) { $0.healthcheck != nil },
        .init("deploy", .mapped) { $0.deploy != Deploy() },
        .init("logging", .mapped) { $0.logging != nil },
        .init("volumes", .mapped) { !$0.mounts.isEmpty },
        .init("configs", .mapped) { !$0.configs.isEmpty },
        .init("secrets", .mapped) { !$0.secrets.isEmpty },
        .init("read_only", .mapped) { $0.readOnly != nil },
        .init("ports", .mapped) { !$0.ports.isEmpty },
        .init("networks", .mapped) { !$0.networks.isEmpty },
        .init("dns", .mapped) { !$0.dns.isEmpty },
        .init("dns_search", .mapped) { !$0.dnsSearch.isEmpty },
        .init("dns_opt", .mapped) { !$0.dnsOptions.isEmpty },
        .init("extra_hosts", .mapped) { !$0.extraHosts.isEmpty },
        .init("cap_add", .mapped) { !$0.capabilitiesAdded.isEmpty },
        .init("cap_drop", .mapped) { !$0.capabilitiesDropped.isEmpty },
        .init("credential_spec", .mapped) { $0.credentialSpec != nil },
        .init("security_opt", .mapped) { !$0.securityOptions.isEmpty },
        .init("sysctls", .mapped) { !$0.sysctls.isEmpty },
        .init("ulimits", .mapped) { !$0.ulimits.isEmpty },
        .init("expose", .mapped) { !$0.expose.isEmpty },
        .init("oom_score_adj", .needs(.init(1, 46), hint: "update Docker to 27 or newer, or remove it")) {
            $0.memory.oomScoreAdjustment != nil
        },
    ]

    private static let emulated: [KeySupport] = [
        .init("depends_on", .emulated) { !$0.dependsOn.isEmpty },
        .init("restart", .emulated) { $0.restart != nil },
        .init("shm_size", .emulated) { $0.sharedMemorySize != nil },
        .init("x-davit", .emulated) { $0.directives != Directives() },
    ]

    private static let ignored: [KeySupport] = [
        .init("container_name", .ignored("a Swarm names containers itself")) { $0.containerName != nil },
        .init("pull_policy", .ignored("a Swarm decides by itself when to pull")) { $0.pullPolicy != nil },
        .init("attach", .ignored("a Swarm attaches to no output")) { $0.attach != nil },
        .init("develop", .ignored("it is for development only")) { $0.untyped["develop"] != nil },
        .init("build", .ignored("Davit builds no images; the image is taken as it is")) {
            $0.build != nil && $0.image != nil
        },
        .init("depends_on.restart", .ignored("a Swarm restarts no service because of another one")) {
            service in
            service.dependsOn.values.contains { $0.restart }
        },
        .init("healthcheck.start_interval", .ignored("the engine is too old for it (API 1.44 is needed)")) {
            $0.healthcheck?.startInterval != nil
        },
        .init("deploy.update_config", .ignored("a job has no updates")) {
            $0.deploy.mode.isJob && ($0.deploy.update != nil || $0.deploy.rollback != nil)
        },
        .init("networks.priority", .ignored("a Swarm knows no order of networks")) { service in
            service.networks.values.contains { $0.priority != nil || $0.gatewayPriority != nil }
        },
        .init("ports.app_protocol", .ignored("a Swarm does not use it")) { service in
            service.ports.contains { $0.appProtocol != nil }
        },
    ]

    private static func refused(
        _ key: String,
        _ hint: String = "remove it, or run the service outside of the Swarm",
        _ isUsed: @escaping @Sendable (Service) -> Bool
    ) -> KeySupport {
        KeySupport(key, .refused(hint: hint), isUsed)
    }

    private static let refused: [KeySupport] = [
        refused("build", "build and push the image, then name it with 'image'") {
            $0.build != nil && $0.image == nil
        },
        refused("network_mode", "use 'networks'; only 'host' and 'bridge' can be joined") {
            $0.networkMode.map { !SwarmConverter.predefinedNetworks.contains($0) } ?? false
        },
        refused("domainname", "write the whole name as 'hostname'") { $0.domainname != nil },
        refused("runtime") { $0.runtime != nil },
        refused("annotations", "use 'labels'") { !$0.annotations.isEmpty },
        refused("volumes_from", "name the volumes under 'volumes'") { !$0.volumesFrom.isEmpty },
        refused("mac_address") { $0.macAddress != nil },
        refused("links", "join a network and use 'networks.NAME.aliases'") { service in
            // A link without a second name says no more than that the services share a network.
            service.links.contains { link in
                let parts = link.split(separator: ":")
                return parts.count > 1 && parts.first != parts.last
            }
        },
        refused("external_links", "join an external network") { !$0.externalLinks.isEmpty },
        refused("privileged", "add the capabilities it needs with 'cap_add'") { $0.privileged == true },
        refused("devices") { !$0.devices.isEmpty },
        refused("device_cgroup_rules") { !$0.deviceCgroupRules.isEmpty },
        refused("gpus", "declare generic resources on the nodes and reserve them with 'generic_resources'") {
            !$0.gpus.isEmpty
        },
        refused(
            "deploy.resources.reservations.devices",
            "declare generic resources on the nodes and reserve them with 'generic_resources'"
        ) { !$0.deploy.resources.reservations.devices.isEmpty },
        refused("userns_mode") { $0.userNamespaceMode != nil },
        refused("pid") { $0.pidMode != nil },
        refused("ipc") { $0.ipcMode != nil },
        refused("uts") { $0.utsMode != nil },
        refused("cgroup") { $0.cgroupMode != nil },
        refused("cgroup_parent") { $0.cgroupParent != nil },
        refused("storage_opt") { !$0.storageOptions.isEmpty },
        refused("cpu_*, cpuset", "use 'deploy.resources.limits.cpus'") { $0.processor != ProcessorOptions() },
        refused("memswap_limit, mem_swappiness", "use 'deploy.resources.limits.memory'") {
            $0.memory.swapLimit != nil || $0.memory.swappiness != nil
        },
        refused("oom_kill_disable") { $0.memory.oomKillDisable == true },
        refused("networks.*.ipv4_address and its like", "remove it: a Swarm gives out the addresses") {
            service in
            service.networks.values.contains {
                $0.ipv4Address != nil || $0.ipv6Address != nil || !$0.linkLocalIPs.isEmpty
                    || $0.macAddress != nil
                    || $0.interfaceName != nil
            }
        },
        refused(
            "ports.host_ip",
            "remove the address (a Swarm publishes on all of them) and guard the port with a firewall"
        ) { service in
            service.ports.contains { port in port.hostIP.map { !["", "0.0.0.0", "::"].contains($0) } ?? false
            }
        },
    ]
}
