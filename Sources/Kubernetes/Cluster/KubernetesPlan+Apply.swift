import Diagnostics
import KubernetesAPI
package import Releases
import Values

extension KubernetesPlan {
    package func apply(_ operation: OperationContext) async throws {
        let deadline = ContinuousClock.now + .seconds(operation.timeout)
        var convergence = Convergence(client: client, owner: owner, operation: operation, deadline: deadline)
        let writer = ObjectWriter(
            client: client,
            owner: owner,
            operation: operation,
            deadline: deadline,
            force: forcesConflicts
        )
        let stages = steps.stages
        let waves = stages.filter { $0.stage == .workloads }.count
        var wave = 0
        for (index, (stage, _, steps)) in stages.enumerated() {
            if stage == .workloads {
                wave += 1
                let services = steps.map(\.wanted.service)
                operation.report(.wave(number: wave, count: waves, services: services))
            }
            for watch in try await concurrently(steps, { try await writer.write($0) }) {
                convergence.add(watch)
            }
            // A kind exists when its definition is established, whether anybody wants to wait or not.
            let defines = steps.contains { $0.wanted.key.kind == "CustomResourceDefinition" && $0.isWrite }
            if defines {
                try await convergence.wait { $0.kind == "CustomResourceDefinition" }
                await client.invalidateDiscovery()
            }
            guard operation.wait else { continue }
            // What comes next may be what this stage's objects serve; data and rules are there at once.
            let isLast = index + 1 == stages.count
            if isLast || stage >= .workloads { try await convergence.wait { _ in true } }
        }
    }
}
