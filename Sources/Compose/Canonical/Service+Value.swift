internal import OrderedCollections
internal import Values

extension Service {
    /// The service in the long syntax.
    var value: Value {
        var section = Section()
        section.add("image", image)
        section.add("build", build)
        section.add("command", command.map { .array($0.map { .string($0) }) })
        section.add("entrypoint", entrypoint.map { .array($0.map { .string($0) }) })
        addContainer(to: &section)
        addLife(to: &section)
        addStorage(to: &section)
        addNetwork(to: &section)
        addRights(to: &section)
        section.add("x-davit", directives.section.ifAny)
        section.add(untyped)
        section.add(extensions)
        return Self.merged(section.value, .object(nestedExtensions))
    }

    /// The first mapping with the second laid over it, key by key.
    private static func merged(_ value: Value, _ other: Value) -> Value {
        guard case .object(var members) = value, case .object(let others) = other else { return other }
        for (key, added) in others {
            members[key] = members[key].map { merged($0, added) } ?? added
        }
        return .object(members)
    }

    private func addContainer(to section: inout Section) {
        if !environment.isEmpty {
            section.add("environment", .object(environment.mapValues { $0.map { .string($0) } ?? .null }))
        }
        section.add("working_dir", workingDirectory)
        section.add("user", user)
        section.add("group_add", groups)
        section.add("hostname", hostname)
        section.add("domainname", domainname)
        section.add("container_name", containerName)
        section.add("platform", platform)
        section.add("pull_policy", pullPolicy)
        section.add("runtime", runtime)
        section.add("isolation", isolation)
        section.add("labels", labels)
        section.add("annotations", annotations)
        section.add("attach", attach)
        section.add("init", initProcess)
        section.add("tty", tty)
        section.add("stdin_open", stdinOpen)
    }

    private func addLife(to section: inout Section) {
        section.add("stop_signal", stopSignal)
        section.add("stop_grace_period", duration: stopGracePeriod)
        section.add("restart", restart?.text)
        section.add("healthcheck", healthcheck?.value)
        section.add("depends_on", members: dependsOn.mapValues(\.value))
        section.add("deploy", deploy.value)
        section.add("logging", logging?.value)
    }

    private func addStorage(to section: inout Section) {
        // The long syntax of a tmpfs has no room for options such as `noexec`; the short one has.
        let (short, long) = (
            mounts.filter { !$0.tmpfs.others.isEmpty }, mounts.filter(\.tmpfs.others.isEmpty)
        )
        section.add("volumes", items: long.map(\.value))
        section.add("tmpfs", short.map(\.tmpfsText))
        section.add("configs", items: configs.map(\.value))
        section.add("secrets", items: secrets.map(\.value))
        section.add("read_only", readOnly)
        section.add("shm_size", sharedMemorySize)
        section.add("volumes_from", volumesFrom)
        section.add("storage_opt", storageOptions)
    }

    private func addNetwork(to section: inout Section) {
        section.add("ports", items: ports.map(\.value))
        section.add("expose", expose)
        section.add("networks", members: networks.mapValues(\.value))
        section.add("network_mode", networkMode)
        section.add("mac_address", macAddress)
        section.add("dns", dns)
        section.add("dns_search", dnsSearch)
        section.add("dns_opt", dnsOptions)
        var hosts: Value.Object = [:]
        for extra in extraHosts {
            hosts[extra.host] = .array((hosts[extra.host]?.arrayValue ?? []) + [.string(extra.address)])
        }
        section.add("extra_hosts", members: hosts)
        section.add("links", links)
        section.add("external_links", externalLinks)
    }

    private func addRights(to section: inout Section) {
        section.add("cap_add", capabilitiesAdded)
        section.add("cap_drop", capabilitiesDropped)
        section.add("privileged", privileged)
        section.add("devices", items: devices.map(\.value))
        section.add("device_cgroup_rules", deviceCgroupRules)
        section.add("gpus", items: gpus.map(\.value))
        section.add("security_opt", securityOptions)
        section.add("credential_spec", credentialSpec?.value)
        section.add("sysctls", sysctls)
        section.add("ulimits", members: ulimits.mapValues(\.value))
        section.add("userns_mode", userNamespaceMode)
        section.add("pid", pidMode)
        section.add("ipc", ipcMode)
        section.add("uts", utsMode)
        section.add("cgroup", cgroupMode)
        section.add("cgroup_parent", cgroupParent)
        section.add("cpu_count", processor.count)
        section.add("cpu_percent", processor.percent.map { .double($0) })
        section.add("cpu_shares", processor.shares)
        section.add("cpu_period", processor.period)
        section.add("cpu_quota", processor.quota)
        section.add("cpu_rt_period", processor.realtimePeriod)
        section.add("cpu_rt_runtime", processor.realtimeRuntime)
        section.add("cpuset", processor.set)
        section.add("memswap_limit", memory.swapLimit)
        section.add("mem_swappiness", memory.swappiness)
        section.add("oom_kill_disable", memory.oomKillDisable)
        section.add("oom_score_adj", memory.oomScoreAdjustment)
    }
}
