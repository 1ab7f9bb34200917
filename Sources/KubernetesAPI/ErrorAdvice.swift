import Diagnostics
import HTTP

extension APIError {
    /// The failure that tells a person about this answer: what could not be done, why, and what helps.
    func failure(doing purpose: APIRequest.Purpose, at access: ClusterAccess) -> Failure {
        let advice = ErrorAdvice(error: self, purpose: purpose, access: access)
        return advice.failure
    }
}

/// Turns an answer of the server into words; which words depends on who asked for what.
struct ErrorAdvice {
    let error: APIError
    let purpose: APIRequest.Purpose
    let access: ClusterAccess

    var failure: Failure {
        admission ?? byStatus
    }

    func failure(
        _ kind: Failure.Kind,
        _ reason: String,
        notes: [String] = [],
        hint: String? = nil
    ) -> Failure {
        Failure(kind, "cannot \(purpose): \(reason)", notes: notes, hint: hint, cause: error)
    }

    /// A `kubectl` command that goes to the same cluster.
    func kubectl(_ words: String) -> String {
        let context = access.context.map { " --context '\($0)'" } ?? ""
        return "kubectl\(context) \(words)"
    }

    var inNamespace: String {
        (purpose.namespace ?? access.namespace).isEmpty ? "" : " -n \(purpose.namespace ?? access.namespace)"
    }

    /// Refusals by rules of the cluster, which come with several statuses.
    private var admission: Failure? {
        let message = error.message
        if message.contains("admission webhook"), message.contains("denied the request") {
            return failure(
                .refused,
                message,
                hint: "see who decides: "
                    + kubectl("get validatingwebhookconfigurations,mutatingwebhookconfigurations")
            )
        }
        if message.contains("failed calling webhook") {
            return failure(
                .unavailable,
                message,
                hint: "see whether the webhook's service runs: "
                    + kubectl("get validatingwebhookconfigurations,mutatingwebhookconfigurations -o wide")
            )
        }
        if message.contains("exceeded quota") {
            return failure(
                .refused,
                Self.tail(of: message, from: "exceeded quota"),
                hint: "see the quota: \(kubectl("describe quota\(inNamespace)"))"
            )
        }
        if message.contains("violates PodSecurity") {
            return failure(
                .refused,
                Self.tail(of: message, from: "violates PodSecurity"),
                hint: "set what it asks for in the security context, or see the namespace's level: "
                    + kubectl("get namespace \(purpose.namespace ?? access.namespace) --show-labels")
            )
        }
        if error.isNamespaceTerminating {
            let namespace = purpose.namespace ?? access.namespace
            return failure(
                .conflict,
                "the namespace '\(namespace)' is being deleted",
                hint: "try again when it is gone: "
                    + kubectl("wait --for=delete namespace/\(namespace) --timeout=5m")
            )
        }
        return nil
    }

    /// Whether the object is wrong, though the server says that it itself is: servers before 1.22 say so of
    /// what does not fit the kind's schema.
    private var isMalformed: Bool {
        let words = ["failed to create typed patch object", "unable to convert unstructured object"]
        return words.contains { error.message.contains($0) }
    }

    private var byStatus: Failure {
        switch error.status {
        case 401: unauthorized
        case 403: forbidden
        case 404: notFound
        case 409: conflict
        case 410:
            failure(.conflict, "the server has forgotten that state: \(error.message)", hint: "try again")
        case 413: tooLarge
        case 415: unsupported
        case 400, 422: invalid
        case 405: failure(.refused, "the server does not offer this for it: \(error.message)")
        case 429: failure(.unavailable, "the server has too much to do", hint: "try again in a while")
        case 504: failure(.timeout, error.message, hint: "try again")
        case 500 where isMalformed: invalid
        case 500...: broken
        default: failure(.refused, error.message)
        }
    }

    private var tooLarge: Failure {
        failure(
            .refused,
            "it is too large for the server: \(error.message)",
            hint: "a whole object may have 1.5 MB, the data of a ConfigMap or Secret 1 MiB: divide it"
        )
    }

    private var unsupported: Failure {
        failure(
            .refused,
            "the server does not take this kind of request: \(error.message)",
            hint: "server-side apply needs Kubernetes 1.18 or newer; see the version: \(kubectl("version"))"
        )
    }

    private var broken: Failure {
        failure(
            .unavailable,
            "the server failed: \(error.message)",
            hint: error.status == 503
                ? "see whether the service behind it is up: \(kubectl("get apiservices"))" : nil
        )
    }

    private static func tail(of message: String, from start: String) -> String {
        message.firstRange(of: start).map { String(message[$0.lowerBound...]) } ?? message
    }
}
