import Diagnostics
import KubernetesAPI
package import Releases
import Values

extension KubernetesOrchestrator {
    /// Whether a kind or a version of an API is served, and something looks after it.
    ///
    /// An aggregated server is asked for its API service's condition; of a definition, the pods that may change its
    /// objects are looked for, because a definition alone makes nothing out of them.
    package func provision(of provided: String) async throws -> Provision {
        guard let wanted = ProvidedAPI(provided) else { return .absent }
        client.invalidateDiscovery()
        if let state = try await aggregated(wanted) { return state }
        let resources: [APIResource]
        do {
            resources = try await served(wanted)
        } catch let failure as Failure where failure.kind == .unavailable && failure.apiError == nil {
            return .unhealthy(failure.message)
        }
        guard let resource = resources.first else { return .absent }
        guard let definition = try await definition(of: resource) else { return .healthy }
        switch Readiness(of: definition, kind: "CustomResourceDefinition") {
        case .ready: break
        case .waiting(let reason), .failed(let reason):
            return .unhealthy("its definition is not established: \(reason)")
        }
        guard let controllers = try await ControllerSearch(client: client).controllers(of: wanted.group)
        else {
            // Who may not read the access rules cannot be told more.
            return .healthy
        }
        if controllers.isEmpty {
            return .unattended(
                "the definition '\(resource.qualifiedName)' is there, but no pod looks after it"
            )
        }
        if controllers.contains(where: \.isReady) { return .healthy }
        let names = controllers.map { "'\($0.namespace)/\($0.name)'" }.joined(separator: ", ")
        return .unhealthy("no pod that looks after it is ready (service account \(names))")
    }

    package func invalidateFacts() async {
        client.invalidateDiscovery()
    }

    private func served(_ wanted: ProvidedAPI) async throws -> [APIResource] {
        do {
            if let kind = wanted.kind {
                let gvk = GroupVersionKind(group: wanted.group, version: wanted.version, kind: kind)
                return [try await client.resource(gvk)]
            }
            return try await client.resources().filter {
                $0.gvk.group == wanted.group && $0.gvk.version == wanted.version
            }
        } catch let failure as Failure where failure.kind == .notFound {
            return []
        }
    }

    /// What the API service of an aggregated server says; nil where the cluster serves the version itself, or may.
    private func aggregated(_ wanted: ProvidedAPI) async throws -> Provision? {
        if wanted.group.isEmpty { return nil }
        let name = "\(wanted.version).\(wanted.group)"
        guard let service = try await readable(.apiServices, name: name), service.at("spec", "service") != nil
        else { return nil }
        switch Readiness(of: service, kind: "APIService") {
        case .ready: return try await served(wanted).isEmpty ? .absent : .healthy
        case .waiting(let reason), .failed(let reason):
            return .unhealthy("its API service '\(name)' is not available: \(reason)")
        }
    }

    private func definition(of resource: APIResource) async throws -> Value? {
        try await readable(.definitions, name: resource.qualifiedName)
    }

    /// An object that may well not be for this user to read.
    private func readable(_ resource: APIResource, name: String) async throws -> Value? {
        do {
            return try await client.get(resource, namespace: nil, name: name)
        } catch let failure as Failure where [403, 404].contains(failure.apiError?.status) {
            return nil
        }
    }
}

/// What an entry of `provides` names: `GROUP/VERSION/KIND`, `GROUP/VERSION`, or `VERSION/KIND` of the core group.
private struct ProvidedAPI {
    var group: String
    var version: String
    var kind: String?

    init?(_ text: String) {
        let parts = text.split(separator: "/").map(String.init)
        switch parts.count {
        case 3: (group, version, kind) = (parts[0], parts[1], parts[2])
        case 2 where Self.isVersion(parts[0]): (group, version, kind) = ("", parts[0], parts[1])
        case 2: (group, version, kind) = (parts[0], parts[1], nil)
        default: return nil
        }
    }

    /// `v1`, `v1beta2`.
    private static func isVersion(_ text: String) -> Bool {
        let rest = text.dropFirst()
        return text.first == "v" && rest.first?.isNumber == true
            && rest.allSatisfy { $0.isASCII && ($0.isNumber || $0.isLetter) }
    }
}
