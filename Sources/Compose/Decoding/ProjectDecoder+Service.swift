internal import Diagnostics
internal import OrderedCollections
internal import Values

extension ProjectDecoder {
    /// Keys that are known and kept as they are.
    private static let untypedKeys = [
        "blkio_config", "develop", "models", "post_start", "pre_start", "pre_stop", "provider",
        "pull_refresh_after", "use_api_socket",
    ]

    mutating func service(_ name: String, _ member: Tree.Member) -> Service {
        let tree = member.value
        var service = Service(name: name, image: tree.text("image"))
        service.build = tree["build"]?.value
        if service.image == nil, service.build == nil, tree["provider"] == nil {
            collector.error(
                "the service '\(name)' has neither 'image' nor 'build'",
                at: member.keyLocation,
                hint: "add 'image: NAME:TAG'"
            )
        }
        service.command = tree["command"].map { $0.items?.compactMap(\.text) ?? [] }
        service.entrypoint = tree["entrypoint"].map { $0.items?.compactMap(\.text) ?? [] }
        service.environment = environment(tree)
        service.labels = containerLabels(tree)
        service.annotations = tree.labels("annotations")
        service.healthcheck = tree["healthcheck"].map { healthcheck($0) }
        service.restart = restart(tree)
        service.dependsOn = tree.section("depends_on").mapValues { Self.dependency($0.value) }
        service.deploy = deploy(tree)
        service.logging = tree["logging"].map {
            Logging(driver: $0.text("driver"), options: $0.labels("options"))
        }
        service.configs = references(tree, "configs", of: project.configs)
        service.secrets = references(tree, "secrets", of: project.secrets)
        mounts(tree, of: &service)
        networks(tree, of: &service)
        ports(tree, of: &service)
        plain(tree, of: &service)
        rights(tree, of: &service)
        service.directives = directives(tree["x-davit"])
        service.untyped = untyped(tree, keys: Self.untypedKeys)
        service.extensions = tree.extensions
        service.nestedExtensions = nestedExtensions(tree)
        return service
    }

    /// The keys that are one text or flag each.
    private mutating func plain(_ tree: Tree, of service: inout Service) {
        service.workingDirectory = tree.text("working_dir")
        service.user = tree.text("user")
        service.groups = tree.texts("group_add")
        service.hostname = tree.text("hostname")
        service.domainname = tree.text("domainname")
        service.containerName = tree.text("container_name")
        service.platform = tree.text("platform")
        service.pullPolicy = pullPolicy(tree)
        service.runtime = tree.text("runtime")
        service.isolation = tree.text("isolation")
        service.attach = tree.flag("attach")
        service.initProcess = tree.flag("init")
        service.tty = tree.flag("tty")
        service.stdinOpen = tree.flag("stdin_open")
        service.stopSignal = tree.text("stop_signal")
        service.stopGracePeriod = tree.duration("stop_grace_period")
        service.readOnly = tree.flag("read_only")
        service.sharedMemorySize = tree.size("shm_size")
        service.volumesFrom = tree.texts("volumes_from")
        service.expose = tree.texts("expose")
        service.macAddress = tree.text("mac_address")
        service.dns = tree.texts("dns")
        service.dnsSearch = tree.texts("dns_search")
        service.dnsOptions = tree.texts("dns_opt")
        service.links = tree.texts("links")
        service.externalLinks = tree.texts("external_links")
        for (host, member) in tree.section("extra_hosts") {
            for address in member.value.items ?? [] {
                guard var text = address.text else { continue }
                if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
                service.extraHosts.append(ExtraHost(host: host, address: text))
            }
        }
    }

    /// `always`, `never`, `missing` and their like, or `every_` with a duration.
    private mutating func pullPolicy(_ tree: Tree) -> String? {
        guard let policy = tree.text("pull_policy") else { return nil }
        let words = ["always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly"]
        let isPeriod =
            policy.hasPrefix("every_")
            && Quantity.nanoseconds(Array(policy.utf8.dropFirst("every_".utf8.count))) != nil
        if !words.contains(policy), !isPeriod {
            collector.error(
                "'pull_policy' must be one of \(words.joined(separator: ", ")), or a period such as 'every_12h', "
                    + "found \"\(policy)\"",
                at: tree.place("pull_policy").location,
                hint: suggestion(for: policy, among: words).map { "did you mean '\($0)'?" }
            )
        }
        return policy
    }

