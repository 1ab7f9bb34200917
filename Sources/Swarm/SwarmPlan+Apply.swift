import Compose
import Diagnostics
import DockerAPI
package import Releases
import Values

extension SwarmPlan {
    package func apply(_ operation: OperationContext) async throws {
        let deadline = ContinuousClock.now + .seconds(operation.timeout)
        let check = ImageCheck(
            client: client,
            release: release,
            operation: operation,
            deadline: deadline,
            auth: { await auth(for: $0, operation) }
        )
        if operation.wait { try await check.check(services) }
        let identifiers = try await writeObjects(of: wanted, operation)
        try await clearTheWay(operation)
        let services = try await Revival(client: client).revived(services)
        var convergence = Convergence(client: client, operation: operation, deadline: deadline)
        let waves = Dictionary(grouping: services) { $0.service.wave }.sorted { $0.key < $1.key }
        for (index, wave) in waves.enumerated() {
            operation.report(
                .wave(number: index + 1, count: waves.count, services: wave.value.map(\.service.key))
            )
            let writer = ServiceWriter(
                client: client,
                operation: operation,
                identifiers: identifiers,
                networkNames: live.networkNames,
                auth: { await auth(for: $0, operation) }
            )
            let watches = try await concurrently(wave.value, limit: DockerClient.writesAtOnce) {
                try await writer.write($0)
            }
            for watch in watches { convergence.add(watch) }
            guard operation.wait else { continue }
            try await convergence.wait(for: index + 1 == waves.count ? .settled : .up)
        }
    }

    /// Makes what is missing of networks, configs and secrets, and gives the latter two their labels.
    func writeObjects(of wanted: WantedObjects, _ operation: OperationContext) async throws
        -> ObjectIdentifiers
    {
        let client = client
        let missing = Set(writes("network").map(\.object.name))
        let networks = try await concurrently(wanted.networks.filter { missing.contains($0.name) }) {
            network in
            try await operation.checkpoint()
            operation.report(.step("creating network \(network.name)"))
            return (network.name, try await client.createNetwork(network.spec))
        }
        var identifiers = ObjectIdentifiers(live)
        for (name, id) in networks { identifiers.networks[name] = id }
        for kind in [DataKind.config, .secret] {
            let writer = DataWriter(client: client, operation: operation, live: live.data(kind), kind: kind)
            let changed = Set(writes(kind.rawValue).map(\.object.name))
            let list = (kind == .config ? wanted.configs : wanted.secrets).filter {
                changed.contains($0.name)
            }
            for (name, id) in try await concurrently(list, { try await writer.write($0) }) {
                if kind == .config { identifiers.configs[name] = id } else { identifiers.secrets[name] = id }
            }
        }
        return identifiers
    }

    /// Deletes services that are not wanted any more and hold a port that a wanted one publishes.
    ///
    /// Everything else that is not wanted goes at the end, when the new services run.
    private func clearTheWay(_ operation: OperationContext) async throws {
        let ports = Set(
            wanted.services.flatMap { service in
                service.ports.compactMap { port in port.published.map { "\($0)/\(port.protocol.rawValue)" } }
            }
        )
        for change in changes where change.action == .delete && change.object.kind == "service" {
            guard let service = live.services[change.object.name] else { continue }
            let held = (service.spec.at("EndpointSpec", "Ports")?.arrayValue ?? []).map { port in
                "\(port["PublishedPort"]?.intValue ?? 0)/\(port["Protocol"]?.stringValue ?? "tcp")"
            }
            guard !ports.isDisjoint(with: held) else { continue }
            try await operation.checkpoint()
            operation.report(.step("removing service \(service.name), whose port is wanted"))
            try await client.deleteService(id: service.id, name: service.name)
        }
    }
}

/// The identifiers by which a service spec refers to other objects, by name.
struct ObjectIdentifiers: Sendable {
    var networks: [String: String]
    var configs: [String: String]
    var secrets: [String: String]

    init(_ live: LiveState) {
        networks = live.networks.mapValues(\.id)
        configs = live.configs.mapValues(\.id)
        secrets = live.secrets.mapValues(\.id)
    }

    /// The spec as the engine wants it.
    func resolve(_ spec: Value) -> Value {
        var spec = spec
        replace(["TaskTemplate", "Networks"], in: &spec) { network in
            let name = network["Target"]?.stringValue ?? ""
            return network.setting(["Target"], .string(networks[name] ?? name))
        }
        replace(["TaskTemplate", "ContainerSpec", "Secrets"], in: &spec) { secret in
            secret.setting(["SecretID"], .optional(secrets[secret["SecretName"]?.stringValue ?? ""]))
        }
        replace(["TaskTemplate", "ContainerSpec", "Configs"], in: &spec) { config in
            config.setting(["ConfigID"], .optional(configs[config["ConfigName"]?.stringValue ?? ""]))
        }
        let credential = ["TaskTemplate", "ContainerSpec", "Privileges", "CredentialSpec", "Config"]
        if let name = spec.at("TaskTemplate", "ContainerSpec", "Privileges", "CredentialSpec", "Config")?
            .stringValue
        {
            spec = spec.setting(credential, .string(configs[name] ?? name))
        }
        return spec
    }

    private func replace(_ path: [String], in spec: inout Value, _ change: (Value) -> Value) {
        var list: Value? = spec
        for key in path { list = list?[key] }
        guard let elements = list?.arrayValue else { return }
        spec = spec.setting(path, .array(elements.map(change)))
    }
}
