import DockerAPI
package import Releases

extension SwarmOrchestrator {
    package func remove(
        release: String,
        keeping: Set<ObjectReference>,
        operation: OperationContext
    ) async throws -> [ObjectReference] {
        let deadline = ContinuousClock.now + .seconds(operation.timeout)
        let found = try await ReleaseObjects.read(client, release: release)
        let local = try await client.volumes(.label(Label.stack, release))
        let gone = found.without(keeping)
        let removal = ObjectRemoval(client: client, operation: operation, deadline: deadline)
        try await removal.removeServices(gone.services)
        try await removal.waitForTasks(of: gone.services, release: release)
        try await removal.removeNetworks(gone.networks)
        try await removal.removeData(.config, gone.configs)
        try await removal.removeData(.secret, gone.secrets)
        let volumes = found.volumes(of: release)
            .union(local.map { ObjectReference(kind: "volume", name: $0.name) })
        return found.references.subtracting(gone.references).union(volumes).sorted()
    }
}
