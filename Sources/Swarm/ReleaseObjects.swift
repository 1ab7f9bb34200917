import DockerAPI
import Releases
import Values

/// What the engine has of a release, by its ownership labels.
struct ReleaseObjects: Sendable {
    var services: [SwarmObject]
    var networks: [EngineNetwork]
    var configs: [SwarmObject]
    var secrets: [SwarmObject]

    static func read(_ client: DockerClient, release: String, status: Bool = false) async throws
        -> ReleaseObjects
    {
        let owned = EngineFilters.label(Label.release, release)
        async let services = client.services(owned, status: status)
        // Networks that were taken over have only Docker's label, see `Owner`, and a filter takes no either-or.
        async let networks = client.networks()
        async let configs = client.objects(.config, owned)
        async let secrets = client.objects(.secret, owned)
        return ReleaseObjects(
            services: try await services,
            networks: try await networks.filter {
                Owner(networkLabels: $0.labels, release: release) == .ours
            },
            configs: try await configs,
            secrets: try await secrets
        )
    }

    /// The same without what is in `objects`, and without what the kept services use.
    func without(_ objects: Set<ObjectReference>) -> ReleaseObjects {
        func stays(_ kind: String, _ name: String) -> Bool {
            objects.contains(ObjectReference(kind: kind, name: name))
        }
        let kept = services.filter { stays("service", $0.name) }
        var used: Set<String> = []
        for service in kept {
            let task = service.spec["TaskTemplate"]
            for network in task?["Networks"]?.arrayValue ?? [] {
                used.insert(network["Target"]?.stringValue ?? "")
            }
            for config in task?.at("ContainerSpec", "Configs")?.arrayValue ?? [] {
                used.insert(config["ConfigID"]?.stringValue ?? "")
            }
            for secret in task?.at("ContainerSpec", "Secrets")?.arrayValue ?? [] {
                used.insert(secret["SecretID"]?.stringValue ?? "")
            }
        }
        return ReleaseObjects(
            services: services.filter { !stays("service", $0.name) },
            networks: networks.filter { !stays("network", $0.name) && !used.contains($0.id) },
            configs: configs.filter { !stays("config", $0.name) && !used.contains($0.id) },
            secrets: secrets.filter { !stays("secret", $0.name) && !used.contains($0.id) }
        )
    }

    var references: Set<ObjectReference> {
        Set(
            services.map { ObjectReference(kind: "service", name: $0.name) }
                + networks.map { ObjectReference(kind: "network", name: $0.name) }
                + configs.map { ObjectReference(kind: "config", name: $0.name) }
                + secrets.map { ObjectReference(kind: "secret", name: $0.name) }
        )
    }

    /// The named volumes of the services that are the release's own.
    func volumes(of release: String) -> Set<ObjectReference> {
        var volumes: Set<ObjectReference> = []
        for service in services {
            for mount in service.spec.at("TaskTemplate", "ContainerSpec", "Mounts")?.arrayValue ?? [] {
                guard mount["Type"] == "volume", let name = mount["Source"]?.stringValue,
                    mount.at("VolumeOptions", "Labels", Label.stack) == .string(release)
                else { continue }
                volumes.insert(ObjectReference(kind: "volume", name: name))
            }
        }
        return volumes
    }
}
