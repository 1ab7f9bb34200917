import Diagnostics
import HTTP

/// Who is not let in, who may not, and what is not there.
extension ErrorAdvice {
    var unauthorized: Failure {
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

    var forbidden: Failure {
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

    var notFound: Failure {
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
}
