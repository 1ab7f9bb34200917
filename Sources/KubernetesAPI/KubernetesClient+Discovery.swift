import Diagnostics
import HTTP
import Values

extension KubernetesClient {
    /// The resource of a kind.
    ///
    /// Asks for no more than the kind's group version. When the kind is not in what is known, the server is
    /// asked once more: a definition may have come meanwhile.
    /// - Throws: `.notFound` when the server does not serve it, with what it serves in its place.
    package func resource(_ gvk: GroupVersionKind) async throws -> APIResource {
        let (catalog, wasKnown) = try await groupVersion(gvk)
        if let found = catalog.resources.first(where: { $0.gvk == gvk }) { return found }
        if wasKnown {
            discovery.invalidate()
            let fresh = try await groupVersion(gvk).catalog
            if let found = fresh.resources.first(where: { $0.gvk == gvk }) { return found }
        }
        throw await notServed(gvk)
    }

    /// The resource that a person names: a kind, a plural or singular or short name, with or without the
    /// group (`Deployment`, `deployments`, `deploy`, `deployments.apps`); in the group's preferred version.
    ///
    /// - Throws: `.notFound` when the server serves nothing of that name.
    package func resource(kind name: String) async throws -> APIResource {
        let wanted = name.lowercased()
        func find(_ resources: [APIResource]) -> APIResource? {
            resources.first { resource in
                let names = [resource.gvk.kind.lowercased(), resource.plural] + resource.aliases
                return names.contains { $0 == wanted || "\($0).\(resource.gvk.group)" == wanted }
            }
        }
        if let found = find(try await resources()) { return found }
        discovery.invalidate()
        let fresh = try await resources()
        if let found = find(fresh) { return found }
        let near = suggestion(for: name, among: fresh.flatMap { [$0.gvk.kind, $0.plural] })
        throw Failure(
            .notFound,
            "\(endpoint) serves nothing called '\(name)'",
            hint: near.map { "did you mean '\($0)'?" } ?? "see what it serves: kubectl api-resources"
        )
    }

    /// All resources that the server serves, in all versions; of each group the preferred version first.
    package func resources() async throws -> [APIResource] {
        try await catalog().resources
    }

    /// What `.Capabilities.APIVersions` of a chart holds: `v1`, `apps/v1`, and `apps/v1/Deployment`.
    ///
    /// Groups whose server does not answer are there without their kinds, as with Helm.
    package func apiVersions() async throws -> [String] {
        try await catalog().apiVersions
    }

    /// The group versions of aggregated servers that do not answer now.
    package func unavailableGroupVersions() async throws -> [String] {
        try await catalog().missing
    }

    /// Forgets what was discovered: to be called after definitions or API services have changed.
    package func invalidateDiscovery() {
        discovery.invalidate()
    }

    private func notServed(_ gvk: GroupVersionKind) async -> Failure {
        let catalog = try? await catalog()
        if catalog?.missing.contains(gvk.apiVersion) == true {
            return Failure(
                .unavailable,
                "the server behind '\(gvk.apiVersion)' of \(endpoint) does not answer",
                hint: "see why: kubectl describe apiservice \(gvk.version).\(gvk.group)"
            )
        }
        let resources = catalog?.resources ?? []
        let others = resources.filter { $0.gvk.kind == gvk.kind }
        // A version that is gone has its successor in the same group; else a kind moved to another group.
        let other = others.first { $0.gvk.group == gvk.group } ?? others.first
        let near = suggestion(
            for: gvk.kind,
            among: resources.filter { $0.gvk.apiVersion == gvk.apiVersion }.map(\.gvk.kind)
        )
        let hint =
            other.map { "it serves the kind '\(gvk.kind)' as '\($0.gvk.apiVersion)': write that apiVersion" }
            ?? near.map { "did you mean the kind '\($0)'?" }
            ?? "install what defines it (a CustomResourceDefinition) first; what there is: kubectl api-resources"
        return Failure(
            .notFound,
            "\(endpoint) does not serve '\(gvk)'",
            hint: hint,
            cause: APIError(status: 404, message: "the server does not serve '\(gvk)'")
        )
    }

