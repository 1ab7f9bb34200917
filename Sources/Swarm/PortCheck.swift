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
        var id = ""
        var port: Int
        var proto: String
        var isHost: Bool

        var name: String { "\(port)/\(proto)" }
    }

    /// The other services that publish in the host mode a port which the release wants in that mode: where
    /// their tasks run matters.
    func hostRivals(among services: [SwarmObject]) -> [SwarmObject] {
        let mine = Set(wanted.services.flatMap(Self.uses).filter(\.isHost).map(\.name))
        return others(among: services).filter { service in
            Self.uses(of: service).contains { $0.isHost && mine.contains($0.name) }
        }
    }

    /// - Parameters:
    ///   - services: All services of the Swarm.
    ///   - check: The nodes.
    ///   - places: The nodes that tasks of the rivals run on, by the service's identifier.
    func problems(
        among services: [SwarmObject],
        check: NodeCheck,
        places: [String: Set<String>] = [:]
    ) -> [Failure] {
        let others = others(among: services)
        let taken = others.flatMap(Self.uses)
        return wanted.services.flatMap { service -> [Failure] in
            Self.uses(service).compactMap { use in
                let rivals = taken.filter { $0.port == use.port && $0.proto == use.proto }
                if let other = rivals.first(where: { !($0.isHost && use.isHost) }) {
                    return Self.conflict(use, other, others)
                }
                guard use.isHost else { return nil }
                return hostProblem(use, service, rivals, check, places) { Self.conflict(use, $0, others) }
            }
        }
    }

    /// A port of the host mode wants a node of its own for each task.
    private func hostProblem(
        _ use: Use,
        _ service: WantedService,
        _ rivals: [Use],
        _ check: NodeCheck,
        _ places: [String: Set<String>],
        conflict: (Use) -> Failure
    ) -> Failure? {
        let fitting = check.fitting(service)
        if fitting.isEmpty { return nil }
        // A service whose tasks are not known is taken to be wherever there is but one place to be.
        let known = check.ready.count < 2 ? Set(check.ready.map(\.id)) : []
        func nodes(of rival: Use) -> Set<String> { places[rival.id] ?? known }
        let taken = rivals.reduce(into: Set<String>()) { $0.formUnion(nodes(of: $1)) }
        let free = fitting.filter { !taken.contains($0.id) }
        let needed = NodeCheck.replicas(of: service).map { Int($0) } ?? fitting.count
        if needed <= free.count { return nil }
        if needed <= fitting.count,
            let rival = rivals.first(where: { !nodes(of: $0).isDisjoint(with: fitting.map(\.id)) })
        {
            return conflict(rival)
        }
        return Failure(
            .refused,
            "'\(service.key)' publishes port \(use.name) of its nodes, which one task a node can have: "
                + "\(needed) replicas do not fit on \(NodeCheck.count(fitting))",
            hint: "lower its replicas, publish the port in the mode 'ingress', or add nodes"
        )
    }

    private func others(among services: [SwarmObject]) -> [SwarmObject] {
        let names = Set(wanted.services.map(\.name))
        return services.filter {
            !names.contains($0.name) && Owner(labels: $0.labels, release: release) != .ours
        }
    }

    private static func uses(_ service: WantedService) -> [Use] {
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

    private static func uses(of service: SwarmObject) -> [Use] {
        // What the engine has given out, ports that it chose included.
        let ports = service.value.at("Endpoint", "Ports") ?? service.spec.at("EndpointSpec", "Ports")
        return (ports?.arrayValue ?? []).compactMap { port in
            guard let published = port["PublishedPort"]?.intValue, published > 0 else { return nil }
            return Use(
                service: service.name,
                id: service.id,
                port: Int(published),
                proto: port["Protocol"]?.stringValue ?? "tcp",
                isHost: port["PublishMode"]?.stringValue == "host"
            )
        }
    }

    private static func conflict(_ use: Use, _ other: Use, _ services: [SwarmObject]) -> Failure {
        Failure(
            .conflict,
            "port \(use.name) of '\(use.service)' is already published by \(owner(of: other.service, in: services))",
            hint: "publish another port, or remove the other service"
        )
    }

    private static func owner(of name: String, in services: [SwarmObject]) -> String {
        let labels = services.first { $0.name == name }?.labels ?? [:]
        if let release = labels[Label.release] { return "service '\(name)' of the release '\(release)'" }
        if let stack = labels[Label.stack] { return "service '\(name)' of the stack '\(stack)'" }
        return "service '\(name)'"
    }
}
