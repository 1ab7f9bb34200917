internal import Diagnostics
internal import OrderedCollections

extension ProjectDecoder {
    /// The networks of a service; `default` when it names none.
    mutating func networks(_ tree: Tree, of service: inout Service) {
        service.networkMode = tree.text("network_mode")
        let named = tree.section("networks")
        if let mode = service.networkMode {
            if let first = named.values.first {
                collector.error(
                    "a service cannot have both 'network_mode' and 'networks'",
                    at: first.keyLocation,
                    hint: "remove 'network_mode: \(mode)' or the networks"
                )
            }
            return
        }
        for (name, member) in named {
            if project.networks[name] == nil, name != "default", root.section("networks")[name] == nil {
                undeclared(name, "network", at: member.keyLocation, declared: Array(project.networks.keys))
            }
            service.networks[name] = attachment(member.value)
        }
        if service.networks.isEmpty { service.networks["default"] = NetworkAttachment() }
        if service.networks["default"] != nil, project.networks["default"] == nil {
            project.networks["default"] = Network()
        }
    }

    private func attachment(_ tree: Tree) -> NetworkAttachment {
        var attachment = NetworkAttachment()
        attachment.aliases = tree.texts("aliases")
        attachment.ipv4Address = tree.text("ipv4_address")
        attachment.ipv6Address = tree.text("ipv6_address")
        attachment.linkLocalIPs = tree.texts("link_local_ips")
        attachment.macAddress = tree.text("mac_address")
        attachment.interfaceName = tree.text("interface_name")
        attachment.priority = tree.integer("priority")
        attachment.gatewayPriority = tree.integer("gw_priority")
        attachment.driverOptions = tree.labels("driver_opts")
        return attachment
    }

    /// The ports of a service in the order written, ranges already taken apart.
    mutating func ports(_ tree: Tree, of service: inout Service) {
        for item in tree.list("ports") {
            guard let target = item.whole("target").flatMap({ UInt16(exactly: $0) }) else {
                missing("target", of: "a port", at: item)
                continue
            }
            var port = Port(target: target)
            // The engine chooses a port for 0 as for none.
            port.published = item.whole("published").flatMap { $0 == 0 ? nil : UInt16(exactly: $0) }
            port.protocol = item.choice("protocol") ?? .tcp
            port.mode = item.choice("mode") ?? .ingress
            port.hostIP = item.text("host_ip")
            port.name = item.text("name")
            port.appProtocol = item.text("app_protocol")
            publish(port, by: service.name, at: item.location)
            service.ports.append(port)
        }
    }

    /// Remembers a published port and reports a clash with one before it.
    ///
    /// Two services may both publish a port on the host of their containers, for those can be on
    /// different nodes; that is a warning.
    private mutating func publish(_ port: Port, by service: String, at location: SourceLocation) {
        guard let number = port.published else { return }
        let key = "\(number)/\(port.protocol.rawValue)"
        let isAny = { (address: String?) in address == nil || address == "0.0.0.0" || address == "::" }
        for other in published[key] ?? []
        where isAny(port.hostIP) || isAny(other.port.hostIP) || port.hostIP == other.port.hostIP {
            let message = "the port \(key) is published by '\(other.service)' at \(other.location) already"
            if port.mode == .host, other.port.mode == .host, other.service != service {
                collector.warning(
                    message,
                    at: location,
                    hint: "on one node only one of the two services can run"
                )
            } else {
                collector.error(message, at: location, hint: "publish another port")
            }
            break
        }
        published[key, default: []].append(PublishedPort(service: service, port: port, location: location))
    }

    /// A port outside with who publishes it.
    struct PublishedPort {
        var service: String
        var port: Port
        var location: SourceLocation
    }
}
