import Compose
import Diagnostics
import KubernetesAPI
import OrderedCollections
package import Releases
import Values

extension KubernetesPlan {
    package func makeObjects(usedBy services: [String], operation: OperationContext) async throws {
        let used = services.compactMap { deployment.project.services[$0] }
        let names = KubernetesNames(release: deployment.release)
        let configs = used.flatMap { $0.configs }.compactMap { reference in
            deployment.project.configs[reference.source].map { names.data(reference.source, $0) }
        }
        let secrets = used.flatMap { $0.secrets }.compactMap { reference in
            deployment.project.secrets[reference.source].map { names.data(reference.source, $0) }
        }
        let needed = steps.filter { step in
            switch step.wanted.key.kind {
            case "ConfigMap": configs.contains(step.wanted.name)
            case "Secret": secrets.contains(step.wanted.name)
            case "PersistentVolumeClaim": true
            default: false
            }
        }
        let writer = ObjectWriter(
            client: client,
            owner: owner,
            operation: operation,
            deadline: ContinuousClock.now + .seconds(operation.timeout),
            force: forcesConflicts
        )
        _ = try await concurrently(needed.filter(\.isWrite)) { try await writer.write($0) }
    }

    package func run(_ hook: Hook, operation: OperationContext) async throws {
        let wanted: WantedObject
        if let object = hook.object {
            let manifest = KubernetesObject(value: object, origin: hook.title)
            let gvk = GroupVersionKind(apiVersion: manifest.apiVersion, kind: manifest.kind)
            let known = APIResource.known(gvk)
            wanted = WantedObject(
                manifest,
                resource: known == nil ? try await client.resource(gvk) : known,
                owner: owner
            )
        } else if let job = hooks[hook.name] {
            wanted = job
        } else {
            throw Failure(.internal, "the \(hook.title) is not in the plan")
        }
        try await HookRun(client: client, owner: owner, operation: operation, hook: hook, wanted: wanted)
            .run()
    }
}

extension KubernetesOrchestrator {
    package func removeHooks(of release: String, operation: OperationContext) async throws {
        let owner = ObjectOwner(release: release, namespace: namespace)
        var hooks: [LiveObject] = []
        for resource in [APIResource.jobs, .pods] {
            hooks += try await client.list(resource, namespace: namespace, labels: owner.selector).items
                .map { LiveObject(resource: resource, value: $0) }
                .filter { $0.annotation(KubernetesLabel.hook) != nil }
        }
        if hooks.isEmpty { return }
        let removal = ObjectRemoval(
            client: client,
            owner: owner,
            operation: operation,
            deadline: ContinuousClock.now + .seconds(operation.timeout)
        )
        try await removal.remove(hooks, waits: true)
    }
}
