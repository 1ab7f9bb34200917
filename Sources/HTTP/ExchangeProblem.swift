internal import CCurl
internal import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A hop that came to no response; turns libcurl's result into words.
struct ExchangeProblem {
    let hop: Hop
    let transfer: Transfer
    let outcome: Connection.Outcome
    let request: HTTPRequest

    var broken: Exchange.Broken {
        if transfer.isTooLarge {
            return Exchange.Broken(
                failure: Failure(
                    .refused,
                    "'\(hop.url)' sends more than \(request.maximumBodySize) bytes",
                    hint: "check that the URL names the right file"
                ),
                isTransient: false
            )
        }
        let isTransient =
            switch outcome.code {
            case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING: true
            default: false
            }
        return Exchange.Broken(failure: failure, isTransient: isTransient)
    }

    private var failure: Failure {
        if case .relay(let status, let lines)? = outcome.relay, status != 0 || !lines.isEmpty,
            status != nil || outcome.code != CURLE_OPERATION_TIMEDOUT
        {
            return Failure(.unavailable, lines.last ?? "\(place) \(outcome.reason)", cause: outcome.relay)
        }
        var failure = general
        failure.cause = problem
        return failure
    }

    /// What the failure comes from, where a program may want to know.
    private var problem: ConnectionProblem? {
        let reason = outcome.reason
        return switch outcome.code {
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR: .untrustedServer(reason)
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxy(reason)
        // There is no code of its own for a tunnel that the proxy refuses.
        case CURLE_RECV_ERROR where reason.contains("CONNECT"): .proxy(reason)
        case CURLE_COULDNT_CONNECT where hop.configuration.proxy?.url != nil: .proxy(reason)
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_SSL_CONNECT_ERROR:
            // libcurl has no code for a refused certificate, only the TLS library's words.
            if reason.contains(" alert ") || reason.contains("alert has been") {
                .clientRefused(isCertain: true)
            } else if outcome.code == CURLE_SSL_CONNECT_ERROR {
                .noTLS
            } else {
                hop.url.scheme == "https" && transfer.status == 0
                    ? .clientRefused(isCertain: false) : .broken(reason)
            }
        case CURLE_PARTIAL_FILE: .broken(reason)
        default: nil
        }
    }

    private var general: Failure {
        switch outcome.code {
        case CURLE_OPERATION_TIMEDOUT:
            Failure(.timeout, "no answer from \(place) in time: \(outcome.reason)", hint: reachabilityHint)
        case CURLE_COULDNT_CONNECT:
            Failure(.unavailable, "cannot connect to \(place): \(connectReason)", hint: reachabilityHint)
        case CURLE_COULDNT_RESOLVE_HOST where hop.configuration.unixSocket == nil:
            Failure(
                .unavailable,
                "the host '\(hop.url.host)' of '\(hop.url)' is not known: \(outcome.reason)",
                hint: "check the name, and the network with 'getent hosts \(hop.url.host)'"
            )
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY:
            Failure(
                .unavailable,
                "cannot reach '\(hop.url)' through the proxy: \(outcome.reason)",
                hint: "check the variables 'http_proxy', 'https_proxy' and 'no_proxy'"
            )
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            Failure(
                .unavailable,
                "the connection to \(place) broke before the whole answer was here: "
                    + outcome.reason,
                hint: "try again"
            )
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
            Failure(
                .unavailable,
                "the certificate of '\(hop.url)' is not trusted: \(outcome.reason)",
                hint: "name the file of the authority that signed it, as in '--ca-file ca.pem'"
            )
        case CURLE_SSL_CACERT_BADFILE:
            file(
                hop.configuration.tls.authorityData == nil ? hop.configuration.tls.authorityFile : nil,
                "the certificates to trust"
            )
        case CURLE_SSL_CERTPROBLEM:
            file(
                hop.configuration.tls.certificateData == nil ? hop.configuration.tls.certificateFile : nil,
                "the client's certificate or its key"
            )
        case CURLE_SSL_CONNECT_ERROR:
            Failure(
                .unavailable,
                "no encrypted connection to '\(hop.url)': \(outcome.reason)",
                hint: "check that the port speaks TLS and whether it wants a client certificate"
            )
        case CURLE_BAD_CONTENT_ENCODING:
            Failure(.unavailable, "the answer of '\(hop.url)' cannot be decompressed: \(outcome.reason)")
        default:
            Failure(.unavailable, "no answer from \(place): \(outcome.reason)")
        }
    }

    private func file(_ path: String?, _ purpose: String) -> Failure {
        guard let path else {
            return Failure(
                .usage,
                "what is given as \(purpose) cannot be used: \(outcome.reason)",
                hint: "check that it is in PEM format, and that the key belongs to the certificate"
            )
        }
        return Failure(
            .usage,
            "cannot use '\(path)' as \(purpose): \(outcome.reason)",
            hint: "check that the file is there, readable and in PEM format"
        )
    }

    /// The server, in the words of the one who named it.
    private var place: String {
        if let command = hop.configuration.relay { return "'\(command[0])'" }
        return hop.configuration.unixSocket.map { "the socket '\($0)'" } ?? "'\(hop.url)'"
    }

    private var connectReason: String {
        outcome.systemError == 0 ? outcome.reason : String(cString: strerror(outcome.systemError))
    }

    private var reachabilityHint: String {
        guard let socket = hop.configuration.unixSocket else {
            return "check that the server is running and can be reached at '\(hop.url.host):\(hop.url.port)'"
        }
        return switch outcome.systemError {
        case EACCES, EPERM: "join the group that owns the socket; 'ls -l \(socket)' shows it"
        default: "check with 'ls -l \(socket)' that the daemon is running and listens there"
        }
    }
}
