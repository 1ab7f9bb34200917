package import Compose
import Diagnostics
package import DockerAPI
package import Releases
import Values

/// Runs releases on a Docker Swarm.
package struct SwarmOrchestrator: Orchestrator {
    package let client: DockerClient
    /// The user's credentials for registries; nil sends none.
    private let credentials: RegistryCredentials?

    package init(client: DockerClient, credentials: RegistryCredentials? = nil) {
        self.client = client
        self.credentials = credentials
    }

    package var kind: TargetKind { .swarm }

    package var endpoint: String { "Swarm at \(client.endpoint)" }

    package func facts() async throws -> EngineFacts {
        let nodes: [SwarmNode]
        do {
            nodes = try await client.nodes()
        } catch let failure as Failure where failure.engineError?.status == 503 {
            // Only a manager lists nodes; why this engine is none takes the engine long to tell.
            let info = try await client.info()
            throw info.isManager ? failure : Self.notManager(info, endpoint: client.endpoint)
        }
        return EngineFacts(
            version: try await client.engineVersion(),
            nodes: nodes.filter { $0.state == "ready" }.count
        )
    }

    package func plan(_ deployment: Deployment) async throws -> any ReleasePlan {
        try await swarmPlan(deployment)
    }

    func swarmPlan(_ deployment: Deployment) async throws -> SwarmPlan {
        let version = try await client.version()
        var converter = SwarmConverter(
            project: deployment.project,
            release: deployment.release,
            version: version
        )
        let wanted = converter.convert()
        let policy = deployment.imagePolicy
        let credentials = policy.sendsCredentials ? credentials : nil
        let resolution = ImageResolution(
            client: client,
            policy: policy,
            known: deployment.images,
            credentials: credentials
        )
        // What is live tells of images before a registry does, but of a first revision hardly ever.
        let isFirst = deployment.recorded == nil && !deployment.adopt
        async let first = isFirst ? resolution.firstAnswers(for: wanted) : .init()
        let live = try await LiveState.read(
            client,
            release: deployment.release,
            wanted: wanted,
            isFirst: isFirst
        )
        return SwarmPlan(
            client: client,
            deployment: deployment,
            resolution: try await resolution.resolve(wanted, live: live, first: first),
            live: live,
            credentials: credentials,
            recorded: deployment.recorded.map {
                var former = SwarmConverter(
                    project: $0.project,
                    release: deployment.release,
                    version: version
                )
                return former.convert()
            },
            translation: converter.collector.diagnostics
        )
    }

    package func objects(of desired: DesiredState, release: String) -> Set<ObjectReference> {
        // Names do not depend on what the engine can do.
        var converter = SwarmConverter(project: desired.project, release: release, version: .maximum)
        let wanted = converter.convert()
        var objects: Set<ObjectReference> = []
        for network in wanted.networks where !network.isExternal {
            objects.insert(ObjectReference(kind: "network", name: network.name))
        }
        for data in wanted.configs + wanted.secrets where !data.object.isExternal {
            objects.insert(ObjectReference(kind: data.kind, name: data.name))
        }
        for service in wanted.services {
            objects.insert(ObjectReference(kind: "service", name: service.name))
        }
        return objects
    }

    private static func notManager(_ info: EngineInfo, endpoint: DockerEndpoint) -> Failure {
        switch info.swarmState {
        case "active":
            Failure(
                .refused,
                "the engine at '\(endpoint)' is a worker of its Swarm, not a manager",
                hint: "connect to a manager, with --host or --context"
            )
        case "locked":
            Failure(
                .refused,
                "the Swarm of the engine at '\(endpoint)' is locked",
                hint: "docker swarm unlock"
            )
        default:
            Failure(
                .refused,
                "the engine at '\(endpoint)' is not a Swarm manager",
                notes: [info.swarmError].compactMap(\.self),
                hint: "docker swarm init"
            )
        }
    }
}
