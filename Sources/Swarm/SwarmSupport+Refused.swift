import Compose
import OrderedCollections

extension SwarmSupport {
    private static let elsewhere = "remove it, or run the service outside of the Swarm"

    private static func refused(
        _ path: String,
        _ hint: String = elsewhere,
        when condition: String? = nil,
        _ isUsed: @escaping @Sendable (Service) -> Bool
    ) -> KeySupport<Service> {
        KeySupport(path, .refused(hint: hint), when: condition, isUsed)
    }

    /// A key that is kept as it is written.
    private static func untyped(_ key: String, _ hint: String) -> KeySupport<Service> {
        refused(key, hint) { $0.untyped[key] != nil }
    }

    static let refused: [KeySupport<Service>] =
        [
            refused("build", "build and push the image, then name it with 'image'", when: "without `image`") {
                $0.build != nil && $0.image == nil
            },
            refused("network_mode", "use 'networks'; only 'host' and 'bridge' can be joined", when: "others")
            {
                $0.networkMode.map { !SwarmConverter.predefinedNetworks.contains($0) } ?? false
            },
            refused("domainname", "write the whole name as 'hostname'") { $0.domainname != nil },
            refused("runtime", "make it the default runtime of the nodes, and remove it") {
                $0.runtime != nil
            },
            refused("annotations", "use 'labels'") { !$0.annotations.isEmpty },
            refused("volumes_from", "name the volumes under 'volumes'") { !$0.volumesFrom.isEmpty },
            refused("mac_address") { $0.macAddress != nil },
            refused("external_links", "join an external network") { !$0.externalLinks.isEmpty },
            refused("privileged", "add the capabilities it needs with 'cap_add'") { $0.privileged == true },
            refused("devices") { !$0.devices.isEmpty },
            refused("device_cgroup_rules") { !$0.deviceCgroupRules.isEmpty },
            refused("userns_mode") { $0.userNamespaceMode != nil },
            refused("pid") { $0.pidMode != nil },
            refused("ipc") { $0.ipcMode != nil },
            refused("uts") { $0.utsMode != nil },
            refused("cgroup") { $0.cgroupMode != nil },
            refused("cgroup_parent") { $0.cgroupParent != nil },
            refused("storage_opt") { !$0.storageOptions.isEmpty },
            refused("oom_kill_disable", when: "true") { $0.memory.oomKillDisable == true },
            refused("memswap_limit", "add 'mem_limit'", when: "without a limit of memory") { service in
                (service.memory.swapLimit ?? 0) > 0 && service.deploy.resources.limits.memory == nil
            },
            untyped("blkio_config", elsewhere),
            untyped("models", "remove it, and give the model's address in 'environment'"),
            untyped("post_start", "put it into the image's entrypoint, or make it a hook with 'x-davit'"),
            untyped("pre_start", "put it into the image's entrypoint, or make it a hook with 'x-davit'"),
            untyped("pre_stop", "let the program do it at its 'stop_signal'"),
            untyped("provider", "remove it: Davit runs no programs of this machine"),
            untyped("use_api_socket", "bind '/var/run/docker.sock' on a manager instead"),
        ] + processor

    private static let processor: [KeySupport<Service>] = [
        processor("cpu_count") { $0.count != nil }, processor("cpu_percent") { $0.percent != nil },
        processor("cpu_shares") { $0.shares != nil }, processor("cpu_period") { $0.period != nil },
        processor("cpu_quota") { $0.quota != nil },
        processor("cpu_rt_period") { $0.realtimePeriod != nil },
        processor("cpu_rt_runtime") { $0.realtimeRuntime != nil }, processor("cpuset") { $0.set != nil },
    ]

    private static func processor(
        _ path: String,
        _ isUsed: @escaping @Sendable (ProcessorOptions) -> Bool
    ) -> KeySupport<Service> {
        refused(path, "use 'deploy.resources.limits.cpus'") { isUsed($0.processor) }
    }

