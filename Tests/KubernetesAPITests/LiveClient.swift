import FoundationEssentials
import TestSupport
import Values

@testable import KubernetesAPI

/// Clients of the real cluster that tests may use.
enum LiveClient {
    static var environment: KubernetesEnvironment {
        KubernetesEnvironment(variables: ProcessInfo.processInfo.environment, home: nil)
    }

    /// How its administrator reaches the cluster.
    static func access() throws -> ClusterAccess {
        try ClusterAccess.resolve(environment: environment, file: try Engine.requireKubernetes())
    }

    static func make() throws -> KubernetesClient {
        KubernetesClient(try access())
    }

    /// Makes a namespace for `body` and deletes it afterwards.
    static func withNamespace(
        _ body: (_ client: KubernetesClient, _ namespace: String) async throws -> Void
    ) async throws {
        let client = try make()
        let name = Engine.uniqueName("kapi")
        _ = try await client.create(
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]],
            in: .namespaces
        )
        do {
            try await body(client, name)
        } catch {
            try await client.delete(.namespaces, name: name)
            throw error
        }
        try await client.delete(.namespaces, name: name)
    }

    /// A ConfigMap with one line of data.
    static func configMap(_ name: String, _ data: String = "x", labels: Value = [:]) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "labels": labels],
            "data": ["key": .string(data)],
        ]
    }
}
