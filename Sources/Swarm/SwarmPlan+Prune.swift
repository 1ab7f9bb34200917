import DockerAPI
package import Releases

extension SwarmPlan {
    /// Does nothing where there was nothing of the release before: nobody else makes its objects.
    package func prune(keeping: Set<ObjectReference>, operation: OperationContext) async throws {
        if live.isWithoutTrace(of: release) { return }
        // Of former revisions only what cannot be made again is kept: the data that they refer to.
        var kept = keeping.filter { $0.kind == "config" || $0.kind == "secret" }
        for network in wanted.networks { kept.insert(ObjectReference(kind: "network", name: network.name)) }
        for data in wanted.configs + wanted.secrets {
            kept.insert(ObjectReference(kind: data.kind, name: data.name))
        }
        for service in wanted.services { kept.insert(ObjectReference(kind: "service", name: service.name)) }
        let found = try await ReleaseObjects.read(client, release: release)
        // The hooks of this operation stay to be looked at, those of others go.
        for service in found.services
        where service.labels[Label.hookRevision] == String(deployment.revision) {
            kept.insert(ObjectReference(kind: "service", name: service.name))
        }
        let gone = found.without(kept)
        let removal = ObjectRemoval(
            client: client,
            operation: operation,
            deadline: ContinuousClock.now + .seconds(operation.timeout)
        )
        try await removal.removeServices(gone.services)
        try await removal.removeNetworks(gone.networks)
        try await removal.removeData(.config, gone.configs)
        try await removal.removeData(.secret, gone.secrets)
    }
}
