import Compose
import DockerAPI
import FoundationEssentials
import OrderedCollections
import Values

extension StackReader {
    /// A service out of its spec; defaults that the engine has filled in are left out.
    mutating func service(_ key: String, _ live: SwarmObject) -> Service {
        let spec = live.spec
        let container = spec.at("TaskTemplate", "ContainerSpec")
        var service = Service(name: key, image: image(live))
        service.entrypoint = list(container?["Command"])
        service.command = list(container?["Args"])
        service.environment = environment(container?["Env"])
        service.workingDirectory = text(container?["Dir"])
        service.user = text(container?["User"])
        service.groups = strings(container?["Groups"])
        service.hostname = text(container?["Hostname"])
        service.isolation = text(container?["Isolation"]).flatMap { $0 == "default" ? nil : $0 }
        service.labels = labels(container?["Labels"])
        service.initProcess = container?["Init"]?.boolValue
        service.tty = isTrue(container?["TTY"])
        service.stdinOpen = isTrue(container?["OpenStdin"])
        service.readOnly = isTrue(container?["ReadOnly"])
        service.stopSignal = text(container?["StopSignal"])
        service.stopGracePeriod = container?["StopGracePeriod"]?.intValue.flatMap {
            $0 == 10_000_000_000 ? nil : $0
        }
        service.healthcheck = healthcheck(container?["Healthcheck"])
        service.logging = logging(spec.at("TaskTemplate", "LogDriver"))
        service.mounts = (container?["Mounts"]?.arrayValue ?? []).compactMap { mount($0) }
        service.configs = configs(container?["Configs"])
        service.secrets = (container?["Secrets"]?.arrayValue ?? []).compactMap { reference in
            reference["SecretName"]?.stringValue.flatMap { file(reference, source: secret(named: $0)) }
        }
        networks(of: &service, spec)
        service.ports = (spec.at("EndpointSpec", "Ports")?.arrayValue ?? []).compactMap(port)
        service.dns = strings(container?.at("DNSConfig", "Nameservers"))
        service.dnsSearch = strings(container?.at("DNSConfig", "Search"))
        service.dnsOptions = strings(container?.at("DNSConfig", "Options"))
        service.extraHosts = strings(container?["Hosts"]).compactMap { line in
            let parts = line.split(separator: " ").map(String.init)
            return parts.count == 2 ? ExtraHost(host: parts[1], address: parts[0]) : nil
        }
        service.capabilitiesAdded = strings(container?["CapabilityAdd"])
        service.capabilitiesDropped = strings(container?["CapabilityDrop"])
        service.sysctls = map(container?["Sysctls"])
        for limit in container?["Ulimits"]?.arrayValue ?? [] {
            guard let name = limit["Name"]?.stringValue else { continue }
            service.ulimits[name] = Ulimit(
                soft: limit["Soft"]?.intValue ?? 0,
                hard: limit["Hard"]?.intValue ?? 0
            )
        }
        service.memory.oomScoreAdjustment = number(container?["OomScoreAdj"]).flatMap { $0 == 0 ? nil : $0 }
        privileges(of: &service, container?["Privileges"])
        memory(of: &service, spec.at("TaskTemplate", "Resources"))
        service.deploy = deploy(spec)
        service.platform = platform(spec)
        return service
    }

    /// The image as the document had it, when what runs is still that image.
    private func image(_ live: SwarmObject) -> String {
        let running = live.spec.at("TaskTemplate", "ContainerSpec", "Image")?.stringValue ?? ""
        guard let written = live.labels[Label.image], !written.isEmpty,
            running == written || running.hasPrefix("\(written)@")
        else { return running }
        return written
    }

    // MARK: Scalars

    private func text(_ value: Value?) -> String? {
        value?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }

    private func isTrue(_ value: Value?) -> Bool? {
        value == true ? true : nil
    }

    /// A list that says something; nil when it is absent or empty.
    private func list(_ value: Value?) -> [String]? {
        let list = strings(value)
        return list.isEmpty ? nil : list
    }

    private func number(_ value: Value?) -> Int? {
        value?.intValue.map { Int($0) }
    }

    /// A number of nanoseconds or the like, of which 0 means that it is not set.
    private func positive(_ value: Value?) -> Int64? {
        value?.intValue.flatMap { $0 == 0 ? nil : $0 }
    }

    private func environment(_ value: Value?) -> OrderedDictionary<String, String?> {
        var result: OrderedDictionary<String, String?> = [:]
        for entry in strings(value) {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            result[String(parts.first ?? "")] = .some(parts.count > 1 ? String(parts[1]) : nil)
        }
        return result
    }

    // MARK: Parts

    private func healthcheck(_ value: Value?) -> Healthcheck? {
        guard let value, value.objectValue?.isEmpty == false else { return nil }
        var check = Healthcheck()
        let test = strings(value["Test"])
        if test == ["NONE"] {
            check.isDisabled = true
            return check
        }
        check.test = test.isEmpty ? nil : test
        check.interval = positive(value["Interval"])
        check.timeout = positive(value["Timeout"])
        check.startPeriod = positive(value["StartPeriod"])
        check.startInterval = positive(value["StartInterval"])
        check.retries = positive(value["Retries"]).map { Int($0) }
        return check
    }

    private func logging(_ value: Value?) -> Logging? {
        guard let value else { return nil }
        return Logging(driver: text(value["Name"]), options: map(value["Options"]))
    }

