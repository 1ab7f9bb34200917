import HTTP

extension DockerClient {
    /// A client over libcurl for an endpoint.
    package init(endpoint: DockerEndpoint) {
        var configuration = HTTPClient.Configuration(maximumConnections: 16)
        if case .unix(let path) = endpoint.address { configuration.unixSocket = path }
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
