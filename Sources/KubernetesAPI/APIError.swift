package import Diagnostics
import HTTP
import Values

/// What the server answered when it refused a request (`Status`); the `cause` of the failure that is thrown.
package struct APIError: Error, Sendable, Hashable {
    /// One reason among several, as a rule about one field.
    package struct Cause: Sendable, Hashable {
        /// The server's word for it: `FieldValueInvalid`, `FieldManagerConflict`, `NamespaceTerminating`.
        package var reason: String
        package var message: String
        /// The field's path, as the server writes it: `spec.replicas`, `.spec.replicas`.
        package var field: String

        package init(reason: String, message: String, field: String) {
            self.reason = reason
            self.message = message
            self.field = field
        }
    }

    /// A field that somebody else has set, of a server-side apply.
    package struct FieldConflict: Sendable, Hashable {
        package var field: String
        /// The name of the other field manager: `kubectl-client-side-apply`.
        package var manager: String
    }

    /// The HTTP status.
    package var status: Int
    /// The server's word for it: `NotFound`, `AlreadyExists`, `Invalid`, …; empty when it gave none.
    package var reason: String
    /// The server's own text.
    package var message: String
    package var causes: [Cause]
    /// The resource that it is about (`deployments`), and its group and name.
    package var kind: String
    package var group: String
    package var name: String

    package init(
        status: Int,
        reason: String = "",
        message: String,
        causes: [Cause] = [],
        kind: String = "",
        group: String = "",
        name: String = ""
    ) {
        self.status = status
        self.reason = reason
        self.message = message
        self.causes = causes
        self.kind = kind
        self.group = group
        self.name = name
    }
}

extension APIError {
    /// Reads the body of an answer that is no success.
    init(_ response: HTTPResponse) {
        let body = try? JSON.decode(response.body, file: "")
        guard let body, body["kind"]?.stringValue == "Status" else {
            // What is no API server, such as a proxy, may answer with a whole page.
            let text = String(decoding: response.body.prefix(4096), as: UTF8.self)
            let line = text.split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) }
            self.init(
                status: response.status,
                message: line.map { String($0.prefix(200)) } ?? "status \(response.status)"
            )
            return
        }
        self.init(status: response.status, object: body)
    }

    /// Reads a `Status` object.
    init(status: Int, object: Value) {
        let details = object["details"]
        self.init(
            status: status,
            reason: object["reason"]?.stringValue ?? "",
            message: object["message"]?.stringValue ?? "status \(status)",
            causes: (details?["causes"]?.arrayValue ?? []).map { cause in
                Cause(
                    reason: cause["reason"]?.stringValue ?? "",
                    message: cause["message"]?.stringValue ?? "",
                    field: cause["field"]?.stringValue ?? ""
                )
            },
            kind: details?["kind"]?.stringValue ?? "",
            group: details?["group"]?.stringValue ?? "",
            name: details?["name"]?.stringValue ?? ""
        )
    }

    /// An object of that name is already there, be it only until its deletion is over.
    package var isAlreadyExists: Bool { status == 409 && reason == "AlreadyExists" }

    /// The object has changed since it was read, or it is another one than was meant.
    package var isOutdated: Bool { status == 409 && reason == "Conflict" && !isFieldManagerConflict }

    /// Fields belong to other managers, and apply was not to take them.
    package var isFieldManagerConflict: Bool { !fieldConflicts.isEmpty }

    /// The fields that apply was refused for, with who has set them.
    package var fieldConflicts: [FieldConflict] {
        guard status == 409 else { return [] }
        return causes.filter { $0.reason == "FieldManagerConflict" }.map { cause in
            // `conflict with "kubectl" using apps/v1 at 2026-…`
            let parts = cause.message.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
            return FieldConflict(field: cause.field, manager: parts.count == 3 ? String(parts[1]) : "")
        }
    }

    /// A field that cannot be changed was to be changed: the object has to be made anew.
    package var isImmutable: Bool {
        let words = [
            "field is immutable", "is immutable after creation", "may not change once set",
            "are forbidden", "may not change fields other than", "cannot change roleRef",
            "may not be changed",
        ]
        return status == 422 && causes.contains { cause in words.contains { cause.message.contains($0) } }
    }

    /// The list or watch cannot go on from where it was: the server has forgotten that state.
    package var isExpired: Bool { status == 410 }

    /// The namespace of the request does not exist.
    package var isNamespaceMissing: Bool { status == 404 && kind == "namespaces" && group.isEmpty }

    /// The namespace of the request is being deleted, and nothing can be made in it.
    package var isNamespaceTerminating: Bool {
        causes.contains { $0.reason == "NamespaceTerminating" } || message.contains("is being terminated")
    }

    /// The server does not know the path at all: no such group, version or resource.
    ///
    /// A server says this of an object only with the object's name.
    package var isUnknownResource: Bool { status == 404 && name.isEmpty }
}

extension Failure {
    /// The server's answer behind this failure.
    package var apiError: APIError? { cause as? APIError }
}
