import Compose
import Diagnostics
import DockerAPI
import OrderedCollections
import Values

/// Reads a running stack back into the project that would give the very same objects.
///
/// The reverse of `SwarmConverter`. What it cannot say shows when the project is converted again: see
/// `SwarmOrchestrator.stack`.
struct StackReader {
    let stack: String
    let live: LiveState
    private let networksByID: [String: EngineNetwork]
    /// The size and the pools of the addresses that the Swarm gives to networks by itself.
    private let addressing: Value?
    private(set) var project = Project()
    var collector = DiagnosticCollector()

    init(stack: String, live: LiveState, addressing: Value?) {
        self.stack = stack
        self.live = live
        self.addressing = addressing
        networksByID = Dictionary(live.networks.values.map { ($0.id, $0) }) { first, _ in first }
    }

    /// The project; what is left out is in `collector`.
    mutating func read() -> Project {
        for service in live.services.values.sorted(by: { $0.name < $1.name })
        where service.labels[Label.stack] == stack {
            guard let key = key(service.name) else {
                collector.warning(
                    "service '\(service.name)' bears the stack's label but not its name; it is left alone"
                )
                continue
            }
            project.services[key] = self.service(key, service)
        }
        // Docker makes configs also when no service uses them.
        for config in live.configs.values.sorted(by: { $0.name < $1.name })
        where config.labels[Label.stack] == stack { _ = self.config(named: config.name) }
        for secret in live.secrets.values.sorted(by: { $0.name < $1.name })
        where secret.labels[Label.stack] == stack { _ = self.secret(named: secret.name) }
        return project
    }

    /// The key of something named after the stack; nil when it is named otherwise.
    func key(_ name: String) -> String? {
        name.hasPrefix("\(stack)_") && name.utf8.count > stack.utf8.count + 1
            ? String(name.dropFirst(stack.count + 1)) : nil
    }

    /// The labels besides those that mark the stack, and those that an adoption that broke off has left.
    func labels(_ value: Value?) -> OrderedDictionary<String, String> {
        var labels: OrderedDictionary<String, String> = [:]
        for (key, value) in (value?.objectValue ?? [:]).sorted(by: { $0.key < $1.key })
        where ![Label.stack, Label.image, Label.release, Label.content].contains(key) {
            labels[key] = value.stringValue ?? ""
        }
        return labels
    }

    /// A map of texts, sorted by key.
    func map(_ value: Value?) -> OrderedDictionary<String, String> {
        var map: OrderedDictionary<String, String> = [:]
        for (key, value) in (value?.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
            map[key] = value.stringValue ?? ""
        }
        return map
    }

    func strings(_ value: Value?) -> [String] {
        (value?.arrayValue ?? []).compactMap(\.stringValue)
    }

    // MARK: Networks

    /// The key of the network with that identifier.
    mutating func network(_ id: String) -> String? {
        guard let network = networksByID[id] else { return nil }
        let isOwn = network.labels[Label.stack] == stack
        let key = (isOwn ? self.key(network.name) : nil) ?? network.name
        if project.networks[key] != nil { return key }
        var result = Network()
        if !isOwn {
            result.isExternal = true
        } else {
            if SwarmNames(release: stack).network(key, nil) != network.name {
                result.explicitName = network.name
            }
            describe(network, in: &result)
        }
        project.networks[key] = result
        return key
    }

    private func describe(_ network: EngineNetwork, in result: inout Network) {
        let value = network.value
        if network.driver != "overlay" { result.driver = network.driver }
        for (key, option) in map(value["Options"])
        where key != "com.docker.network.driver.overlay.vxlanid_list" {
            result.driverOptions[key] = option
        }
        if value["Attachable"] == true { result.isAttachable = true }
        if value["Internal"] == true { result.isInternal = true }
        if value["EnableIPv6"] == true { result.enableIPv6 = true }
        result.labels = labels(value["Labels"])
        result.ipam = ipam(value["IPAM"])
    }

    /// The addresses, unless the Swarm has chosen them.
    private func ipam(_ value: Value?) -> IPAM? {
        var ipam = IPAM()
        if let driver = value?["Driver"]?.stringValue, !["", "default"].contains(driver) {
            ipam.driver = driver
        }
        ipam.options = map(value?["Options"])
        for pool in value?["Config"]?.arrayValue ?? [] {
            guard let subnet = pool["Subnet"]?.stringValue, !isChosenBySwarm(subnet) else { continue }
            var result = IPAM.Pool()
            result.subnet = subnet
            if let range = pool["IPRange"]?.stringValue, !range.isEmpty { result.ipRange = range }
            result.auxAddresses = map(pool["AuxiliaryAddresses"])
            ipam.pools.append(result)
        }
        return ipam == IPAM() ? nil : ipam
    }

    /// Whether a subnet is one that the Swarm gives out by itself: in its pools, and of its size.
    private func isChosenBySwarm(_ subnet: String) -> Bool {
        guard let (address, length) = Self.range(subnet) else { return false }
        let pools = strings(addressing?["DefaultAddrPool"])
        return length == addressing?["SubnetSize"]?.intValue.map { Int($0) } ?? 24
            && (pools.isEmpty ? ["10.0.0.0/8"] : pools).compactMap(Self.range).contains { pool in
                pool.address.isEqual(to: address, bits: pool.length)
            }
    }

    private static func range(_ text: String) -> (address: IPv4Address, length: Int)? {
        let parts = text.split(separator: "/")
        guard parts.count == 2, let address = IPv4Address(parts[0]), let length = Int(parts[1]),
            (0...32).contains(length)
        else { return nil }
        return (address, length)
    }

    // MARK: Configs, secrets and volumes

    /// The key of the config of that name: with its content when it is the stack's, else as an external one.
    mutating func config(named name: String) -> String {
        let live = live.configs[name]
        let isOwn = live?.labels[Label.stack] == stack
        let key = (isOwn ? self.key(name) : nil) ?? name
        if project.configs[key] != nil { return key }
        var object = FileObject(.external)
        if isOwn, let live, let bytes = live.data {
            object.content = .inline(bytes, hash: "")
            // Under the name that it has: another one would be another config, and restart what uses it.
            object.explicitName = name
            object.templateDriver = live.spec.at("Templating", "Name")?.stringValue
            object.labels = labels(live.spec["Labels"])
        }
        project.configs[key] = object
        return key
    }

    /// The key of the secret of that name; always external, for its content cannot be read.
    mutating func secret(named name: String) -> String {
        let key = key(name) ?? name
        if project.secrets[key] != nil { return key }
        var object = FileObject(.external)
        if key != name { object.explicitName = name }
        project.secrets[key] = object
        if live.secrets[name]?.labels[Label.stack] == stack {
            collector.note(
                "the content of secret '\(name)' cannot be read: it is used as an external one, and uninstalling "
                    + "leaves it",
                hint: "docker secret rm \(name)"
            )
        }
        return key
    }

    /// The key of the volume that a mount names.
    mutating func volume(_ name: String, _ options: Value?) -> String {
        let isOwn = options?.at("Labels", Label.stack) == .string(stack)
        let key = (isOwn ? self.key(name) : nil) ?? name
        if project.volumes[key] != nil { return key }
        var volume = Volume()
        volume.isExternal = !isOwn
        if isOwn {
            if key == name { volume.explicitName = name }
            volume.labels = labels(options?["Labels"])
            volume.driver = options?.at("DriverConfig", "Name")?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
            volume.driverOptions = map(options?.at("DriverConfig", "Options"))
        }
        project.volumes[key] = volume
        return key
    }
}