    private mutating func restart(_ tree: Tree) -> Restart? {
        guard let text = tree.text("restart") else { return nil }
        switch text {
        case "no", "false": return .no
        case "always": return .always
        case "unless-stopped": return .unlessStopped
        case "on-failure": return .onFailure(maxAttempts: nil)
        default: break
        }
        let prefix = "on-failure:"
        if text.hasPrefix(prefix), let attempts = Int(text.dropFirst(prefix.count)), attempts >= 0 {
            return .onFailure(maxAttempts: attempts)
        }
        let near = suggestion(for: text, among: ["always", "unless-stopped", "on-failure"])
        collector.error(
            "'restart' must be no, always, unless-stopped, on-failure or on-failure:NUMBER, found \"\(text)\"",
            at: tree.place("restart").location,
            hint: near.map { "did you mean '\($0)'?" }
        )
        return nil
    }

    private static func dependency(_ tree: Tree) -> Dependency {
        Dependency(
            tree.choice("condition") ?? .started,
            restart: tree.flag("restart") ?? false,
            isRequired: tree.flag("required") ?? true
        )
    }

    private mutating func healthcheck(_ tree: Tree) -> Healthcheck {
        var check = Healthcheck()
        check.interval = tree.duration("interval")
        check.timeout = tree.duration("timeout")
        check.retries = tree.integer("retries")
        check.startPeriod = tree.duration("start_period")
        check.startInterval = tree.duration("start_interval")
        let test = tree["test"].map { $0.items?.compactMap(\.text) ?? [] }
        check.isDisabled = tree.flag("disable") == true || test?.first == "NONE"
        guard let test, !check.isDisabled, !test.isEmpty else { return check }
        if test[0] != "CMD", test[0] != "CMD-SHELL" {
            collector.error(
                "the list 'test' must begin with CMD, CMD-SHELL or NONE, found \"\(test[0])\"",
                at: tree.place("test").location,
                hint: "write the test as one string, or put CMD in front"
            )
        }
        check.test = test
        return check
    }

    // MARK: Variables

    /// The variables of the files first, then those of the service itself.
    private mutating func environment(_ tree: Tree) -> OrderedDictionary<String, String?> {
        var environment: OrderedDictionary<String, String?> = [:]
        for entry in tree.list("env_file") {
            for (name, value) in envFile(entry) { environment.updateValue(value, forKey: name) }
        }
        for (name, member) in tree.section("environment") {
            environment.updateValue(member.value.text, forKey: name)
        }
        // A name without a value takes the given variable, if there is one.
        for name in environment.keys where environment[name] == .some(.none) {
            environment.updateValue(options.variables[name], forKey: name)
        }
        return environment
    }

    private mutating func envFile(_ entry: Tree) -> OrderedDictionary<String, String?> {
        guard let path = entry.text("path") else {
            collector.error("an entry of 'env_file' has no 'path'", at: entry.location)
            return [:]
        }
        let location = entry.place("path").location
        let files = files
        let options = options
        let isRequired = entry.flag("required") ?? true
        let isRaw = entry.text("format") == "raw"
        let read = attempt { () throws(Failure) -> OrderedDictionary<String, String?> in
            let file = try files.path(path, key: "env_file", at: location)
            if !isRequired, options.readFile(file) == nil { return [:] }
            let bytes = try files.read(path, key: "env_file", at: location)
            return isRaw
                ? try EnvFile.parseRaw(bytes, file: file)
                : try EnvFile.parse(bytes, file: file, options: options)
        }
        return read ?? [:]
    }

    private mutating func containerLabels(_ tree: Tree) -> OrderedDictionary<String, String> {
        var labels: OrderedDictionary<String, String> = [:]
        let files = files
        let options = options
        for entry in tree.list("label_file") {
            guard let path = entry.text else { continue }
            let read = attempt { () throws(Failure) -> OrderedDictionary<String, String?> in
                let file = try files.path(path, key: "label_file", at: entry.location)
                let bytes = try files.read(path, key: "label_file", at: entry.location)
                return try EnvFile.parse(bytes, file: file, options: options)
            }
            for (name, value) in read ?? [:] { labels[name] = value ?? "" }
        }
        for (name, value) in tree.labels("labels") { labels[name] = value }
        return labels
    }
}
