import Compose
import Diagnostics
import OrderedCollections
import Values

extension SwarmConverter {
    /// The networks that a service joins; one that nobody joins is not made, as with Docker.
    mutating func networks(usedBy services: OrderedDictionary<String, Service>) -> [WantedNetwork] {
        let used = Set(services.values.flatMap { $0.networks.keys })
        for (key, network) in project.networks where !used.contains(key) && !network.isExternal {
            collector.note("the network '\(key)' is not made, for no service joins it")
        }
        // 'default' is joined without being declared.
        let keys = project.networks.keys + used.subtracting(project.networks.keys).sorted()
        return keys.filter { used.contains($0) }.map { key in
            let network = project.networks[key] ?? Network()
            return WantedNetwork(
                key: key,
                name: names.network(key, project.networks[key]),
                isExternal: network.isExternal,
                isAutoCreated: network.directives.autoCreate != nil,
                spec: network.directives.autoCreate.map { spec(of: $0, name: names.network(key, network)) }
                    ?? spec(of: network, key: key),
                placeholder: project.placeholder
            )
        }
    }

    private func spec(of network: Network, key: String) -> Value {
        .object(
            of: ("Name", .string(names.network(key, network))),
            ("Driver", .string(network.driver ?? "overlay")),
            ("Labels", .strings(ownLabels(network.labels))),
            ("Options", .nonEmpty(network.driverOptions)),
            ("Internal", network.isInternal == true ? true : nil),
            ("Attachable", network.isAttachable == true ? true : nil),
            ("EnableIPv6", network.enableIPv6 == true ? true : nil),
            ("IPAM", network.ipam.map(ipam))
        )
    }

    /// A network that is nobody's: without the release's labels.
    private func spec(of template: NetworkTemplate, name: String) -> Value {
        .object(
            of: ("Name", .string(name)),
            ("Driver", .string(template.driver ?? "overlay")),
            ("Options", .nonEmpty(template.driverOptions)),
            ("Internal", template.isInternal ? true : nil),
            ("Attachable", template.isAttachable ? true : nil)
        )
    }

    private func ipam(_ ipam: IPAM) -> Value {
        let pools = ipam.pools.map { pool in
            Value.object(
                of: ("Subnet", .optional(pool.subnet)),
                ("IPRange", .optional(pool.ipRange)),
                ("Gateway", .optional(pool.gateway)),
                ("AuxiliaryAddresses", .nonEmpty(pool.auxAddresses))
            )
        }
        return .object(
            of: ("Driver", .optional(ipam.driver)),
            ("Options", .nonEmpty(ipam.options)),
            ("Config", .nonEmpty(pools))
        )
    }

    /// The networks that tasks join, sorted by name, with the service's key as an alias on each.
    func attachments(_ service: Service) -> Value? {
        if let mode = service.networkMode {
            return .array([.object(of: ("Target", .string(mode)))])
        }
        let attachments = service.networks.map { key, attachment in
            let network = project.networks[key]
            let name = names.network(key, network)
            // The engine's own networks know no aliases.
            let isUserDefined = !SwarmConverter.predefinedNetworks.contains(name)
            let aliases = attachment.aliases.filter { $0 != service.name } + [service.name]
            return (
                name,
                Value.object(
                    of: ("Target", .string(name)),
                    ("Aliases", isUserDefined ? .strings(aliases) : nil),
                    ("DriverOpts", .nonEmpty(attachment.driverOptions))
                )
            )
        }
        return .nonEmpty(attachments.sorted { $0.0 < $1.0 }.map(\.1))
    }

    /// Networks of a node that a service can join by name.
    static let predefinedNetworks: Set<String> = ["host", "bridge"]

    func endpoint(_ service: Service) -> Value {
        let ports = service.ports.map { port in
            Value.object(
                of: ("Name", .optional(port.name)),
                ("Protocol", .string(port.protocol.rawValue)),
                ("TargetPort", .int(Int64(port.target))),
                ("PublishedPort", .optional(port.published.map(Int.init))),
                ("PublishMode", .string(port.mode.rawValue))
            )
        }
        let sorted = ports.sorted { left, right in
            func order(_ port: Value) -> (Int64, Int64, String) {
                (
                    port["PublishedPort"]?.intValue ?? 0, port["TargetPort"]?.intValue ?? 0,
                    port["Protocol"]?.stringValue ?? ""
                )
            }
            return order(left) < order(right)
        }
        return .object(
            of: ("Mode", .optional(service.deploy.endpointMode?.rawValue)),
            ("Ports", .nonEmpty(sorted))
        )
    }
}
