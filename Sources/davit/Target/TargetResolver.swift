import Diagnostics
import DockerAPI
import FoundationEssentials
import Kubernetes
import KubernetesAPI
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

    /// The namespace that releases are in, where there are namespaces.
    var namespace: String?

    /// The same engine with another namespace; nil where there are none.
    var inNamespace: (@Sendable (_ namespace: String) -> ChosenTarget)?

    /// How verbs are run on it.
    var environment: ReleaseEnvironment {
        var environment = ReleaseEnvironment(
            orchestrator: orchestrator,
            store: store,
            key: key,
            namespace: namespace
        )
        if let inNamespace {
            environment.inNamespace = { [key] (namespace: String) -> ReleaseEnvironment in
                var other = inNamespace(namespace)
                other.key = key
                return other.environment
            }
        }
        return environment
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
    private let flags: OperationFlags?
    private let settings: Settings
    /// Whether releases of all namespaces are looked at.
    var seesAllNamespaces = false

    init(
        _ context: Context,
        _ global: GlobalOptions,
        _ options: TargetOptions,
        _ flags: OperationFlags? = nil
    ) {
        self.context = context
        self.global = global
        self.options = options
        self.flags = flags
        settings = Settings(context, global)
    }

    /// The target: named by `--target`, `DAVIT_TARGET` or the saved default, else what answers here.
    ///
    /// A Docker endpoint that was named on purpose (`--host`, `--context`, `DOCKER_HOST`,
    /// `DOCKER_CONTEXT`) is used or is an error; only Docker's default endpoint may be passed over.
    func resolve(_ purpose: Purpose) async throws -> ChosenTarget {
        var chosen = try await choose(purpose)
        chosen.key = try settings.recordKey()
        if purpose == .change {
            context.tell("target: \(chosen.orchestrator.endpoint) (\(chosen.reason))")
        }
        return chosen
    }

    /// Every target that answers, the machine at hand included.
    func reachable() async throws -> [ChosenTarget] {
        async let cluster = reachableCluster()
        let endpoint = try dockerEndpoint()
        let swarm =
            endpoint.origin == DockerEndpoint.defaultOrigin
            ? try await reachableSwarm(endpoint)
            : try? await answering(make(.swarm, reason: endpoint.origin, checksNamespace: false))
        return [swarm, await cluster, try make(.local, reason: "found", checksNamespace: false)].compactMap(
            \.self
        )
    }

    private func answering(_ target: ChosenTarget) async throws -> ChosenTarget {
        _ = try await target.orchestrator.facts()
        return target
    }

    /// A target that a command names itself, with the options that say how to reach it.
    ///
    /// - Parameter reason: The option that names it.
    func make(_ kind: TargetKind, of reason: String) throws -> ChosenTarget {
        var chosen = try make(kind, reason: reason, checksNamespace: false)
        chosen.key = try settings.recordKey()
        return chosen
    }

    private func choose(_ purpose: Purpose) async throws -> ChosenTarget {
        if let (kind, reason) = try named() { return try make(kind, reason: reason) }
        let endpoint = try dockerEndpoint()
        if endpoint.origin != DockerEndpoint.defaultOrigin {
            return try make(.swarm, reason: endpoint.origin)
        }
        async let cluster = reachableCluster()
        if let swarm = try await reachableSwarm(endpoint) {
            guard purpose == .change, let cluster = await cluster else { return swarm }
            throw Failure(
                .usage,
                "both \(swarm.orchestrator.endpoint) and \(cluster.orchestrator.endpoint) answer",
                hint: "say which is meant: --target swarm or --target kubernetes; or once for all: "
                    + "davit target use swarm"
            )
        }
        if let cluster = await cluster { return cluster }
        if case .unix(let path) = endpoint.address, FileManager.default.fileExists(atPath: path) {
            return try make(.local, reason: "Docker at \(path) is not a Swarm manager")
        }
        return try make(.local, reason: "no engine found")
    }

    /// The Swarm at Docker's default endpoint; nil when there is none.
    private func reachableSwarm(_ endpoint: DockerEndpoint) async throws -> ChosenTarget? {
        guard case .unix(let path) = endpoint.address, FileManager.default.fileExists(atPath: path) else {
            return nil
        }
        let swarm = try make(.swarm, reason: "found", checksNamespace: false)
        do {
            _ = try await swarm.orchestrator.facts()
            return swarm
        } catch let failure as Failure where failure.kind == .refused || failure.kind == .unavailable {
            return nil
        }
    }

    /// How long a cluster that nobody has asked for may take to answer, in seconds.
    private static let patience = 3.0

    /// The cluster of the kubeconfig's current context; nil when there is none or it does not answer.
    private func reachableCluster() async -> ChosenTarget? {
        guard let access = try? clusterAccess(), access.context != nil,
            let chosen = try? make(.kubernetes, reason: "found")
        else { return nil }
        return await withTaskGroup(of: ChosenTarget?.self) { group in
            group.addTask {
                let version = try? await KubernetesClient(access).version()
                return version == nil ? nil : chosen
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(Self.patience))
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    private func named() throws -> (TargetKind, String)? {
        if let kind = options.target { return (kind, "--target") }
        if options.host != nil { return (.swarm, "--host") }
        if options.context != nil { return (.swarm, "--context") }
        if options.kubeconfig != nil { return (.kubernetes, "--kubeconfig") }
        if options.kubeContext != nil { return (.kubernetes, "--kube-context") }
        if let name = context.variable("DAVIT_TARGET") {
            guard let kind = TargetKind(rawValue: name) else {
                throw Failure(
                    .usage,
                    "DAVIT_TARGET is '\(name)', which is no target",
                    hint: "set it to swarm, kubernetes or local, or unset it"
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

    private func clusterAccess() throws -> ClusterAccess {
        try ClusterAccess.resolve(
            environment: KubernetesEnvironment(
                variables: context.environment,
                home: context.variable("HOME"),
                currentFolder: context.workingFolder,
                isInteractive: context.isErrorTerminal
            ),
            file: options.kubeconfig,
            context: options.kubeContext
        )
    }

    private func make(
        _ kind: TargetKind,
        reason: String,
        checksNamespace: Bool = true
    ) throws -> ChosenTarget {
        if checksNamespace, let namespace = options.namespace, kind != .kubernetes {
            throw Failure(
                .usage,
                "the target '\(kind.rawValue)' has no namespaces, and '\(namespace)' is given as one",
                hint: "leave --namespace out, or add --target kubernetes"
            )
        }
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
            let client = KubernetesClient(try clusterAccess())
            let namespace = options.namespace ?? client.namespace
            var chosen = Self.cluster(client, flags, namespace, reason: reason)
            if seesAllNamespaces { chosen.store = KubernetesStore(client: client, namespace: nil) }
            return chosen
        }
    }

    /// A namespace of a cluster.
    private static func cluster(
        _ client: KubernetesClient,
        _ flags: OperationFlags?,
        _ namespace: String,
        reason: String
    ) -> ChosenTarget {
        let forces = flags?.forceConflicts ?? false
        return ChosenTarget(
            orchestrator: KubernetesOrchestrator(
                client: client,
                namespace: namespace,
                forcesConflicts: forces
            ),
            store: KubernetesStore(
                client: client,
                namespace: namespace,
                createsNamespace: flags?.createNamespace ?? false
            ),
            reason: reason,
            namespace: namespace,
            inNamespace: { cluster(client, flags, $0, reason: reason) }
        )
    }
}
