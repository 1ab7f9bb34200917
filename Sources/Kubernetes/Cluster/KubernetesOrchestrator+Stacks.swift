import Diagnostics
import KubernetesAPI
package import Releases

extension KubernetesOrchestrator {
    /// Those of all namespaces, or where that may not be looked at of the own one.
    package func stacks() async throws -> [StackSummary] {
        do {
            return try await stacks(in: nil)
        } catch let failure as Failure where failure.apiError?.status == 403 {
            return try await stacks(in: namespace)
        }
    }

    private func stacks(in namespace: String?) async throws -> [StackSummary] {
        let client = client
        let kinds = APIResource.workloads + [.services]
        // Compose on Kubernetes marks what it makes in the same way.
        let markers = [KubernetesLabel.releaseName, KubernetesLabel.stack]
        let lists = try await concurrently(kinds.flatMap { kind in markers.map { (kind, $0) } }) {
            kind,
            marker in
            try await client.list(kind, namespace: namespace, labels: marker).items
                .map { LiveObject(resource: kind, value: $0) }
        }
        let found = Dictionary(lists.flatMap(\.self).map { ($0.key, $0) }) { first, _ in first }.values
        let services = found.filter { $0.resource.gvk == APIResource.services.gvk }
        let workloads = found.filter { $0.resource.isWorkload && $0.annotation(KubernetesLabel.hook) == nil }
        let byStack = Dictionary(grouping: workloads) { workload in
            let name =
                workload.label(KubernetesLabel.releaseName) ?? workload.label(KubernetesLabel.stack) ?? ""
            return Place(
                namespace: workload.label(KubernetesLabel.releaseNamespace) ?? workload.namespace,
                name: name
            )
        }
        return byStack.map { place, workloads in
            StackSummary(
                name: place.name,
                namespace: place.namespace,
                isRelease: workloads.contains { $0.label(KubernetesLabel.releaseName) != nil },
                services: workloads.sorted { $0.serviceName < $1.serviceName }.map { workload in
                    let own = services.filter { $0.namespace == workload.namespace }
                    return Self.status(of: workload, pods: [], ports: Self.ports(of: workload, own))
                }
            )
        }.sorted { ($0.name, $0.namespace) < ($1.name, $1.namespace) }
    }

    private struct Place: Hashable {
        var namespace: String
        var name: String
    }
}
