package import Diagnostics
package import HTTP

/// Where a Docker engine listens, and how it was found.
package struct DockerEndpoint: Sendable, Hashable {
    package enum Address: Sendable, Hashable {
        /// The path of a Unix socket.
        case unix(String)
        /// `host:port` of a TCP socket.
        case tcp(String)
        /// A machine that is reached through the `ssh` command.
        case ssh(SSHAddress)
    }

    /// The certificates for talking TLS, as paths of PEM files.
    package struct TLS: Sendable, Hashable {
        package var authority: String?
        package var certificate: String?
        package var key: String?
        /// Whether the engine's certificate is checked.
        package var verifies: Bool

        package init(authority: String?, certificate: String?, key: String?, verifies: Bool) {
            self.authority = authority
            self.certificate = certificate
            self.key = key
            self.verifies = verifies
        }
    }

    package static let defaultSocket = "/var/run/docker.sock"
    /// The origin of an endpoint that nothing named.
    package static let defaultOrigin = "the default"

    package var address: Address
    package var tls: TLS?
    /// The proxy on the way to a TCP socket.
    package var proxy = HTTPClient.Proxy(url: nil)
    /// The API version that `DOCKER_API_VERSION` pins.
    package var pinnedVersion: APIVersion?
    /// What named this endpoint: `DOCKER_HOST`, `context 'prod'`, `the default`.
    package var origin: String

    package init(
        _ address: Address,
        tls: TLS? = nil,
        pinnedVersion: APIVersion? = nil,
        origin: String = defaultOrigin
    ) {
        self.address = address
        self.tls = tls
        self.pinnedVersion = pinnedVersion
        self.origin = origin
    }

    /// The start of every URL; on a Unix socket and behind SSH the host is only a placeholder.
    package var baseURL: String {
        switch address {
        case .unix, .ssh: "http://docker"
        case .tcp(let authority): (tls == nil ? "http://" : "https://") + authority
        }
    }
}

/// As Docker writes it: `unix:///var/run/docker.sock`.
extension DockerEndpoint: CustomStringConvertible {
    package var description: String {
        switch address {
        case .unix(let path): "unix://\(path)"
        case .tcp(let authority): "tcp://\(authority)"
        case .ssh(let address): address.description
        }
    }
}

extension DockerEndpoint {
    /// The endpoint that the `docker` command would use.
    ///
    /// In this order: `--context`, `--host`, `DOCKER_HOST`, `DOCKER_CONTEXT`, `currentContext` of
    /// Docker's `config.json`, `unix:///var/run/docker.sock`.
    ///
    /// - Throws: `.usage` when both options are given, `.invalidInput` for an address that cannot be
    ///   read, `.notFound` for a context that does not exist.
    package static func resolve(
        context: String? = nil,
        host: String? = nil,
        environment: DockerEnvironment
    ) throws(Failure) -> DockerEndpoint {
        if let context, let host {
            throw Failure(
                .usage,
                "--context '\(context)' and --host '\(host)' cannot be given together",
                hint: "leave one of them out"
            )
        }
        var endpoint = try unpinned(context: context, host: host, environment: environment)
        if let text = environment.variable("DOCKER_API_VERSION") {
            guard let version = APIVersion(text) else {
                throw Failure(
                    .invalidInput,
                    "DOCKER_API_VERSION is not a version: '\(text)'",
                    hint: "unset DOCKER_API_VERSION"
                )
            }
            endpoint.pinnedVersion = version
        }
        if case .tcp(let authority) = endpoint.address {
            let scheme = endpoint.tls == nil ? "http" : "https"
            endpoint.proxy = HTTPClient.Proxy(
                for: try HTTPURL(parsing: "\(scheme)://\(authority)"),
                variable: environment.variable
            )
        }
        return endpoint
    }

