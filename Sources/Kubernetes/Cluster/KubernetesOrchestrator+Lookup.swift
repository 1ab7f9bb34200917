import Diagnostics
import KubernetesAPI
package import Values

extension KubernetesOrchestrator {
    /// As Helm's `lookup`, but that the data of a Secret is left out; of a kind that several groups have, the
    /// first is meant.
    package func lookup(kind: String, namespace: String, name: String) async throws -> Value? {
        let resource: APIResource
        do {
            resource = try await client.resource(kind: kind)
        } catch let failure as Failure where failure.kind == .notFound {
            return nil
        }
        let place = resource.isNamespaced && !namespace.isEmpty ? namespace : nil
        if !name.isEmpty {
            // A name alone means nothing where there is a namespace.
            let namespace = resource.isNamespaced ? place ?? self.namespace : nil
            return try await client.get(resource, namespace: namespace, name: name).map(Self.withoutSecrets)
        }
        let list = try await client.list(resource, namespace: place)
        if list.items.isEmpty { return nil }
        return [
            "apiVersion": .string(resource.gvk.apiVersion),
            "kind": .string("\(resource.gvk.kind)List"),
            "items": .array(list.items.map(Self.withoutSecrets)),
        ]
    }

    private static func withoutSecrets(_ value: Value) -> Value {
        guard value["kind"] == "Secret" else { return value }
        return value.setting(["data"], nil)
    }
}
