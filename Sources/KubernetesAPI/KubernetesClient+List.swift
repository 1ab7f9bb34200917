import Diagnostics
import HTTP
import Values

extension KubernetesClient {
    /// How many objects one answer of a list has at most.
    static let pageSize = 500

    /// All objects of a resource, however many they are.
    ///
    /// - Parameters:
    ///   - resource: What to list.
    ///   - namespace: Where; nil is everywhere.
    ///   - labels: A label selector: `app=web,tier!=db`.
    ///   - fields: A field selector: `metadata.name=web`.
    package func list(
        _ resource: APIResource,
        namespace: String?,
        labels: String? = nil,
        fields: String? = nil
    ) async throws -> ResourceList {
        let request = listRequest(resource, namespace, labels, fields)
        return try await all(request, of: resource)
    }

    /// The metadata of all objects of a resource: much less than the objects, where these hold data.
    ///
    /// The items have nothing but `apiVersion`, `kind` and `metadata`. The parameters are those of ``list``, and:
    ///
    /// - Parameter mayLag: Whether what the server has at hand will do, which may be some milliseconds old. It then
    ///   reads nothing from its store, where it would go through all objects of the resource.
    package func listMetadata(
        _ resource: APIResource,
        namespace: String?,
        labels: String? = nil,
        fields: String? = nil,
        mayLag: Bool = false
    ) async throws -> ResourceList {
        var request = listRequest(resource, namespace, labels, fields)
        request.accept = Self.metadataType("PartialObjectMetadataList")
        if mayLag {
            request.query.append(("resourceVersion", "0"))
            return try await pages(request, of: resource, size: nil)
        }
        return try await all(request, of: resource)
    }

    func listRequest(
        _ resource: APIResource,
        _ namespace: String?,
        _ labels: String?,
        _ fields: String?
    ) -> APIRequest {
        let namespace = resource.isNamespaced ? namespace : nil
        var request = APIRequest(
            "GET",
            resource.path(namespace: namespace),
            for: purpose("list", resource, namespace)
        )
        if let labels, !labels.isEmpty { request.query.append(("labelSelector", labels)) }
        if let fields, !fields.isEmpty { request.query.append(("fieldSelector", fields)) }
        return request
    }

    private func all(_ request: APIRequest, of resource: APIResource) async throws -> ResourceList {
        do {
            return try await pages(request, of: resource, size: Self.pageSize)
        } catch let failure as Failure where failure.apiError?.isExpired == true {
            // Between two pages the server has forgotten the state they are of. One answer has no pages.
            return try await pages(request, of: resource, size: nil)
        }
    }

    private func pages(_ request: APIRequest, of resource: APIResource, size: Int?) async throws
        -> ResourceList
    {
        var result = ResourceList(items: [], resourceVersion: "")
        var token: String?
        repeat {
            var page = request
            if let size { page.query.append(("limit", String(size))) }
            if let token { page.query.append(("continue", token)) }
            let answer = try await call(page)
            for item in answer["items"]?.arrayValue ?? [] { result.items.append(Self.named(item, resource)) }
            result.resourceVersion = answer.at("metadata", "resourceVersion")?.stringValue ?? ""
            token = answer.at("metadata", "continue")?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return result
    }
}
