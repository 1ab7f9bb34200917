import Compose
import Diagnostics
import DockerAPI
import Values

/// Which nodes can run which services.
struct NodeCheck {
    let wanted: WantedObjects
    /// The nodes that take tasks.
    let ready: [SwarmNode]

    init(wanted: WantedObjects, nodes: [SwarmNode]) {
        self.wanted = wanted
        ready = nodes.filter(\.takesTasks)
    }

    /// The ready nodes that a service's constraints and platform leave.
    func fitting(_ service: WantedService) -> [SwarmNode] {
        let constraints = Self.constraints(of: service).compactMap { PlacementConstraint($0) }
        return ready.filter { node in constraints.allSatisfy { $0.admits(node) } }
    }

    static func constraints(of service: WantedService) -> [String] {
        (service.spec.at("TaskTemplate", "Placement", "Constraints")?.arrayValue ?? []).compactMap(
            \.stringValue
        )
    }

    /// How many tasks run at once; nil for one on every node that fits.
    static func replicas(of service: WantedService) -> Int64? {
        switch SpecComparison.mode(of: service.spec) {
        case "Global", "GlobalJob": nil
        case "ReplicatedJob": service.spec.at("Mode", "ReplicatedJob", "MaxConcurrent")?.intValue ?? 1
        default: service.spec.at("Mode", "Replicated", "Replicas")?.intValue ?? 1
        }
    }

    // MARK: Constraints

    /// Constraints that cannot be read, and services that no node fits.
    func problems() -> [Failure] {
        wanted.services.flatMap(problems)
    }

    private func problems(of service: WantedService) -> [Failure] {
        let texts = Self.constraints(of: service)
        var problems: [Failure] = []
        for text in texts {
            guard let constraint = PlacementConstraint(text) else {
                problems.append(
                    Failure(
                        .invalidInput,
                        "the placement constraint '\(text)' of '\(service.key)' cannot be read",
                        hint: "write it as 'node.labels.NAME == VALUE' or with '!='"
                    )
                )
                continue
            }
            if !constraint.isKnown {
                problems.append(
                    Failure(
                        .invalidInput,
                        "the placement constraint '\(text)' of '\(service.key)' asks for '\(constraint.key)', "
                            + "which nodes do not have",
                        hint: "write '\(constraint.nearestKey) \(constraint.isEqual ? "==" : "!=") "
                            + "\(constraint.value)'"
                    )
                )
            }
        }
        if !problems.isEmpty || texts.isEmpty || !fitting(service).isEmpty { return problems }
        let list = texts.map { "'\($0)'" }.joined(separator: " and ")
        return [
            Failure(
                .refused,
                "no ready node fits the placement of '\(service.key)': \(list)",
                hint: texts.compactMap { PlacementConstraint($0)?.remedy }.first ?? "docker node ls"
            )
        ]
    }

    // MARK: Resources

    /// What no node has enough of, and more tasks than the nodes may hold: a node that comes later may help.
    func warnings() -> [Diagnostic] {
        wanted.services.flatMap { service in
            let nodes = fitting(service)
            return nodes.isEmpty ? [] : shortages(service, nodes) + crowding(service, nodes)
        }
    }

    private func shortages(_ service: WantedService, _ nodes: [SwarmNode]) -> [Diagnostic] {
        guard let reserved = service.spec.at("TaskTemplate", "Resources", "Reservations") else { return [] }
        var missing: [String] = []
        if let cpus = reserved["NanoCPUs"]?.intValue, nodes.allSatisfy({ $0.nanoCPUs < cpus }) {
            let most = nodes.map(\.nanoCPUs).max() ?? 0
            missing.append("\(Self.decimal(cpus)) CPUs (the largest has \(Self.decimal(most)))")
        }
        if let memory = reserved["MemoryBytes"]?.intValue, nodes.allSatisfy({ $0.memory < memory }) {
            let most = nodes.map(\.memory).max() ?? 0
            missing.append("\(memory >> 20) MiB of memory (the largest has \(most >> 20))")
        }
        for resource in reserved["GenericResources"]?.arrayValue ?? [] {
            guard let kind = resource.at("DiscreteResourceSpec", "Kind")?.stringValue,
                let value = resource.at("DiscreteResourceSpec", "Value")?.intValue,
                nodes.allSatisfy({ $0.genericResources[kind] ?? 0 < value })
            else { continue }
            let most = nodes.map { $0.genericResources[kind] ?? 0 }.max() ?? 0
            missing.append("\(value) of '\(kind)' (the most is \(most))")
        }
        if missing.isEmpty { return [] }
        return [
            Diagnostic(
                .warning,
                "no ready node has what '\(service.key)' reserves: \(missing.joined(separator: ", "))",
                hint: "lower its 'deploy.resources.reservations', or add a node"
            )
        ]
    }

    private func crowding(_ service: WantedService, _ nodes: [SwarmNode]) -> [Diagnostic] {
        guard let most = service.spec.at("TaskTemplate", "Placement", "MaxReplicas")?.intValue, most > 0,
            let replicas = Self.replicas(of: service), replicas > most * Int64(nodes.count)
        else { return [] }
        return [
            Diagnostic(
                .warning,
                "'\(service.key)' wants \(replicas) replicas, and 'max_replicas_per_node: \(most)' leaves room for "
                    + "\(most * Int64(nodes.count)) on \(Self.count(nodes))",
                hint: "lower its replicas, or add nodes"
            )
        ]
    }

    static func count(_ nodes: [SwarmNode]) -> String {
        nodes.count == 1 ? "1 node" : "\(nodes.count) nodes"
    }

    private static func decimal(_ billionths: Int64) -> String {
        Quantity.decimalText(billionths: billionths)
    }
}