    /// Keys in sections of a service, and values of keys.
    static let refusedParts: [KeySupport<Service>] =
        addresses + [
            .init(
                "links",
                .refused(hint: "join a network and use 'networks.NAME.aliases'"),
                when: "a name of one's own",
                uses: { service in
                    service.links.filter { link in
                        let parts = link.split(separator: ":")
                        return parts.count > 1 && parts.first != parts.last
                    }
                }
            ),
            .init(
                "security_opt",
                .refused(
                    hint: "remove it; a seccomp profile of the chart and an unconfined apparmor can be done"
                ),
                when: "others",
                uses: { service in service.securityOptions.filter { SecurityOption($0) == nil } }
            ),
            .init(
                "ports.[].host_ip",
                .refused(
                    hint:
                        "remove the address (a Swarm publishes on all of them) and guard the port with a firewall"
                ),
                when: "others than 0.0.0.0",
                uses: { service in
                    service.ports.compactMap(\.hostIP).filter { !["", "0.0.0.0", "::"].contains($0) }
                }
            ),
            .init("ports.[].host_ip", .mapped, when: "0.0.0.0"),
            .init(
                "gpus",
                .refused(hint: resourceHint),
                when: "all, and single devices",
                uses: { service in service.gpus.filter { $0.genericResource == nil }.map { _ in "" } }
            ),
            .init(
                "deploy.resources.reservations.devices",
                .refused(hint: resourceHint),
                when: "others",
                uses: { service in
                    service.deploy.resources.reservations.devices.filter { $0.genericResource == nil }
                        .map { _ in "" }
                }
            ),
            .init(
                "volumes.[].bind.selinux",
                .refused(hint: "label the folder on the nodes with 'chcon', and remove it"),
                uses: { service in service.mounts.compactMap(\.bind.selinux) }
            ),
            .init("volumes.[].bind.recursive", .mapped, when: "enabled and disabled"),
            .init(
                "volumes.[].bind.recursive",
                .refused(hint: "use 'enabled' or 'disabled'"),
                when: "writable and readonly",
                uses: { service in
                    service.mounts.compactMap(\.bind.recursive).filter {
                        !["enabled", "disabled"].contains($0)
                    }
                }
            ),
            .init(
                "volumes.[].type",
                .refused(hint: "copy the files into a volume with a hook, or into the service's own image"),
                when: "image",
                uses: { service in service.mounts.filter { $0.kind == .image }.map { _ in "image" } }
            ),
            .init("volumes.[].type", .mapped, when: "volume, bind, tmpfs and npipe"),
            .init("volumes.[].image", .refused(hint: "see `volumes.[].type`")),
        ]

    private static let resourceHint =
        "declare generic resources on the nodes and reserve a number of them, with 'count' here or with "
        + "'deploy.resources.reservations.generic_resources'"

    private static let addresses: [KeySupport<Service>] = [
        address("ipv4_address") { $0.ipv4Address != nil },
        address("ipv6_address") { $0.ipv6Address != nil },
        address("link_local_ips") { !$0.linkLocalIPs.isEmpty },
        address("mac_address") { $0.macAddress != nil },
        address("interface_name") { $0.interfaceName != nil },
    ]

    private static func address(
        _ key: String,
        _ isUsed: @escaping @Sendable (NetworkAttachment) -> Bool
    ) -> KeySupport<Service> {
        refused("networks.*.\(key)", "remove it: a Swarm gives out the addresses") { service in
            service.networks.values.contains(where: isUsed)
        }
    }
}

extension DeviceRequest {
    /// The generic resource that the nodes of a Swarm can declare for it.
    ///
    /// A number of GPUs, under the name that the option `kind` says, or `gpu`; nil for all of them, single
    /// ones and other devices.
    var genericResource: GenericResource? {
        guard case .exactly(let count)? = count, deviceIDs.isEmpty,
            capabilities.allSatisfy({ $0 == "gpu" }) || options["kind"] != nil
        else { return nil }
        return GenericResource(kind: options["kind"] ?? "gpu", value: Int64(count))
    }
}
