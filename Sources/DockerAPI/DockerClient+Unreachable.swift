import Diagnostics
import FoundationEssentials
import HTTP

extension DockerClient {
    /// The failure for an engine that does not answer: where it was looked for, why, and what helps.
    func unreachable(_ failure: Failure) -> Failure {
        let (reason, hint) = explanation(of: failure)
        var notes = failure.message == reason ? [] : [failure.message]
        if case .relay(_, let lines)? = failure.cause as? ConnectionProblem {
            // What ssh says besides; its banner about a changed key is framed in @.
            notes = lines.dropLast().filter { !$0.hasPrefix("@") }
        }
        return Failure(
            .unavailable,
            "cannot reach the Docker engine at '\(endpoint)' (from \(endpoint.origin)): \(reason)",
            notes: notes,
            hint: hint,
            cause: failure
        )
    }

    private func explanation(of failure: Failure) -> (reason: String, hint: String) {
        let other = "name another engine with --host, --context or DOCKER_HOST"
        switch endpoint.address {
        case .unix(let path):
            let start = "start Docker (sudo systemctl start docker), or \(other)"
            if !FileManager.default.fileExists(atPath: path) { return ("there is no such socket", start) }
            if !FileManager.default.isWritableFile(atPath: path) {
                return (
                    "permission to use the socket is missing",
                    "sudo usermod -aG docker \"$USER\", then log in again"
                )
            }
            return (failure.message, start)
        case .tcp(let authority):
            return encrypted(failure, authority: authority) ?? (failure.message, other)
        case .ssh(let address):
            return (failure.message, Self.hint(for: failure, at: address) ?? other)
        }
    }

    /// What is wrong with TLS or the proxy.
    private func encrypted(_ failure: Failure, authority: String) -> (reason: String, hint: String)? {
        let check = "openssl s_client -connect \(authority) </dev/null | openssl x509 -noout -text"
        switch failure.cause as? ConnectionProblem {
        case .untrustedServer(let reason):
            let text = "its certificate is not trusted: \(reason)"
            if reason.contains("expired") {
                return (text, "renew the engine's certificate; see when it ends: \(check)")
            }
            if reason.contains("name") {
                return (text, "use a name or address that the certificate is for; see them: \(check)")
            }
            let file = endpoint.tls?.authority ?? "ca.pem in DOCKER_CERT_PATH"
            return (text, "put the certificate of the authority that signed it into \(file)")
        case .clientRefused(let isCertain):
            guard let file = endpoint.tls?.certificate else {
                return (
                    "it wants a client certificate, and there is none",
                    "put cert.pem and key.pem into the folder that DOCKER_CERT_PATH names"
                )
            }
            let verdict = "it does not accept the client certificate '\(file)'"
            return (
                isCertain ? verdict : "it closed the connection, perhaps because \(verdict)",
                "see who signed it and when it ends: openssl x509 -noout -issuer -enddate -in \(file)"
            )
        case .noTLS:
            return (
                "it does not speak TLS there",
                "use the port that the engine has for TLS (2376 as a rule), or unset DOCKER_TLS_VERIFY"
            )
        case .proxy(let reason):
            return (
                "the proxy does not let it through: \(reason)",
                "check \(endpoint.tls == nil ? "HTTP_PROXY" : "HTTPS_PROXY"), or add the host to NO_PROXY"
            )
        case .relay, .broken, nil:
            return nil
        }
    }

    /// What helps against what ssh, or the `docker` command on the other side, complains about.
    private static func hint(for failure: Failure, at address: SSHAddress) -> String? {
        guard case .relay(let status, let lines)? = failure.cause as? ConnectionProblem else { return nil }
        let target = address.target
        let text = lines.joined(separator: "\n")
        if status == nil, lines.first?.hasPrefix("cannot start") == true {
            return "install the ssh command: apt-get install openssh-client"
        }
        if status == 127 || text.contains("command not found") {
            return "install the docker command on that machine, or put it into the PATH of: ssh \(target) env"
        }
        if text.contains("Host key verification failed") {
            return "connect once by hand and compare the key: ssh \(target)"
        }
        if text.contains("Permission denied (") {
            return "give that machine a key of yours (ssh-copy-id \(target)) and load it (ssh-add)"
        }
        if status == 255 { return "see what happens: ssh \(target) docker version" }
        return "see whether the engine runs there and may be used: ssh \(target) docker version"
    }
}