    private mutating func mount(_ value: Value) -> Mount? {
        guard let kind = Mount.Kind(rawValue: value["Type"]?.stringValue ?? ""),
            let target = value["Target"]?.stringValue
        else { return nil }
        var mount = Mount(
            kind,
            source: text(value["Source"]),
            target: target,
            readOnly: value["ReadOnly"] == true
        )
        mount.consistency = text(value["Consistency"]).flatMap { $0 == "default" ? nil : $0 }
        switch kind {
        case .volume, .cluster:
            let options = value["VolumeOptions"]
            mount.source = mount.source.map { volume($0, options) }
            mount.volume.noCopy = isTrue(options?["NoCopy"])
            mount.volume.subpath = text(options?["Subpath"])
            if mount.source == nil { mount.volume.labels = labels(options?["Labels"]) }
        case .bind:
            mount.bind.propagation = text(value.at("BindOptions", "Propagation"))
            if value.at("BindOptions", "NonRecursive") == true { mount.bind.recursive = "disabled" }
        case .tmpfs:
            mount.tmpfs.size = positive(value.at("TmpfsOptions", "SizeBytes"))
            mount.tmpfs.mode = value.at("TmpfsOptions", "Mode")?.intValue.flatMap { UInt32(exactly: $0) }
                .flatMap { $0 == 0 ? nil : $0 }
            mount.tmpfs.others = (value.at("TmpfsOptions", "Options")?.arrayValue ?? []).map {
                strings($0).joined(separator: "=")
            }
        case .npipe, .image:
            break
        }
        return mount
    }

    private mutating func configs(_ value: Value?) -> [FileReference] {
        (value?.arrayValue ?? []).compactMap { reference in
            // One without a file stands for a credential specification.
            guard reference["File"] != nil, let name = reference["ConfigName"]?.stringValue else {
                return nil
            }
            return file(reference, source: config(named: name))
        }
    }

    private func file(_ reference: Value, source: String) -> FileReference {
        let file = reference["File"]
        return FileReference(
            source: source,
            target: file?["Name"]?.stringValue ?? source,
            uid: file?["UID"]?.stringValue ?? "0",
            gid: file?["GID"]?.stringValue ?? "0",
            mode: file?["Mode"]?.intValue.flatMap { UInt32(exactly: $0) } ?? 0o444
        )
    }

    private mutating func networks(of service: inout Service, _ spec: Value) {
        let attachments =
            spec.at("TaskTemplate", "Networks")?.arrayValue ?? spec["Networks"]?.arrayValue ?? []
        for attachment in attachments {
            guard let target = attachment["Target"]?.stringValue, let key = network(target) else { continue }
            var result = NetworkAttachment()
            result.aliases = strings(attachment["Aliases"]).filter { $0 != service.name }
            result.driverOptions = map(attachment["DriverOpts"])
            service.networks[key] = result
        }
    }

    private func port(_ value: Value) -> Port? {
        guard let target = value["TargetPort"]?.intValue.flatMap({ UInt16(exactly: $0) }) else { return nil }
        var port = Port(
            target: target,
            published: positive(value["PublishedPort"]).flatMap { UInt16(exactly: $0) },
            protocol: value["Protocol"]?.stringValue.flatMap(Port.Transport.init) ?? .tcp,
            mode: value["PublishMode"]?.stringValue.flatMap(Port.Mode.init) ?? .ingress
        )
        port.name = text(value["Name"])
        return port
    }

    /// Compose counts memory and swap together.
    private func memory(of service: inout Service, _ resources: Value?) {
        service.memory.swappiness = resources?["MemorySwappiness"]?.intValue
        guard let swap = resources?["SwapBytes"]?.intValue else { return }
        service.memory.swapLimit =
            swap < 0 ? -1 : swap + (resources?.at("Limits", "MemoryBytes")?.intValue ?? 0)
    }

    private mutating func privileges(of service: inout Service, _ value: Value?) {
        if let credential = value?["CredentialSpec"] {
            var spec = CredentialSpec()
            spec.file = text(credential["File"])
            spec.registry = text(credential["Registry"])
            if let id = text(credential["Config"]),
                let config = live.configs.values.first(where: { $0.id == id })
            {
                spec.config = self.config(named: config.name)
            }
            if spec.file ?? spec.registry ?? spec.config != nil { service.credentialSpec = spec }
        }
        service.securityOptions = securityOptions(value)
    }

    private func securityOptions(_ value: Value?) -> [String] {
        var options: [String] = []
        if value?["NoNewPrivileges"] == true { options.append("no-new-privileges:true") }
        switch value?.at("Seccomp", "Mode") {
        case "unconfined": options.append("seccomp:unconfined")
        case "custom":
            let profile = value?.at("Seccomp", "Profile")?.stringValue
            if let bytes = profile.flatMap({ Data(base64Encoded: $0) }) {
                options.append("seccomp:\(String(decoding: bytes, as: UTF8.self))")
            }
        default: break
        }
        if value?.at("AppArmor", "Mode") == "disabled" { options.append("apparmor:unconfined") }
        let context = value?["SELinuxContext"]
        if context?["Disable"] == true { options.append("label:disable") }
        for field in ["user", "role", "type", "level"] {
            if let label = text(context?[field.prefix(1).uppercased() + field.dropFirst()]) {
                options.append("label:\(field):\(label)")
            }
        }
        return options
    }
}
