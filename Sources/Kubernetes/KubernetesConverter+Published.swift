import Compose
import Diagnostics
import OrderedCollections
import Values

extension KubernetesConverter {
    /// The Services through which published ports are reached from outside.
    mutating func addPublished(_ service: Service, _ owner: Service) {
        let ports = service.ports.filter { $0.mode == .ingress && !$0.isLoopback }
        let type = asked(service).serviceType ?? settings.serviceType
        let fixed = ports.filter { $0.published ?? 0 > 0 }
        for (suffix, ports) in balanced(fixed, type) { addService(suffix, service, owner, ports, type: type) }
        addService("random-ports", service, owner, ports.filter { $0.published ?? 0 == 0 }, type: .nodePort)
    }

    /// The published ports by the suffix of their Service: a load balancer before Kubernetes 1.24 has one
    /// protocol only.
    private func balanced(_ ports: [Port], _ type: ServiceExtension.ServiceType) -> [(String, [Port])] {
        guard type == .loadBalancer, options.version.minor < 24,
            let first = ports.map(\.protocol.rawValue).min()
        else { return [("published", ports)] }
        return Port.Transport.allCases.map { transport in
            let isFirst = transport.rawValue == first
            return (
                isFirst ? "published" : "published-\(transport.rawValue)",
                ports.filter { $0.protocol == transport }
            )
        }
    }

    private mutating func addService(
        _ suffix: String,
        _ service: Service,
        _ owner: Service,
        _ ports: [Port],
        type: ServiceExtension.ServiceType
    ) {
        if ports.isEmpty { return }
        var usedNames: Set<String> = []
        var seen: Set<String> = []
        let sorted = ports.sorted { ($0.published ?? 0, $0.target) < ($1.published ?? 0, $1.target) }
        let values = sorted.compactMap { port -> Value? in
            let published = port.published.flatMap { $0 > 0 ? $0 : nil }
            let number = published ?? port.target
            guard seen.insert("\(number)/\(port.protocol)").inserted else {
                if published != nil {
                    collector.error(
                        "the port \(number)/\(port.protocol) of the service '\(service.name)' is published twice",
                        at: place("services.\(service.name).ports"),
                        hint: "remove one of them"
                    )
                }
                return nil
            }
            let target = PodPort(
                number: port.target,
                transport: port.protocol,
                name: port.name,
                appProtocol: port.appProtocol
            )
            let node = type == .nodePort ? published.flatMap { nodePort($0, service) } : nil
            return servicePort(number, target, number: number, nodePort: node, &usedNames)
        }
        objects.append(
            object(
                "v1",
                "Service",
                name: "\(names.service(service.name))-\(suffix)",
                labels: objectLabels(service),
                origin: "the service '\(service.name)'",
                (
                    "spec",
                    .object(
                        of: ("ports", .array(values)),
                        ("selector", selector(owner)),
                        ("type", .string(type.rawValue))
                    )
                )
            )
        )
    }

    /// A published port that nodes can have by default; the API chooses another for the rest.
    private mutating func nodePort(_ port: UInt16, _ service: Service) -> UInt16? {
        if (30000...32767).contains(port) { return port }
        collector.warning(
            "the service '\(service.name)' is not reached on port \(port) of the nodes but on one that Kubernetes "
                + "chooses: those of a NodePort are 30000 to 32767",
            at: place("services.\(service.name).ports")
        )
        return nil
    }
}

extension Port {
    /// Whether the port is for programs of the same machine only.
    var isLoopback: Bool { hostIP.map { $0.hasPrefix("127.") || $0 == "::1" || $0 == "localhost" } ?? false }
}
