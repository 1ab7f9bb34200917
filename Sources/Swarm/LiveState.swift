import DockerAPI
import Releases
import Values

/// What the engine has of a release, and what else bears a name that the release needs.
struct LiveState: Sendable {
    /// The stack's services, and those whose names the release needs, by name.
    var services: [String: SwarmObject] = [:]
    /// All networks by name.
    var networks: [String: EngineNetwork] = [:]
    /// Configs of the release, and those whose names it needs, by name.
    var configs: [String: SwarmObject] = [:]
    /// All secrets by name.
    var secrets: [String: SwarmObject] = [:]
    /// The rest of the Swarm, where it was read with the release.
    var surroundings: Surroundings?

    /// The names of networks by identifier.
    var networkNames: [String: String] {
        Dictionary(networks.values.map { ($0.id, $0.name) }) { first, _ in first }
    }

    /// How long the networks of a stack that was just removed are waited for, in seconds.
    private static let patience = 15.0

    /// Reads everything; waits a while for networks of a former stack that are about to go.
    ///
    /// - Parameters:
    ///   - client: The engine.
    ///   - release: Whose objects are read.
    ///   - wanted: What it is to have.
    ///   - isFirst: Whether most of that is not there yet, and so whatever else bears its names will be asked for.
    static func read(
        _ client: DockerClient,
        release: String,
        wanted: WantedObjects,
        isFirst: Bool
    ) async throws -> LiveState {
        let deadline = ContinuousClock.now + .seconds(patience)
        while true {
            let state = try await readOnce(client, release: release, wanted: wanted, isFirst: isFirst)
            let names = Set(wanted.networks.map(\.name))
            let isGoing =
                state.services.isEmpty
                && state.networks.values.contains { names.contains($0.name) && $0.mayBeLeftover }
            if !isGoing || ContinuousClock.now >= deadline { return state }
            try await Task.sleep(for: .milliseconds(300))
        }
    }

    /// Reads everything in one go, but for the services that the stack has not; the number of requests does
    /// not depend on the release's size.
    private static func readOnce(
        _ client: DockerClient,
        release: String,
        wanted: WantedObjects,
        isFirst: Bool
    ) async throws -> LiveState {
        let ofStack = EngineFilters.label(Label.stack, release)
        let configNames = wanted.configs.map(\.name)
        let predefined = wanted.services.flatMap { service in
            (service.spec.at("TaskTemplate", "Networks")?.arrayValue ?? []).compactMap {
                $0["Target"]?.stringValue
            }
        }.filter { SwarmConverter.predefinedNetworks.contains($0) }
        let serviceNames = Set(wanted.services.map(\.name))
        async let surroundings = isFirst ? Surroundings.read(client) : nil
        async let services = isFirst ? [] : client.services(ofStack)
        async let networks = client.networks()
        async let owned = client.objects(.config, ofStack)
        // Without a name the filter would let every config through, the records of all releases included.
        async let named =
            configNames.isEmpty ? [] : client.objects(.config, EngineFilters().adding("name", configNames))
        async let secrets = client.objects(.secret)
        async let special = client.predefinedNetworks(Set(predefined))
        var state = LiveState()
        state.surroundings = try await surroundings
        for service in state.surroundings?.services ?? []
        where service.labels[Label.stack] == release || serviceNames.contains(service.name) {
            state.services[service.name] = service
        }
        for service in try await services { state.services[service.name] = service }
        // Services that belong to nobody may be taken over. The filter takes beginnings of names.
        let missing = serviceNames.subtracting(state.services.keys)
        if !missing.isEmpty, state.surroundings == nil {
            for service in try await client.services(EngineFilters().adding("name", missing.sorted()))
            where missing.contains(service.name) { state.services[service.name] = service }
        }
        // A network of the Swarm is meant where a node has one of the same name.
        for network in try await networks where state.networks[network.name]?.scope != "swarm" {
            state.networks[network.name] = network
        }
        for network in try await special { state.networks[network.name] = network }
        for config in try await owned + named { state.configs[config.name] = config }
        for secret in try await secrets { state.secrets[secret.name] = secret }
        return state
    }

    /// Reads what a running stack consists of and uses, whoever made it.
    static func read(_ client: DockerClient, stack: String) async throws -> LiveState {
        let ofStack = EngineFilters.label(Label.stack, stack)
        async let services = client.services(ofStack)
        async let networks = client.networks()
        async let secrets = client.objects(.secret)
        async let owned = client.objects(.config, ofStack)
        var state = LiveState()
        for service in try await services { state.services[service.name] = service }
        for network in try await networks where state.networks[network.name]?.scope != "swarm" {
            state.networks[network.name] = network
        }
        for secret in try await secrets { state.secrets[secret.name] = secret }
        for config in try await owned { state.configs[config.name] = config }
        let tasks = state.services.values.compactMap { $0.spec["TaskTemplate"] }
        let used = Set(
            tasks.flatMap { $0.at("ContainerSpec", "Configs")?.arrayValue ?? [] }
                .compactMap { $0["ConfigName"]?.stringValue }
        ).subtracting(state.configs.keys)
        if !used.isEmpty {
            for config in try await client.objects(.config, EngineFilters().adding("name", used.sorted()))
            where used.contains(config.name) { state.configs[config.name] = config }
        }
        let known = Set(state.networks.values.map(\.id))
        let joined = Set(
            tasks.flatMap { $0["Networks"]?.arrayValue ?? [] }.compactMap { $0["Target"]?.stringValue }
        )
        if !joined.isSubset(of: known) {
            for network in try await client.predefinedNetworks(SwarmConverter.predefinedNetworks) {
                state.networks[network.name] = network
            }
        }
        return state
    }

    /// Whether nothing bears the label of the stack.
    func isWithoutTrace(of release: String) -> Bool {
        func isOurs(_ labels: [String: String]) -> Bool { labels[Label.stack] == release }
        return !services.values.contains { isOurs($0.labels) }
            && !networks.values.contains { isOurs($0.labels) }
            && !configs.values.contains { isOurs($0.labels) }
            && !secrets.values.contains { isOurs($0.labels) }
    }

    func data(_ kind: DataKind) -> [String: SwarmObject] {
        kind == .config ? configs : secrets
    }
}

extension DockerClient {
    /// The Swarm's own counterparts of the networks that every node has (`host`, `bridge`).
    fileprivate func predefinedNetworks(_ names: Set<String>) async throws -> [EngineNetwork] {
        var found: [EngineNetwork] = []
        for name in names.sorted() {
            if let network = try await predefinedNetwork(name) { found.append(network) }
        }
        return found
    }
}