    private static func unpinned(
        context: String?,
        host: String?,
        environment: DockerEnvironment
    ) throws(Failure) -> DockerEndpoint {
        if let context {
            return try named(context, environment: environment)
        }
        if let host {
            return try parse(host, origin: "--host", environment: environment)
        }
        if let host = environment.variable("DOCKER_HOST") {
            return try parse(host, origin: "DOCKER_HOST", environment: environment)
        }
        if let context = environment.variable("DOCKER_CONTEXT") {
            return try named(context, environment: environment)
        }
        if let context = try DockerContext.current(environment: environment) {
            return try named(context, environment: environment)
        }
        return DockerEndpoint(.unix(defaultSocket))
    }

    private static func named(
        _ context: String,
        environment: DockerEnvironment
    ) throws(Failure) -> DockerEndpoint {
        // The context 'default' is whatever the environment says.
        if context == "default" {
            guard let host = environment.variable("DOCKER_HOST") else {
                return DockerEndpoint(.unix(defaultSocket), origin: "context 'default'")
            }
            return try parse(host, origin: "DOCKER_HOST", environment: environment)
        }
        let found = try DockerContext.find(context, environment: environment)
        let origin = "context '\(context)'"
        var endpoint = DockerEndpoint(
            try address(found.host, origin: origin, isEncrypted: found.tls != nil),
            origin: origin
        )
        if case .tcp = endpoint.address { endpoint.tls = found.tls }
        return endpoint
    }

    private static func parse(
        _ text: String,
        origin: String,
        environment: DockerEnvironment
    ) throws(Failure) -> DockerEndpoint {
        // Docker takes any value, even '0', as yes.
        let verifies = environment.variable("DOCKER_TLS_VERIFY") != nil
        let isEncrypted = verifies || environment.variable("DOCKER_TLS") != nil
        var endpoint = DockerEndpoint(
            try address(text, origin: origin, isEncrypted: isEncrypted),
            origin: origin
        )
        if case .tcp = endpoint.address, isEncrypted {
            let folder = environment.variable("DOCKER_CERT_PATH") ?? environment.configFolder ?? "."
            let files = Set(environment.listFolder(folder))
            func path(_ name: String) -> String? { files.contains(name) ? "\(folder)/\(name)" : nil }
            endpoint.tls = TLS(
                // Without an authority of its own the engine is none that the system trusts.
                authority: verifies ? "\(folder)/ca.pem" : nil,
                certificate: path("cert.pem"),
                key: path("key.pem"),
                verifies: verifies
            )
        }
        return endpoint
    }

    private static func address(
        _ text: String,
        origin: String,
        isEncrypted: Bool
    ) throws(Failure) -> Address {
        let scheme = text.split(separator: ":", maxSplits: 1).first.map(String.init) ?? ""
        let prefix = "\(scheme)://"
        guard text.hasPrefix(prefix), text.utf8.count > prefix.utf8.count else {
            throw Failure(
                .invalidInput,
                "'\(text)' from \(origin) is not the address of a Docker engine",
                hint: "write it as unix:///var/run/docker.sock, tcp://HOST:2376 or ssh://USER@HOST"
            )
        }
        let rest = String(text.dropFirst(prefix.count))
        switch scheme {
        case "unix":
            return .unix(rest)
        case "tcp", "http", "https":
            let authority = String(rest.split(separator: "/", maxSplits: 1).first ?? "")
            let hasPort = authority.last != "]" && authority.split(separator: "]").last?.contains(":") == true
            return .tcp(hasPort ? authority : "\(authority):\(isEncrypted ? 2376 : 2375)")
        case "ssh":
            return .ssh(try SSHAddress(rest, origin: origin))
        default:
            throw Failure(
                .invalidInput,
                "'\(scheme)' of '\(text)' from \(origin) is not a way to reach a Docker engine",
                hint: "write the address as unix:///var/run/docker.sock, tcp://HOST:2376 or ssh://USER@HOST"
            )
        }
    }
}
