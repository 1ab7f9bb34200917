import Compose
package import Diagnostics
import DockerAPI
import OrderedCollections
import Releases
import Values

extension SwarmPlan {
    /// All problems at once: the first is the failure, the others are its notes.
    package func preflight() async throws -> [Diagnostic] {
        // All services of the Swarm: their names and their published ports may stand in the way.
        let surroundings =
            if let known = live.surroundings { known } else { try await Surroundings.read(client) }
        let (everything, nodes) = (surroundings.services, surroundings.nodes)
        var problems = diagnostics.filter { $0.severity == .error }
            .map { Failure(.invalidInput, $0.message, at: $0.location, hint: $0.hint) }
        problems += denied + missingExternals() + conflictsOverObjects()
        problems += conflictsOverServices(everything)
        let check = NodeCheck(wanted: wanted, nodes: nodes)
        let ports = PortCheck(release: release, wanted: wanted)
        problems += ports.problems(
            among: everything,
            check: check,
            places: try await places(of: ports.hostRivals(among: everything))
        )
        problems += check.problems()
        let binds = BindCheck(services, nodes: nodes, endpoint: client.endpoint)
        problems += binds.problems
        try Self.throwAll(problems)
        return check.warnings() + binds.warnings + registryWarnings
    }

    /// The nodes that tasks of the services run on or are about to.
    private func places(of services: [SwarmObject]) async throws -> [String: Set<String>] {
        if services.isEmpty { return [:] }
        let filters = EngineFilters().adding("service", services.map(\.id)).adding(
            "desired-state",
            ["running"]
        )
        let tasks = try await client.tasks(filters)
        return Dictionary(
            grouping: tasks.filter { !$0.state.isTerminal && !$0.nodeID.isEmpty },
            by: \.serviceID
        )
        .mapValues { Set($0.map(\.nodeID)) }
        .merging(services.map { ($0.id, []) }) { known, _ in known }
    }

    static func throwAll(_ problems: [Failure]) throws(Failure) {
        guard var first = problems.first else { return }
        first.notes += problems.dropFirst().map { problem in
            problem.description + (problem.hint.map { " (\($0))" } ?? "")
        }
        throw first
    }

    // MARK: External objects

    private func missingExternals() -> [Failure] {
        var problems: [Failure] = []
        for network in wanted.networks where network.isExternal {
            let existing = live.networks[network.name]
            if SwarmConverter.predefinedNetworks.contains(network.name) { continue }
            if existing == nil {
                if network.isAutoCreated { continue }
                let purpose = deployment.project.networks[network.key]?.directives.purpose
                problems.append(
                    Failure(
                        .notFound,
                        "the external network '\(network.name)' does not exist"
                            + (purpose.map { " (\($0))" } ?? ""),
                        hint: "docker network create --driver overlay --attachable \(network.name)"
                    )
                )
            } else if let existing, existing.scope != "swarm" {
                problems.append(
                    Failure(
                        .refused,
                        "the external network '\(network.name)' has the scope '\(existing.scope)'",
                        hint: "make it an overlay network: docker network create --driver overlay NAME"
                    )
                )
            }
        }
        for data in wanted.configs + wanted.secrets where data.object.isExternal {
            let known = data.isSecret ? live.secrets : live.configs
            guard known[data.name] == nil, isUsed(data) else { continue }
            problems.append(
                Failure(
                    .notFound,
                    "the external \(data.kind) '\(data.name)' does not exist"
                        + (data.object.directives.purpose.map { " (\($0))" } ?? ""),
                    hint: "docker \(data.kind) create \(data.name) FILE"
                )
            )
        }
        return problems
    }

    private func isUsed(_ data: WantedData) -> Bool {
        deployment.project.services.values.contains { service in
            (data.isSecret ? service.secrets : service.configs).contains { $0.source == data.key }
                || (!data.isSecret && service.credentialSpec?.config == data.key)
        }
    }

    // MARK: Ownership

    private func conflictsOverObjects() -> [Failure] {
        var problems: [Failure?] = []
        // A network that was taken over from nobody cannot be given a label; its use tells.
        let used = Set(
            live.services.values.filter { Owner(labels: $0.labels, release: release) == .ours }.flatMap {
                service in
                (service.spec.at("TaskTemplate", "Networks")?.arrayValue ?? []).compactMap {
                    $0["Target"]?.stringValue
                }
            }
        )
        for network in wanted.networks where !network.isExternal {
            guard let existing = live.networks[network.name], !used.contains(existing.id) else { continue }
            let owner = Owner(networkLabels: existing.labels, release: release)
            problems.append(
                owner.conflict(
                    over: ObjectReference(kind: "network", name: network.name),
                    release: release,
                    adopt: deployment.adopt
                )
            )
        }
        for data in wanted.configs + wanted.secrets where !data.object.isExternal {
            let known = data.isSecret ? live.secrets : live.configs
            guard let existing = known[data.name] else { continue }
            problems.append(conflict(ObjectReference(kind: data.kind, name: data.name), existing.labels))
        }
        return problems.compactMap(\.self)
    }

    private func conflictsOverServices(_ everything: [SwarmObject]) -> [Failure] {
        let names = Set(wanted.services.map(\.name))
        return everything.filter { names.contains($0.name) }.compactMap {
            conflict(ObjectReference(kind: "service", name: $0.name), $0.labels)
        }
    }

    private func conflict(_ object: ObjectReference, _ labels: [String: String]) -> Failure? {
        Owner(labels: labels, release: release).conflict(
            over: object,
            release: release,
            adopt: deployment.adopt
        )
    }
}
