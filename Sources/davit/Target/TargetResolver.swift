import Diagnostics
import DockerAPI
import FoundationEssentials
import Local
import Releases
import Swarm

/// A target that was chosen, with its engine and its store.
struct ChosenTarget: Sendable {
    var orchestrator: any Orchestrator
    var store: any ReleaseStore
    /// Why this one: `--target`, `DAVIT_TARGET`, `saved default`, `found`.
    var reason: String
    /// What seals secret values in records.
    var key: RecordKey?

    /// How verbs are run on it.
    var environment: ReleaseEnvironment {
        ReleaseEnvironment(orchestrator: orchestrator, store: store, key: key)
    }
}

/// Decides where a command works (architecture, "Targets a user can install to").
struct TargetResolver {
    /// Whether the command changes something; what it changes is then told.
    enum Purpose {
        case read, change
    }

    private let context: Context
    private let global: GlobalOptions
    private let options: TargetOptions
    private let settings: Settings

    init(_ context: Context, _ global: GlobalOptions, _ options: TargetOptions) {
        self.context = context
        self.global = global
        self.options = options
        settings = Settings(context, global)
    }

    /// The target: named by `--target`, `DAVIT_TARGET` or the saved default, else what answers here.
    ///
    /// A Docker endpoint that was named on purpose (`--host`, `--context`, `DOCKER_HOST`,
    /// `DOCKER_CONTEXT`) is used or is an error; only Docker's default endpoint may be passed over.
    func resolve(_ purpose: Purpose) async throws -> ChosenTarget {
        var chosen = try await choose()
        chosen.key = try settings.recordKey()
        if purpose == .change {
            context.tell("target: \(chosen.orchestrator.endpoint) (\(chosen.reason))")
        }
        return chosen
    }

    private func choose() async throws -> ChosenTarget {
        if let (kind, reason) = try named() { return try make(kind, reason: reason) }
        let endpoint = try dockerEndpoint()
        if endpoint.origin != DockerEndpoint.defaultOrigin {
            return try make(.swarm, reason: endpoint.origin)
        }
        if case .unix(let path) = endpoint.address, FileManager.default.fileExists(atPath: path) {
            let swarm = try make(.swarm, reason: "found")
            do {
                _ = try await swarm.orchestrator.facts()
                return swarm
            } catch let failure as Failure where failure.kind == .refused || failure.kind == .unavailable {
                return try make(.local, reason: "Docker at \(path) is not a Swarm manager")
            }
        }
        return try make(.local, reason: "no engine found")
    }

    private func named() throws -> (TargetKind, String)? {
        if let kind = options.target { return (kind, "--target") }
        if options.host != nil { return (.swarm, "--host") }
        if options.context != nil { return (.swarm, "--context") }
        if let name = context.variable("DAVIT_TARGET") {
            guard let kind = TargetKind(rawValue: name) else {
                throw Failure(
                    .usage,
                    "DAVIT_TARGET is '\(name)', which is no target",
                    hint: "set it to swarm or local, or unset it"
                )
            }
            return (kind, "DAVIT_TARGET")
        }
        return settings.savedTarget.map { ($0, "saved default") }
    }

    private var dockerEnvironment: DockerEnvironment {
        DockerEnvironment(variables: context.environment, home: context.variable("HOME"))
    }

    private func dockerEndpoint() throws -> DockerEndpoint {
        try DockerEndpoint.resolve(
            context: options.context,
            host: options.host,
            environment: dockerEnvironment
        )
    }

    private func make(_ kind: TargetKind, reason: String) throws -> ChosenTarget {
        switch kind {
        case .swarm:
            let client = DockerClient(endpoint: try dockerEndpoint())
            return ChosenTarget(
                orchestrator: SwarmOrchestrator(
                    client: client,
                    credentials: RegistryCredentials(environment: dockerEnvironment)
                ),
                store: SwarmStore(client: client),
                reason: reason
            )
        case .local:
            let folder = settings.dataFolder
            return ChosenTarget(
                orchestrator: LocalOrchestrator(folder: folder),
                store: DirectoryStore(folder: folder),
                reason: reason
            )
        case .kubernetes:
            throw Failure(
                .refused,
                "this version of davit has no target 'kubernetes'",
                hint: "use --target swarm or --target local"
            )
        }
    }
}
