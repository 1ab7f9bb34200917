internal import OrderedCollections
internal import Values

extension Port {
    var value: Value {
        var section = Section()
        section.add("name", name)
        section.add("target", Int(target))
        // The specification has it as text.
        section.add("published", published.map { String($0) })
        section.add("protocol", `protocol`.rawValue)
        section.add("mode", mode.rawValue)
        section.add("host_ip", hostIP)
        section.add("app_protocol", appProtocol)
        return section.value
    }
}

extension NetworkAttachment {
    /// null when there is nothing to say but that the network is joined.
    var value: Value {
        var section = Section()
        section.add("aliases", aliases)
        section.add("ipv4_address", ipv4Address)
        section.add("ipv6_address", ipv6Address)
        section.add("link_local_ips", linkLocalIPs)
        section.add("mac_address", macAddress)
        section.add("interface_name", interfaceName)
        section.add("driver_opts", driverOptions)
        section.add("priority", priority)
        section.add("gw_priority", gatewayPriority)
        return section.ifAny ?? .null
    }
}
