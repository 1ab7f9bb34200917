import Charts
import Compose
import Diagnostics
package import KubernetesAPI
import OrderedCollections
package import Releases
import Values

/// Runs releases in a namespace of a Kubernetes cluster.
package struct KubernetesOrchestrator: Orchestrator {
    package let client: KubernetesClient
    package let namespace: String
    /// Take fields that other managers have set, where they stand in the way.
    private let forcesConflicts: Bool

    package init(client: KubernetesClient, namespace: String, forcesConflicts: Bool = false) {
        self.client = client
        self.namespace = namespace
        self.forcesConflicts = forcesConflicts
    }

    package var kind: TargetKind { .kubernetes }

    package var endpoint: String { "\(client.endpoint), namespace '\(namespace)'" }

    package func facts() async throws -> EngineFacts {
        async let version = client.version()
        async let apiVersions = client.apiVersions()
        let number = try await version.description
        var kubernetes = KubernetesFacts(version: number, apiVersions: try await apiVersions)
        kubernetes.isLive = true
        return EngineFacts(version: number, nodes: 0, kubernetes: kubernetes)
    }

    package func plan(_ deployment: Deployment) async throws -> any ReleasePlan {
        try await kubernetesPlan(deployment)
    }

    func kubernetesPlan(_ deployment: Deployment) async throws -> KubernetesPlan {
        let owner = ObjectOwner(release: deployment.release, namespace: namespace)
        let version = try await KubernetesVersion.of(client)
        let wanted = try await wantedObjects(deployment, owner, version)
        var recorded: [WantedObject]?
        if let former = deployment.recorded {
            var past = deployment
            past.desired = former
            past.definitions = []
            recorded = try await wantedObjects(past, owner, version).objects
        }
        let resources = Set(
            APIResource.ofProjects
                + (wanted.objects + (recorded ?? [])).compactMap { object in
                    object.isDefinition ? nil : object.resource
                }
        )
        let live = try await LiveObjects.read(
            client,
            owner: owner,
            resources: Array(resources),
            wanted: wanted.objects,
            recorded: recorded ?? []
        )
        let comparison = ObjectComparison(
            client: client,
            owner: owner,
            live: live,
            adopt: deployment.adopt,
            force: forcesConflicts
        )
        let steps = try await concurrently(wanted.objects) { object in
            // A generated secret is made once; what is live stays.
            try await comparison.step(for: object)
        }
        return KubernetesPlan(
            client: client,
            deployment: deployment,
            owner: owner,
            forcesConflicts: forcesConflicts,
            steps: steps,
            hooks: wanted.hooks,
            live: live,
            recorded: recorded,
            diagnostics: wanted.diagnostics
        )
    }

    package func objects(of desired: DesiredState, release: String) -> Set<ObjectReference> {
        // Names do not depend on the server's version.
        Set(wantedObjects(of: desired, release: release, .assumed).map { $0.key.reference(in: namespace) })
    }

    /// What a revision wants, without asking the cluster: of kinds that not all servers have, the resource is nil.
    func wantedObjects(of desired: DesiredState, release: String, _ version: KubernetesVersion)
        -> [WantedObject]
    {
        let options = ConversionOptions(release: release, namespace: namespace, version: version)
        var converter = KubernetesConverter(project: desired.project, options: options)
        let owner = ObjectOwner(release: release, namespace: namespace)
        let own = desired.objects.map { KubernetesObject(value: $0, origin: "") }
        return (converter.convert().objects + own).map { object in
            let gvk = GroupVersionKind(apiVersion: object.apiVersion, kind: object.kind)
            return WantedObject(object, resource: .known(gvk), owner: owner)
        }
    }

    // MARK: What is wanted

    /// What a deployment is in Kubernetes, in the order in which it is applied.
    private func wantedObjects(
        _ deployment: Deployment,
        _ owner: ObjectOwner,
        _ version: KubernetesVersion
    ) async throws -> (objects: [WantedObject], hooks: [String: WantedObject], diagnostics: [Diagnostic]) {
        var options = ConversionOptions(
            release: deployment.release,
            namespace: namespace,
            version: version
        )
        options.chart = deployment.chart
        for (key, secret) in deployment.project.secrets {
            if case .generated(let recipe) = secret.content { options.generatedSecrets[key] = recipe.make() }
        }
        var converter = KubernetesConverter(project: deployment.project, options: options)
        let converted = converter.convert()
        let own = deployment.desired.objects.map { value in
            KubernetesObject(value: value, origin: "the chart '\(deployment.chart)'")
        }
        let all = KubernetesObject.inApplyOrder(converted.objects + own)
        let generated = Set(
            deployment.project.secrets.filter { _, secret in
                if case .generated = secret.content { true } else { false }
            }.map { converter.names.data($0.key, $0.value) }
        )
        let resources = try await self.resources(of: all)
        let definitions = deployment.definitions.map { value in
            let object = KubernetesObject(value: value, origin: "crds/")
            return WantedObject(object, resource: Self.definition(object), owner: owner, isDefinition: true)
        }
        let objects = all.map { object in
            let gvk = GroupVersionKind(apiVersion: object.apiVersion, kind: object.kind)
            var wanted = WantedObject(object, resource: resources[gvk], owner: owner)
            wanted.isMadeOnce = wanted.isSecret && generated.contains(wanted.name)
            return wanted
        }
        var hooks: [String: WantedObject] = [:]
        for hook in converted.hooks {
            let gvk = GroupVersionKind(apiVersion: hook.apiVersion, kind: hook.kind)
            let wanted = WantedObject(hook, resource: .known(gvk), owner: owner)
            hooks[wanted.service] = wanted
        }
        return (definitions + objects, hooks, converter.diagnostics)
    }

    /// The resources of the kinds, as far as they are served: a release may bring some itself.
    private func resources(of objects: [KubernetesObject]) async throws -> [GroupVersionKind: APIResource] {
        let kinds = Set(objects.map { GroupVersionKind(apiVersion: $0.apiVersion, kind: $0.kind) })
        var result: [GroupVersionKind: APIResource] = [:]
        for (kind, resource) in try await concurrently(
            Array(kinds),
            { kind in
                (kind, try await resource(of: kind))
            }
        ) {
            result[kind] = resource
        }
        return result
    }

    func resource(of kind: GroupVersionKind) async throws -> APIResource? {
        if let known = APIResource.known(kind) { return known }
        do {
            return try await client.resource(kind)
        } catch let failure as Failure where failure.kind == .notFound {
            return nil
        }
    }

    private static func definition(_ object: KubernetesObject) -> APIResource {
        APIResource(
            gvk: GroupVersionKind(apiVersion: object.apiVersion, kind: object.kind),
            plural: "customresourcedefinitions",
            isNamespaced: false
        )
    }
}
