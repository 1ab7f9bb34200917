import Compose
import Diagnostics
import OrderedCollections
import Values

extension KubernetesConverter {
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

    func servicePort(
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
}
