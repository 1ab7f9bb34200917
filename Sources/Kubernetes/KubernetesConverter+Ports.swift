import Compose
import OrderedCollections

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
    func podPorts(_ service: Service) -> [PodPort] {
        guard let owner = project.services[owner(of: service)] else { return [] }
        return podServices(owner).flatMap { internalPorts($0) }
    }
}
