import Compose
import OrderedCollections

extension KubernetesSupport {
    private static let cluster = "the cluster gives out the addresses"

    static let network: [KeySupport<Service>] = [
        .init("network_mode", .mapped, when: "host"),
        .init("network_mode", .moot("it is the cluster's network"), when: "bridge and default"),
        .init("network_mode", .emulated("a container in the other's pod"), when: "service:…"),
        .init(
            "network_mode",
            .approximated("a policy denies all traffic, where the cluster's network has policies"),
            when: "none"
        ) { $0.networkMode == "none" },
        .init(
            "network_mode",
            .refused(hint: "use 'networks'"),
            when: "others",
            uses: { service in
                [service.networkMode].compactMap(\.self).filter { mode in
                    !["host", "bridge", "default", "none"].contains(mode) && !mode.hasPrefix("service:")
                }
            }
        ),
        .init(
            "hostname",
            .ignored("it is no name of at most 63 lower-case letters, digits and '-'"),
            when: "others than one label",
            uses: { service in
                [service.hostname].compactMap(\.self).filter { !KubernetesNames.isLabel($0) }
            }
        ),
        .init(
            "extra_hosts",
            .refused(hint: "write an address; a node has none that all pods could know"),
            when: "host-gateway",
            uses: { service in
                service.extraHosts.filter { $0.address == "host-gateway" }.map(\.host)
            }
        ),
        .init("mac_address", .ignored(cluster)) { $0.macAddress != nil },
        .init("external_links", .refused(hint: "use the name of the other Service: NAME.NAMESPACE")) {
            !$0.externalLinks.isEmpty
        },
        attachment("ipv4_address", cluster) { $0.ipv4Address != nil },
        attachment("ipv6_address", cluster) { $0.ipv6Address != nil },
        attachment("link_local_ips", cluster) { !$0.linkLocalIPs.isEmpty },
        attachment("mac_address", cluster) { $0.macAddress != nil },
        attachment("interface_name", "a pod has one interface") { $0.interfaceName != nil },
        attachment("driver_opts", "pods have the cluster's network") { !$0.driverOptions.isEmpty },
        attachment("priority", "a pod has one interface") { $0.priority != nil },
        attachment("gw_priority", "a pod has one interface") { $0.gatewayPriority != nil },
        .init(
            "expose",
            .refused(hint: "write ports such as '8000', '8000-8010' or '53/udp'"),
            when: "what is no port",
            uses: { service in service.expose.filter { ExposedRange($0) == nil } }
        ),
        .init("ports.[].mode", .emulated("a Service for ingress, a port of the node for host")),
        .init("ports.[].host_ip", .mapped, when: "with `mode: host`"),
        .init(
            "ports.[].host_ip",
            .ignored("it is reached within the cluster only; 'kubectl port-forward' brings it to a machine"),
            when: "127.0.0.1",
            uses: { service in
                service.ports.filter { $0.mode == .ingress && $0.isLoopback }.compactMap(\.hostIP)
            }
        ),
        .init(
            "ports.[].host_ip",
            .ignored("a Service has addresses of its own"),
            when: "others",
            uses: { service in
                service.ports.filter { $0.mode == .ingress && !$0.isLoopback }.compactMap(\.hostIP)
                    .filter { !["", "0.0.0.0", "::"].contains($0) }
            }
        ),
        .init(
            "ports.[].published",
            .ignored("Kubernetes chooses no ports of nodes"),
            when: "none, with `mode: host`",
            uses: { service in
                service.ports.filter { $0.mode == .host && ($0.published ?? 0) == 0 }.map { "\($0.target)" }
            }
        ),
        .init("ports.[].published", .emulated("the port of a Service, or of the node"), when: "a port"),
    ]

    private static func attachment(
        _ key: String,
        _ reason: String,
        _ isUsed: @escaping @Sendable (NetworkAttachment) -> Bool
    ) -> KeySupport<Service> {
        .init("networks.*.\(key)", .ignored(reason)) { service in
            service.networks.values.contains(where: isUsed)
        }
    }
}
