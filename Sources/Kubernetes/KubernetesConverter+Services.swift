import Compose
import Diagnostics
import OrderedCollections
import Values

/// A port that a service's pods listen on.
struct PodPort: Hashable {
    var number: UInt16
    var transport: Port.Transport
    var name: String?
    var appProtocol: String?
    /// The port of the node, for `mode: host`.
    var hostPort: UInt16?
    var hostIP: String?
}

extension KubernetesConverter {
    /// The ports of a service's containers: targets of `ports`, then `expose`, by number.
    func internalPorts(_ service: Service) -> [PodPort] {
        var ports: [PodPort] = []
        for port in service.ports {
            let isHost = port.mode == .host && port.published ?? 0 > 0
            let address = ["", "0.0.0.0", "::"].contains(port.hostIP ?? "") ? nil : port.hostIP
            ports.append(
                PodPort(
                    number: port.target,
                    transport: port.protocol,
                    name: port.name,
                    appProtocol: port.appProtocol,
                    hostPort: isHost ? port.published : nil,
                    hostIP: isHost ? address : nil
                )
            )
        }
        for text in service.expose {
            // Another text is refused by the table of keys.
            guard let range = ExposedRange(text) else { continue }
            ports += range.ports.map { PodPort(number: $0, transport: range.transport) }
        }
        // A port of the node goes before the same port without one.
        var seen: [String: PodPort] = [:]
        for port in ports {
            let key = "\(port.number)/\(port.transport)/\(port.hostPort ?? 0)"
            if seen[key] == nil { seen[key] = port }
        }
        for port in seen.values where port.hostPort != nil {
            seen["\(port.number)/\(port.transport)/0"] = nil
        }
        return seen.values.sorted { left, right in
            (left.number, left.transport.rawValue, left.hostPort ?? 0)
                < (right.number, right.transport.rawValue, right.hostPort ?? 0)
        }
    }

    /// The ports of all containers in a service's pods.
    private func podPorts(_ service: Service) -> [PodPort] {
        guard let owner = project.services[owner(of: service)] else { return [] }
        return podServices(owner).flatMap { internalPorts($0) }
    }

    /// Whether the internal Service of a service leads to its pods one by one.
    func isHeadless(_ service: Service) -> Bool {
        switch asked(service).internalType {
        case .headless: true
        case .clusterIP: false
        case .auto:
            service.deploy.endpointMode == .dnsrr || (service.ports.isEmpty && service.expose.isEmpty)
        }
    }

    /// The headless Service of a StatefulSet: the internal one, or another beside it.
    func governingService(_ service: Service) -> String {
        let name = names.service(service.name)
        return isHeadless(service) ? name : "\(name)-headless"
    }

    /// The Services through which a service is reached: inside, by its other names, and from outside.
    mutating func addKubernetesServices(_ service: Service) {
        let owner = project.services[owner(of: service)] ?? service
        let kind = workloads[owner.name] ?? .deployment
        let ports = podPorts(service)
        // Nobody reaches a pod without a network, and hardly one that runs to its end.
        guard owner.networkMode != "none", kind != .job || !ports.isEmpty else { return }
        if asked(service).internalType == .clusterIP, ports.isEmpty {
            collector.error(
                "'internal_service_type: ClusterIP' of the service '\(service.name)' needs ports",
                at: place("services.\(service.name).x-kubernetes"),
                hint: "name them with 'expose'"
            )
        }
        let name = names.service(service.name)
        let isHeadless = isHeadless(owner)
        for alias in [name] + aliases(of: service) {
            addInternal(alias, service, owner, ports, isHeadless: isHeadless)
        }
        if kind == .statefulSet, service.name == owner.name, !isHeadless {
            addInternal(governingService(service), service, owner, ports, isHeadless: true)
        }
        addPublished(service, owner)
    }

    private mutating func addInternal(
        _ name: String,
        _ service: Service,
        _ owner: Service,
        _ ports: [PodPort],
        isHeadless: Bool
    ) {
        var seen: Set<String> = []
        var usedNames: Set<String> = []
        let values = ports.compactMap { port -> Value? in
            guard seen.insert("\(port.number)/\(port.transport)").inserted else { return nil }
            return servicePort(port.number, port, number: port.number, &usedNames)
        }
        objects.append(
            object(
                "v1",
                "Service",
                name: name,
                labels: objectLabels(service),
                origin: "the service '\(service.name)'",
                (
                    "spec",
                    .object(
                        of: ("clusterIP", isHeadless ? "None" : nil),
                        ("ports", .nonEmpty(values)),
                        ("selector", selector(owner)),
                        ("type", "ClusterIP")
                    )
                )
            )
        )
    }

    private func servicePort(
        _ port: UInt16,
        _ target: PodPort,
        number: UInt16,
        nodePort: UInt16? = nil,
        _ usedNames: inout Set<String>
    ) -> Value {
        let given = target.name.flatMap { KubernetesNames.isLabel($0) ? $0 : nil }
        let plain = "\(number)-\(target.transport.rawValue)"
        let name = given.flatMap { usedNames.contains($0) ? nil : $0 } ?? plain
        usedNames.insert(name)
        return .object(
            of: ("appProtocol", .optional(target.appProtocol)),
            ("name", .string(name)),
            ("nodePort", .optional(nodePort.map(Int.init))),
            ("port", .int(Int64(port))),
            ("protocol", .string(target.transport.rawValue.uppercased())),
            ("targetPort", .int(Int64(target.number)))
        )
    }

    // MARK: Other names

    /// The names besides its own under which others reach a service, as far as they can be names of Services.
    private mutating func aliases(of service: Service) -> [String] {
        var wanted: OrderedSet<String> = []
        for attachment in service.networks.values { wanted.append(contentsOf: attachment.aliases) }
        if let name = service.containerName { wanted.append(name) }
        for other in project.services.values {
            for link in other.links {
                let parts = link.split(separator: ":").map(String.init)
                if parts.count > 1, parts[0] == service.name { wanted.append(parts[1]) }
            }
        }
        let own = names.service(service.name)
        return wanted.filter { $0 != service.name && $0 != own }.compactMap { alias in
            if KubernetesNames.isServiceName(alias) { return alias }
            collector.warning(
                "the name '\(alias)' of the service '\(service.name)' is ignored: a Service has at most 63 "
                    + "lower-case letters, digits and '-'",
                at: place("services.\(service.name)")
            )
            return nil
        }
    }

    // MARK: From outside

    private mutating func addPublished(_ service: Service, _ owner: Service) {
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
