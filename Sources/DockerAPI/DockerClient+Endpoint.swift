import HTTP

extension DockerClient {
    /// A client over libcurl for an endpoint.
    package init(endpoint: DockerEndpoint) {
        var configuration = HTTPClient.Configuration(maximumConnections: DockerClient.writesAtOnce)
        switch endpoint.address {
        case .unix(let path):
            configuration.unixSocket = path
        case .tcp:
            configuration.proxy = endpoint.proxy
        case .ssh(let address):
            configuration.relay = address.command
            // Each is a log-in of its own, and sshd turns away more than ten at once (MaxStartups).
            configuration.maximumConnections = 4
        }
        if let tls = endpoint.tls {
            configuration.tls = HTTPClient.TLS(
                authorityFile: tls.authority,
                certificateFile: tls.certificate,
                keyFile: tls.key,
                verifiesServer: tls.verifies
            )
        }
        self.init(endpoint: endpoint, transport: HTTPClient(configuration))
    }
}
