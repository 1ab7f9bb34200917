import Compose
import DockerAPI
import OrderedCollections
import Values

extension SwarmConverter {
    /// What the tasks of a service are.
    mutating func taskTemplate(_ service: Service) -> Value {
        .object(
            of: ("ContainerSpec", container(service)),
            ("Resources", resources(service)),
            ("RestartPolicy", restartPolicy(service)),
            ("Placement", placement(service)),
            ("Networks", attachments(service)),
            ("LogDriver", service.logging.flatMap(logDriver))
        )
    }

    private mutating func container(_ service: Service) -> Value {
        var labels = service.labels
        labels[Label.stack] = names.release
        return .object(
            of: ("Image", .string(service.image ?? "")),
            ("Labels", .strings(labels)),
            ("Command", service.entrypoint.flatMap { .nonEmpty($0) }),
            ("Args", service.command.flatMap { .nonEmpty($0) }),
            ("Hostname", .optional(service.hostname)),
            ("Env", environment(service)),
            ("Dir", .optional(service.workingDirectory)),
            ("User", .optional(service.user)),
            ("Groups", .nonEmpty(service.groups)),
            ("Privileges", privileges(service)),
            ("Init", .optional(service.initProcess)),
            ("StopSignal", .optional(service.stopSignal)),
            ("TTY", service.tty == true ? true : nil),
            ("OpenStdin", service.stdinOpen == true ? true : nil),
            ("ReadOnly", service.readOnly == true ? true : nil),
            ("Mounts", mounts(service)),
            ("StopGracePeriod", .optional(service.stopGracePeriod)),
            ("Healthcheck", service.healthcheck.map(healthcheck)),
            ("Hosts", .nonEmpty(service.extraHosts.map { "\($0.address) \($0.host)" })),
            ("DNSConfig", dns(service)),
            ("Secrets", files(service.secrets, of: project.secrets, word: "Secret")),
            ("Configs", configs(service)),
            ("Isolation", .optional(service.isolation)),
            ("Sysctls", .nonEmpty(service.sysctls)),
            ("CapabilityAdd", capabilities(service).added),
            ("CapabilityDrop", capabilities(service).dropped),
            ("Ulimits", ulimits(service)),
            ("OomScoreAdj", .optional(service.memory.oomScoreAdjustment))
        )
    }

    /// `K=V` sorted by key; a variable without a value is unset in the container.
    private func environment(_ service: Service) -> Value? {
        .nonEmpty(service.environment.map { key, value in value.map { "\(key)=\($0)" } ?? key }.sorted())
    }

    private func healthcheck(_ check: Healthcheck) -> Value {
        if check.isDisabled { return .object(of: ("Test", .strings(["NONE"]))) }
        return .object(
            of: ("Test", check.test.map { .strings($0) }),
            ("Interval", .optional(check.interval)),
            ("Timeout", .optional(check.timeout)),
            ("StartPeriod", .optional(check.startPeriod)),
            ("StartInterval", version >= .init(1, 44) ? .optional(check.startInterval) : nil),
            ("Retries", .optional(check.retries))
        )
    }

    private func dns(_ service: Service) -> Value? {
        if service.dns.isEmpty, service.dnsSearch.isEmpty, service.dnsOptions.isEmpty { return nil }
        return .object(
            of: ("Nameservers", .nonEmpty(service.dns)),
            ("Search", .nonEmpty(service.dnsSearch)),
            ("Options", .nonEmpty(service.dnsOptions))
        )
    }

    private func configs(_ service: Service) -> Value? {
        var list = files(service.configs, of: project.configs, word: "Config")?.arrayValue ?? []
        // A credential specification in a config has to be referred to here as well.
        if let key = service.credentialSpec?.config, let object = project.configs[key] {
            list.append(
                .object(of: ("Runtime", .emptyObject), ("ConfigName", .string(names.data(key, object))))
            )
        }
        return .nonEmpty(list)
    }

    private func ulimits(_ service: Service) -> Value? {
        .nonEmpty(
            service.ulimits.sorted { $0.key < $1.key }.map { name, limit in
                .object(of: ("Name", .string(name)), ("Soft", .int(limit.soft)), ("Hard", .int(limit.hard)))
            }
        )
    }

    private func logDriver(_ logging: Logging) -> Value? {
        if logging.driver == nil, logging.options.isEmpty { return nil }
        return .object(of: ("Name", .optional(logging.driver)), ("Options", .nonEmpty(logging.options)))
    }

    private func placement(_ service: Service) -> Value? {
        let placement = service.deploy.placement
        let spread = placement.spreadPreferences.map { descriptor in
            Value.object(of: ("Spread", .object(of: ("SpreadDescriptor", .string(descriptor)))))
        }
        let value = Value.object(
            of: ("Constraints", .nonEmpty(placement.constraints)),
            ("Preferences", .nonEmpty(spread)),
            ("MaxReplicas", .optional(placement.maxReplicasPerNode)),
            ("Platforms", service.platform.map { .array([platform($0)]) })
        )
        return value.unlessEmpty
    }

    /// `linux/amd64`, or the architecture or the system alone.
    private func platform(_ text: String) -> Value {
        let parts = text.split(separator: "/").map(String.init)
        if parts.count < 2, let word = parts.first {
            let isSystem = word == "linux" || word == "windows"
            return isSystem
                ? .object(of: ("OS", .string(word))) : .object(of: ("Architecture", .string(word)))
        }
        return .object(of: ("OS", .string(parts[0])), ("Architecture", .string(parts[1])))
    }
}
