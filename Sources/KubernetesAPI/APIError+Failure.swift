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

    private func failure(
        _ kind: Failure.Kind,
        _ reason: String,
        notes: [String] = [],
        hint: String? = nil
    ) -> Failure {
        Failure(kind, "cannot \(purpose): \(reason)", notes: notes, hint: hint, cause: error)
    }

    /// A `kubectl` command that goes to the same cluster.
    private func kubectl(_ words: String) -> String {
        let context = access.context.map { " --context '\($0)'" } ?? ""
        return "kubectl\(context) \(words)"
    }

    private var inNamespace: String {
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
        case 500 where error.message.contains("failed to create typed patch object"): invalid
        case 500...: broken
        default: failure(.refused, error.message)
        }
    }

    private var unauthorized: Failure {
        let hasCertificate = access.tls.certificateFile != nil || access.tls.certificateData != nil
        let who = access.user.isEmpty ? "" : " of user '\(access.user)'"
        let (what, hint): (String, String) =
            switch access.credential {
            case .none where hasCertificate:
                (
                    "the client certificate",
                    "see when it ends: kubectl config view --raw --minify -o "
                        + "jsonpath='{.users[0].user.client-certificate-data}' | base64 -d | openssl x509 -noout -dates"
                )
            case .none:
                (
                    "a request without any credentials",
                    "give the user of the context credentials: kubectl config set-credentials NAME --token TOKEN"
                )
            case .token:
                (
                    "the token",
                    "get a new one and store it: kubectl config set-credentials '\(access.user)' --token TOKEN"
                )
            case .tokenFile(let path): ("the token in '\(path)'", "have a new token written to that file")
            case .basic: ("the password", "use a token: servers from Kubernetes 1.19 on take no passwords")
            case .exec(let plugin):
                (
                    "what '\(plugin.command)' gave",
                    "log in anew with '\(plugin.command)', or with its provider"
                )
            }
        return Failure(
            .refused,
            "the server at \(access) does not accept \(what)\(who)",
            hint: hint,
            cause: error
        )
    }

    private var forbidden: Failure {
        // `pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "x"`
        let parts = error.message.split(separator: "User \"", maxSplits: 1)
        guard parts.count == 2, let user = parts[1].split(separator: "\"").first,
            error.message.contains("\" cannot ")
        else { return failure(.refused, error.message) }
        let verb = purpose.verb
        let target = purpose.resource.map { resource in
            let place =
                resource.isNamespaced
                ? purpose.namespace.map { " in namespace '\($0)'" } ?? " in all namespaces"
                : ""
            return " \(resource.qualifiedName)\(place)"
        }
        return Failure(
            .refused,
            "the user '\(user)' of \(access) may not \(verb)\(target ?? "")",
            notes: [error.message],
            hint: "ask an administrator of the cluster for that right; what you may do: "
                + kubectl("auth can-i --list\(inNamespace)"),
            cause: error
        )
    }

    private var notFound: Failure {
        if error.isNamespaceMissing {
            let namespace = error.name.isEmpty ? purpose.namespace ?? access.namespace : error.name
            return Failure(
                .notFound,
                "cannot \(purpose): there is no namespace '\(namespace)'",
                hint: "create it: \(kubectl("create namespace \(namespace)"))",
                cause: error
            )
        }
        if error.isUnknownResource, let resource = purpose.resource {
            return failure(
                .notFound,
                "the server does not serve '\(resource.gvk)'",
                hint: "see what it serves: \(kubectl("api-resources"))"
            )
        }
        return failure(.notFound, error.message)
    }

    private var conflict: Failure {
        if error.isFieldManagerConflict {
            let fields = error.fieldConflicts.map { "'\($0.field)' is set by '\($0.manager)'" }
            return failure(
                .conflict,
                fields.count == 1
                    ? "its field \(fields[0])" : "\(fields.count) of its fields belong to others",
                notes: fields.count == 1 ? [] : fields,
                hint: "take them over with --force-conflicts, or leave them out of the chart"
            )
        }
        if error.isAlreadyExists {
            let isLeaving = error.message.contains("object is being deleted")
            return failure(
                .conflict,
                isLeaving ? "one of that name is still being deleted" : "there is one of that name already",
                hint: isLeaving ? "try again when it is gone" : nil
            )
        }
        if error.isOutdated {
            return failure(.conflict, "it was changed by somebody else meanwhile", hint: "try again")
        }
        return failure(.conflict, error.message)
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

    private var invalid: Failure {
        let texts = error.causes.isEmpty ? strictErrors : error.causes.map(Self.text)
        let hint = error.isImmutable ? "delete the object first, and it is made anew with the new value" : nil
        guard texts.count > 1 else {
            return failure(.invalidInput, texts.first ?? Self.shortened(error.message), hint: hint)
        }
        return failure(.invalidInput, "the server finds \(texts.count) mistakes", notes: texts, hint: hint)
    }

    /// The mistakes that strict validation names in one message:
    /// `… strict decoding error: unknown field "spec.a", duplicate field "spec.b"`.
    private var strictErrors: [String] {
        let parts = error.message.split(separator: "strict decoding error: ", maxSplits: 1)
        guard parts.count == 2 else { return [] }
        return parts[1].split(separator: ", ").map { String($0).replacing("\"", with: "'") }
    }

    private static func text(_ cause: APIError.Cause) -> String {
        let message = shortened(cause.message)
        return cause.field.isEmpty || cause.field == "<nil>" ? message : "'\(cause.field)': \(message)"
    }

    /// The message without the value that was refused, where that is a whole object: it may be long, and hold
    /// secrets.
    static func shortened(_ message: String) -> String {
        let start = "Invalid value: "
        guard message.utf8.count > 160 || message.contains("{"),
            let value = message.split(separator: start).last,
            message.contains(start), let colon = value.lastRange(of: ": ")
        else { return String(message.prefix(500)) }
        return String(value[colon.upperBound...].prefix(500))
    }

    private static func tail(of message: String, from start: String) -> String {
        message.firstRange(of: start).map { String(message[$0.lowerBound...]) } ?? message
    }
}

extension Substring {
    /// Where `text` stands last.
    fileprivate func lastRange(of text: String) -> Range<Index>? {
        ranges(of: text).last
    }
}