    private func groupVersion(_ gvk: GroupVersionKind) async throws -> (catalog: APICatalog, wasKnown: Bool) {
        try await discovery.groupVersion(gvk.apiVersion) {
            try await loadGroupVersion(gvk.apiVersion) ?? APICatalog()
        }
    }

    private func catalog() async throws -> APICatalog {
        try await discovery.catalog { try await loadEverything() }
    }

    /// Asks for everything in the aggregated form (Kubernetes 1.26 and newer), in two requests; a server that
    /// does not know it answers in the old form, which only names the groups.
    private func loadEverything() async throws -> APICatalog {
        async let core = call(discoveryRequest("/api"))
        async let groups = call(discoveryRequest("/apis"))
        var catalog = APICatalog()
        for list in try await [core, groups] {
            if list["kind"]?.stringValue == "APIGroupDiscoveryList" {
                catalog.add(discoveryList: list)
            } else {
                catalog.add(try await loadEach(Self.groupVersions(in: list)))
            }
        }
        return catalog
    }

    private func discoveryRequest(_ path: String) -> APIRequest {
        var request = APIRequest(
            "GET",
            path,
            for: APIRequest.Purpose(verb: "get", text: "read what the server serves")
        )
        let aggregated = ["v2", "v2beta1"].map {
            "application/json;g=apidiscovery.k8s.io;v=\($0);as=APIGroupDiscoveryList"
        }
        request.accept = (aggregated + ["application/json"]).joined(separator: ",")
        return request
    }

    /// The group versions of `APIVersions` or an `APIGroupList`, of each group the preferred one first.
    private static func groupVersions(in list: Value) -> [String] {
        if let core = list["versions"]?.arrayValue { return core.compactMap(\.stringValue) }
        return (list["groups"]?.arrayValue ?? []).flatMap { group in
            let all = (group["versions"]?.arrayValue ?? []).compactMap { $0["groupVersion"]?.stringValue }
            let preferred = group.at("preferredVersion", "groupVersion")?.stringValue
            return all.filter { $0 == preferred } + all.filter { $0 != preferred }
        }
    }

    private func loadEach(_ groupVersions: [String]) async throws -> APICatalog {
        let parts = try await withThrowingTaskGroup(of: (String, APICatalog).self) { tasks in
            for name in groupVersions {
                tasks.addTask {
                    do {
                        if let catalog = try await loadGroupVersion(name) { return (name, catalog) }
                        // It has gone since the list was made; it has no resources, and nothing is wrong.
                        var catalog = APICatalog()
                        catalog.add(resourceList: .null, of: name)
                        return (name, catalog)
                    } catch let failure as Failure where failure.apiError.map({ $0.status >= 500 }) ?? false {
                        // One aggregated server that is down must not hide all the others.
                        var catalog = APICatalog()
                        catalog.addMissing(name)
                        return (name, catalog)
                    }
                }
            }
            return try await tasks.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        return groupVersions.reduce(into: APICatalog()) { $0.add(parts[$1] ?? APICatalog()) }
    }

    /// Asks for one group version; nil when the server does not serve it.
    private func loadGroupVersion(_ name: String) async throws -> APICatalog? {
        let parts = name.split(separator: "/").map { HTTPURL.encodedComponent(String($0)) }
        let path = (parts.count == 2 ? "/apis/" : "/api/") + parts.joined(separator: "/")
        let request = APIRequest(
            "GET",
            path,
            for: APIRequest.Purpose(verb: "get", text: "read what the server serves as '\(name)'")
        )
        do {
            let list = try await call(request)
            var catalog = APICatalog()
            catalog.add(resourceList: list, of: name)
            return catalog
        } catch let failure as Failure where failure.apiError?.status == 404 {
            return nil
        }
    }
}
