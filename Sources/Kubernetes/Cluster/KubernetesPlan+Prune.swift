import KubernetesAPI
package import Releases

extension KubernetesPlan {
    package func prune(keeping: Set<ObjectReference>, operation: OperationContext) async throws {
        let wanted = Set(steps.map(\.wanted.key))
        // Of former revisions only what cannot be made again is kept: the data that they refer to.
        let data = live.owned.filter { object in
            object.isProjectData && !object.isKept && !wanted.contains(object.key)
                && !keeping.contains(object.key.reference(in: owner.namespace))
        }
        let removal = ObjectRemoval(
            client: client,
            owner: owner,
            operation: operation,
            deadline: ContinuousClock.now + .seconds(operation.timeout)
        )
        try await removal.remove(surplus + data, waits: false)
    }
}
