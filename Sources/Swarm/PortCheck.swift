import Compose
import Diagnostics
import DockerAPI
import Values

/// Finds published ports that are already taken.
///
/// A port of the ingress network is taken on every node. A port of the host mode is taken where its
/// tasks run; the scheduler finds another node for a second service if there is one. That no port is
/// published twice within a project is seen to when it is loaded.
struct PortCheck {
    let release: String
    let wanted: WantedObjects

    private struct Use {
        var service: String
        var port: Int
        var proto: String
        var isHost: Bool

        var name: String { "\(port)/\(proto)" }
    }

    func problems(among services: [SwarmObject], nodes: [SwarmNode]) -> [Failure] {
        let mine = wanted.services.flatMap { service in
            service.ports.compactMap { port in
                port.published.map {
                    Use(
                        service: service.name,
                        port: Int($0),
                        proto: port.protocol.rawValue,
                        isHost: port.mode == .host
                    )
                }
            }
        }
        let isLone = nodes.filter(\.takesTasks).count < 2
        let others = services.filter { Owner(labels: $0.labels, release: release) != .ours }
        let names = Set(wanted.services.map(\.name))
        let taken = others.filter { !names.contains($0.name) }.flatMap(Self.uses)
        var problems: [Failure] = []
        for use in mine {
            if let other = taken.first(where: { Self.collide(use, $0, isLone: isLone) }) {
                let owner = Self.owner(of: other.service, in: others)
                problems.append(
                    Failure(
                        .conflict,
                        "port \(use.name) of '\(use.service)' is already published by \(owner)",
                        hint: "publish another port, or remove the other service"
                    )
                )
            }
        }
        return problems
    }

    private static func collide(_ left: Use, _ right: Use, isLone: Bool) -> Bool {
        guard left.port == right.port, left.proto == right.proto else { return false }
        return !(left.isHost && right.isHost) || isLone
    }

    private static func uses(of service: SwarmObject) -> [Use] {
        // What the engine has given out, ports that it chose included.
        let ports = service.value.at("Endpoint", "Ports") ?? service.spec.at("EndpointSpec", "Ports")
        return (ports?.arrayValue ?? []).compactMap { port in
            guard let published = port["PublishedPort"]?.intValue, published > 0 else { return nil }
            return Use(
                service: service.name,
                port: Int(published),
                proto: port["Protocol"]?.stringValue ?? "tcp",
                isHost: port["PublishMode"]?.stringValue == "host"
            )
        }
    }

    private static func owner(of name: String, in services: [SwarmObject]) -> String {
        let labels = services.first { $0.name == name }?.labels ?? [:]
        if let release = labels[Label.release] { return "service '\(name)' of the release '\(release)'" }
        if let stack = labels[Label.stack] { return "service '\(name)' of the stack '\(stack)'" }
        return "service '\(name)'"
    }
}
