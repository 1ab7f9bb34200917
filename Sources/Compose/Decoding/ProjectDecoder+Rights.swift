internal import Diagnostics
internal import OrderedCollections
internal import Values

extension ProjectDecoder {
    /// Rights, namespaces, devices and limits of a service's containers.
    mutating func rights(_ tree: Tree, of service: inout Service) {
        service.capabilitiesAdded = tree.texts("cap_add")
        service.capabilitiesDropped = tree.texts("cap_drop")
        service.privileged = tree.flag("privileged")
        service.deviceCgroupRules = tree.texts("device_cgroup_rules")
        service.gpus = tree.list("gpus").map { deviceRequest($0) }
        service.securityOptions = tree.list("security_opt").compactMap { securityOption($0) }
        service.sysctls = tree.labels("sysctls")
        service.userNamespaceMode = tree.text("userns_mode")
        service.pidMode = tree.text("pid")
        service.ipcMode = tree.text("ipc")
        service.utsMode = tree.text("uts")
        service.cgroupMode = tree.text("cgroup") ?? tree.text("cgroupns_mode")
        service.cgroupParent = tree.text("cgroup_parent")
        service.storageOptions = tree.labels("storage_opt")
        service.devices = tree.list("devices").compactMap { device in
            guard let source = device.text("source") else {
                missing("source", of: "a device", at: device)
                return nil
            }
            return Device(
                source: source,
                target: device.text("target"),
                permissions: device.text("permissions")
            )
        }
        service.credentialSpec = tree["credential_spec"].flatMap { credentialSpec($0) }
        for (name, member) in tree.section("ulimits") {
            guard let soft = member.value.whole("soft"), let hard = member.value.whole("hard") else {
                collector.error("the limit '\(name)' must have 'soft' and 'hard'", at: member.value.location)
                continue
            }
            service.ulimits[name] = Ulimit(soft: soft, hard: hard)
        }
        processor(tree, of: &service)
        service.memory.swapLimit = tree.size("memswap_limit") ?? tree.whole("memswap_limit")
        service.memory.swappiness = tree.whole("mem_swappiness")
        service.memory.oomKillDisable = tree.flag("oom_kill_disable")
        service.memory.oomScoreAdjustment = tree.integer("oom_score_adj")
    }

    /// The entry, with a seccomp profile that is a file of the chart as its JSON text in the file's place.
    private mutating func securityOption(_ tree: Tree) -> String? {
        guard let text = tree.text else { return nil }
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == ":" || $0 == "=" }
        let known: Set<Substring> = ["unconfined", "builtin", "default", ""]
        guard parts.count == 2, parts[0] == "seccomp", !known.contains(parts[1]), !parts[1].hasPrefix("{")
        else { return text }
        let (files, path) = (files, String(parts[1]))
        let profile = attempt { () throws(Failure) -> Value in
            let bytes = try files.read(path, key: "seccomp", at: tree.location)
            return try JSON.decode(bytes, file: path)
        }
        return profile.map { "seccomp=\(String(decoding: JSON.encode($0), as: UTF8.self))" }
    }

    private func processor(_ tree: Tree, of service: inout Service) {
        service.processor.count = tree.whole("cpu_count")
        service.processor.percent = tree.number("cpu_percent")
        service.processor.shares = tree.whole("cpu_shares")
        service.processor.period = tree.whole("cpu_period")
        service.processor.quota = tree.whole("cpu_quota")
        service.processor.realtimePeriod = tree.whole("cpu_rt_period")
        service.processor.realtimeRuntime = tree.whole("cpu_rt_runtime")
        service.processor.set = tree.text("cpuset")
    }

    private mutating func credentialSpec(_ tree: Tree) -> CredentialSpec? {
        var spec = CredentialSpec()
        spec.file = tree.text("file")
        spec.registry = tree.text("registry")
        spec.config = tree.text("config")
        guard [spec.file, spec.registry, spec.config].compactMap({ $0 }).count == 1 else {
            collector.error(
                "'credential_spec' must have exactly one of 'file', 'registry' and 'config'",
                at: tree.location
            )
            return nil
        }
        if let config = spec.config, project.configs[config] == nil {
            undeclared(
                config,
                "config",
                at: tree.place("config").location,
                declared: Array(project.configs.keys)
            )
        }
        return spec
    }

    mutating func deviceRequest(_ tree: Tree) -> DeviceRequest {
        var request = DeviceRequest()
        request.driver = tree.text("driver")
        request.deviceIDs = tree.texts("device_ids")
        request.capabilities = tree.texts("capabilities")
        request.options = tree.labels("options")
        if let count = tree["count"] {
            if count.text == "all" {
                request.count = .all
            } else if let number = count.whole, let exact = Int(exactly: number), exact >= 0 {
                request.count = .exactly(exact)
            } else {
                collector.error(
                    "'count' must be a whole number or 'all', found \(count.found)",
                    at: count.location
                )
            }
            if !request.deviceIDs.isEmpty {
                collector.error(
                    "a request for devices has both 'count' and 'device_ids'",
                    at: count.location,
                    hint: "remove one of them"
                )
            }
        } else if request.deviceIDs.isEmpty {
            // The specification, deploy, "count".
            request.count = .all
        }
        return request
    }

    mutating func missing(_ key: String, of owner: String, at tree: Tree) {
        collector.error("\(owner) has no '\(key)'", at: tree.location, hint: "add '\(key):'")
    }

    /// The `x-` keys that stand in sections of a service, in their sections.
    mutating func nestedExtensions(_ tree: Tree) -> Value.Object {
        let shape = ComposeSchema.root.children["services"]?.children["*"]
        var nested: Value.Object = [:]
        for (key, member) in tree.members ?? [:] {
            guard let child = shape?.children[key], key != "x-davit" else { continue }
            if let found = extensions(in: member.value, child) { nested[key] = found }
        }
        return nested
    }

    private mutating func extensions(in tree: Tree, _ shape: ComposeSchema.Shape) -> Value? {
        var found: Value.Object = [:]
        switch (shape.kind, tree.content) {
        case (.object, .mapping(let members)):
            for (key, member) in members {
                if let child = shape.children[key] {
                    if let inner = extensions(in: member.value, child) { found[key] = inner }
                } else if key.hasPrefix("x-") {
                    found[key] = member.value.value
                }
            }
        case (.map, .mapping(let members)):
            guard let child = shape.children["*"] else { return nil }
            for (key, member) in members {
                if let inner = extensions(in: member.value, child) { found[key] = inner }
            }
        case (.list, .sequence(let items)):
            guard let child = shape.children["[]"] else { return nil }
            for item in items where extensions(in: item, child) != nil {
                collector.warning(
                    "the 'x-' keys of an item of a list are not kept",
                    at: item.location,
                    hint: "write them into the section around the list"
                )
            }
        default:
            break
        }
        return found.isEmpty ? Value?.none : .object(found)
    }
}
