import Diagnostics
import HTTP

extension ClusterAccess {
    /// The failure for a server that does not answer: where it was looked for, why, and what helps.
    func unreachable(_ failure: Failure) -> Failure {
        guard failure.kind == .unavailable || failure.kind == .timeout || failure.kind == .usage else {
            return failure
        }
        let (reason, hint) = explanation(of: failure)
        return Failure(
            failure.kind == .usage ? .invalidInput : failure.kind,
            "cannot reach Kubernetes at \(self): \(reason)",
            notes: failure.message == reason ? [] : [failure.message],
            hint: hint,
            cause: failure.cause
        )
    }

    private func explanation(of failure: Failure) -> (reason: String, hint: String?) {
        let url = try? HTTPURL(parsing: server)
        let authority = url.map { "\($0.host):\($0.port)" } ?? server
        let check = "openssl s_client -connect \(authority) </dev/null | openssl x509 -noout -text"
        switch failure.cause as? ConnectionProblem {
        case .untrustedServer(let reason):
            let text = "its certificate is not trusted: \(reason)"
            if reason.contains("expired") {
                return (text, "the server's certificate has to be renewed; see when it ended: \(check)")
            }
            if reason.contains("not yet valid") {
                return (text, "compare this machine's clock (date -u) with the certificate: \(check)")
            }
            if reason.contains("name") {
                return (
                    text, "use a name that the certificate is for (\(check)), or set 'tls-server-name' to it"
                )
            }
            return (
                text,
                "the kubeconfig needs the authority that signed it: "
                    + "kubectl config set-cluster NAME --certificate-authority FILE --embed-certs"
            )
        case .clientRefused(let isCertain):
            return refused(isCertain)
        case .noTLS:
            return ("it does not speak TLS there", "check the port in the kubeconfig: \(authority)")
        case .proxy(let reason):
            return (
                "the proxy does not let it through: \(reason)",
                "check 'proxy-url' in the kubeconfig and HTTPS_PROXY, or add the host to NO_PROXY"
            )
        case .broken(let reason):
            return ("the connection broke: \(reason)", "try again")
        case .relay, nil:
            return plain(failure, host: url?.host ?? server, authority: authority)
        }
    }

    private func refused(_ isCertain: Bool) -> (reason: String, hint: String?) {
        let hasCertificate = tls.certificateFile != nil || tls.certificateData != nil
        let verdict =
            hasCertificate ? "it does not accept the client certificate" : "it wants a client certificate"
        return (
            isCertain ? verdict : "the connection broke, perhaps because \(verdict)",
            "see who it is from and when it ends: kubectl config view --raw --minify -o "
                + "jsonpath='{.users[0].user.client-certificate-data}' | base64 -d | openssl x509 -noout -text"
        )
    }

    private func plain(
        _ failure: Failure,
        host: String,
        authority: String
    ) -> (reason: String, hint: String?) {
        let other = "choose another cluster with --kube-context or --kubeconfig"
        if failure.message.contains("is not known") {
            return ("the host '\(host)' is not known", "check the name: getent hosts \(host); or \(other)")
        }
        if failure.message.contains("cannot connect to") {
            let reason = failure.message.split(separator: ": ").last.map { "\($0)" } ?? failure.message
            return (reason, "check that the cluster runs and that '\(authority)' can be reached, or \(other)")
        }
        if failure.kind == .usage { return (failure.message, failure.hint) }
        if failure.kind == .timeout {
            return ("no answer in time", "check that '\(authority)' can be reached, or \(other)")
        }
        return (failure.message, failure.hint ?? other)
    }
}
