import Diagnostics
import HTTP
import OrderedCollections
package import Values

/// Single objects.
///
/// Where an object is in a namespace and none is given, it is the client's own.
extension KubernetesClient {
    /// The object of a name, or nil.
    ///
    /// - Throws: `.notFound` when the server does not serve the resource at all.
    package func get(_ resource: APIResource, namespace: String?, name: String) async throws -> Value? {
        let request = objectRequest("GET", "get", resource, namespace, name)
        do {
            return try await call(request)
        } catch let failure as Failure where failure.apiError?.status == 404 {
            if failure.apiError?.isUnknownResource == true { throw failure }
            return nil
        }
    }

    /// Creates an object; one without a name has `generateName`.
    ///
    /// - Returns: The object as the server has it.
    /// - Throws: `.conflict` when the name is taken (``APIError/isAlreadyExists``).
    package func create(
        _ object: Value,
        in resource: APIResource,
        namespace: String? = nil
    ) async throws -> Value {
        let namespace = place(namespace ?? object.at("metadata", "namespace")?.stringValue, for: resource)
        var request = APIRequest(
            "POST",
            resource.path(namespace: namespace),
            for: purpose("create", resource, namespace, object.at("metadata", "name")?.stringValue)
        )
        request.query = [("fieldManager", Self.fieldManager)]
        request.body = object
        return try await call(request)
    }

    /// Replaces an object as a whole; with a `resourceVersion` only if it still has that.
    ///
    /// - Returns: The object as the server has it.
    /// - Throws: `.conflict` when it has changed (``APIError/isOutdated``), `.notFound` when it is gone.
    package func update(
        _ object: Value,
        in resource: APIResource,
        namespace: String? = nil
    ) async throws -> Value {
        var request = objectRequest(
            "PUT",
            "update",
            resource,
            namespace ?? object.at("metadata", "namespace")?.stringValue,
            object.at("metadata", "name")?.stringValue ?? ""
        )
        request.query = [("fieldManager", Self.fieldManager)]
        request.body = object
        return try await call(request)
    }

    /// Lays a merge patch (RFC 7386) over an object: null removes a member, lists are replaced.
    ///
    /// - Parameters:
    ///   - patch: The members to change; with a `metadata.resourceVersion` only if the object still has that.
    ///   - resource: The object's resource.
    ///   - namespace: The object's namespace.
    ///   - name: The object's name.
    ///   - subresource: The part of the object to change: `status`, `scale`.
    ///   - metadataOnly: Whether the answer has only the object's metadata, which is enough to go on from and
    ///     much less for objects with data.
    /// - Returns: The object as the server has it.
    /// - Throws: `.conflict` when it has changed (``APIError/isOutdated``), `.notFound` when it is gone.
    package func mergePatch(
        _ patch: Value,
        of resource: APIResource,
        namespace: String? = nil,
        name: String,
        subresource: String? = nil,
        metadataOnly: Bool = false
    ) async throws -> Value {
        var request = objectRequest("PATCH", "patch", resource, namespace, name, subresource)
        request.query = [("fieldManager", Self.fieldManager)]
        request.contentType = "application/merge-patch+json"
        if metadataOnly { request.accept = Self.metadataType("PartialObjectMetadata") }
        request.body = patch
        let answer = try await call(request)
        return metadataOnly ? Self.named(answer, resource) : answer
    }

    /// Deletes an object.
    ///
    /// The deletion may take its time: it is over when the object cannot be read any more.
    /// - Parameters:
    ///   - resource: The object's resource.
    ///   - namespace: The object's namespace.
    ///   - name: The object's name.
    ///   - uid: Deletes only the object of that identity, and not one that has its name since.
    ///   - propagation: What happens to the objects that it owns.
    ///   - isDryRun: Whether only to find out whether it could be done.
    /// - Returns: False when there was none.
    /// - Throws: `.conflict` when another object has the name (``APIError/isOutdated``).
    @discardableResult
    package func delete(
        _ resource: APIResource,
        namespace: String? = nil,
        name: String,
        uid: String? = nil,
        propagation: Propagation = .background,
        isDryRun: Bool = false
    ) async throws -> Bool {
        var request = objectRequest("DELETE", "delete", resource, namespace, name)
        request.body = .object(
            of: ("kind", "DeleteOptions"),
            ("apiVersion", "v1"),
            ("propagationPolicy", .string(propagation.rawValue)),
            ("preconditions", uid.map { ["uid": .string($0)] }),
            ("dryRun", isDryRun ? ["All"] : nil)
        )
        do {
            _ = try await call(request)
            return true
        } catch let failure as Failure where failure.apiError?.status == 404 {
            if failure.apiError?.isUnknownResource == true { throw failure }
            return false
        }
    }

    func objectRequest(
        _ method: String,
        _ verb: String,
        _ resource: APIResource,
        _ namespace: String?,
        _ name: String,
        _ subresource: String? = nil
    ) -> APIRequest {
        let namespace = place(namespace, for: resource)
        var path = "\(resource.path(namespace: namespace))/\(HTTPURL.encodedComponent(name))"
        if let subresource { path += "/\(subresource)" }
        return APIRequest(method, path, for: purpose(verb, resource, namespace, name))
    }

    /// The namespace of an object: the one that is named, or the client's; nil for what is in none.
    func place(_ namespace: String?, for resource: APIResource) -> String? {
        guard resource.isNamespaced else { return nil }
        return namespace.flatMap { $0.isEmpty ? nil : $0 } ?? access.namespace
    }

    func purpose(
        _ verb: String,
        _ resource: APIResource,
        _ namespace: String?,
        _ name: String? = nil
    ) -> APIRequest.Purpose {
        APIRequest.Purpose(verb: verb, resource: resource, namespace: namespace, name: name)
    }

    static func metadataType(_ kind: String) -> String {
        "application/json;as=\(kind);g=meta.k8s.io;v=v1"
    }

    /// The object with the `apiVersion` and `kind` of its resource in front.
    static func named(_ object: Value, _ resource: APIResource) -> Value {
        var members: Value.Object = [
            "apiVersion": .string(resource.gvk.apiVersion),
            "kind": .string(resource.gvk.kind),
        ]
        members.merge(object.objectValue ?? [:]) { own, _ in own }
        return .object(members)
    }
}
