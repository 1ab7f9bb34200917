import Values

/// `x-kubernetes.probe` of a service: a check that Kubernetes makes itself, in the place of a command.
struct ProbeExtension {
    enum Handler: Equatable {
        /// The health check's own command.
        case command
        case http(path: String, port: Int64, scheme: String?)
        case tcp(port: Int64)
        case grpc(port: Int64)
    }

    var handler = Handler.command
    /// Whether a container that fails the check is started anew.
    var hasLiveness = true

    init?(_ reader: inout ExtensionReader) {
        hasLiveness = reader.flag("liveness") ?? true
        let http: Handler? = reader.section("http_get") { section in
            let path = section.text("path") ?? "/"
            let scheme = section.text("scheme")
            guard let port = section.port("port") else {
                section.missing("port")
                return nil
            }
            return .http(path: path, port: port, scheme: scheme?.uppercased())
        }
        let tcp = reader.port("tcp").map { Handler.tcp(port: $0) }
        let grpc = reader.port("grpc").map { Handler.grpc(port: $0) }
        handler = http ?? tcp ?? grpc ?? .command
    }
}
