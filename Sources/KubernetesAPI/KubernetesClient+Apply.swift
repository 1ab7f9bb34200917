import Diagnostics
import HTTP
package import Values

extension KubernetesClient {
    /// Gives the object to the server to make or to change: server-side apply.
    ///
    /// The server remembers what Davit has set, and removes what is left out the next time. Unknown and
    /// duplicate fields are errors on servers that check them (Kubernetes 1.25 and newer), others drop them.
    /// - Parameters:
    ///   - object: The object with everything that Davit sets and nothing else.
    ///   - resource: The object's resource.
    ///   - namespace: Its namespace; nil takes the object's own, or else the client's.
    ///   - force: Whether to take over fields that belong to other managers.
    ///   - isDryRun: Whether the server only says what would come of it.
    /// - Throws: `.conflict` for fields of others (``APIError/isFieldManagerConflict``), `.invalidInput` for
    ///   an object that is wrong or a change that cannot be made (``APIError/isImmutable``).
    package func apply(
        _ object: Value,
        to resource: APIResource,
        namespace: String? = nil,
        force: Bool = false,
        isDryRun: Bool = false
    ) async throws -> AppliedObject {
        guard let name = object.at("metadata", "name")?.stringValue, !name.isEmpty else {
            throw Failure(
                .invalidInput,
                "the \(resource.gvk.kind) to apply has no name",
                hint: "give it a 'metadata.name'; 'generateName' makes another object each time"
            )
        }
        var request = objectRequest(
            "PATCH",
            "patch",
            resource,
            namespace ?? object.at("metadata", "namespace")?.stringValue,
            name
        )
        request.purpose.text = request.purpose.description.replacing(
            "change ",
            with: "apply ",
            maxReplacements: 1
        )
        request.contentType = "application/apply-patch+yaml"
        request.query = [
            ("fieldManager", Self.fieldManager), ("force", String(force)), ("fieldValidation", "Strict"),
        ]
        if isDryRun { request.query.append(("dryRun", "All")) }
        // The server refuses to be told who manages what.
        var body = object
        body.remove(at: ["metadata", "managedFields"])
        request.body = body
        let (value, response) = try await exchange(request)
        return AppliedObject(
            object: value,
            warnings: AppliedObject.texts(ofWarnings: response.warnings),
            isCreated: response.status == 201
        )
    }

    /// Makes Davit the owner of the fields that others have set in an object otherwise than by apply.
    ///
    /// To be done before the first apply to an object that comes from another program: what is left out of
    /// the apply goes then, and the rest is no conflict.
    /// - Parameters:
    ///   - object: The object as it was read; one that has changed since is a `.conflict`.
    ///   - resource: The object's resource.
    ///   - managers: Who to take them from: `kubectl-client-side-apply`, `kompose`; also Davit itself, for
    ///     what it has set by a patch.
    /// - Returns: The object as it is now; the same when there was nothing to take.
    package func takeOverFields(
        of object: Value,
        in resource: APIResource,
        from managers: Set<String>
    ) async throws -> Value {
        var fields = ManagedFields(object)
        guard fields.give(fieldsOf: managers, to: Self.fieldManager) else { return object }
        let metadata = object["metadata"]
        return try await mergePatch(
            [
                "metadata": .object(
                    of: ("managedFields", .array(fields.entries)),
                    ("resourceVersion", metadata?["resourceVersion"])
                )
            ],
            of: resource,
            namespace: metadata?["namespace"]?.stringValue,
            name: metadata?["name"]?.stringValue ?? ""
        )
    }

    /// Whether the user may do something: `create`, `delete`, … with a resource.
    ///
    /// - Parameters:
    ///   - verb: As an access rule calls it.
    ///   - resource: What to do it with.
    ///   - namespace: Where; nil is everywhere.
    package func isAllowed(_ verb: String, _ resource: APIResource, namespace: String?) async throws -> Bool {
        let review = APIResource(
            gvk: GroupVersionKind(
                group: "authorization.k8s.io",
                version: "v1",
                kind: "SelfSubjectAccessReview"
            ),
            plural: "selfsubjectaccessreviews",
            isNamespaced: false
        )
        var request = APIRequest("POST", review.path(namespace: nil), for: purpose("create", review, nil))
        request.body = [
            "apiVersion": .string(review.gvk.apiVersion),
            "kind": .string(review.gvk.kind),
            "spec": [
                "resourceAttributes": .object(
                    of: ("verb", .string(verb)),
                    ("group", .string(resource.gvk.group)),
                    ("version", .string(resource.gvk.version)),
                    ("resource", .string(resource.plural)),
                    ("namespace", resource.isNamespaced ? .optional(namespace) : nil)
                )
            ],
        ]
        return try await call(request).at("status", "allowed")?.boolValue ?? false
    }
}
