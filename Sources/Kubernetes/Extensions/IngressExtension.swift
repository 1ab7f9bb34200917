import OrderedCollections
import Values

/// `x-kubernetes.ingress` of a service: the host names and paths under which it is reached from outside.
struct IngressExtension {
    enum PathType: String, CaseIterable {
        case prefix = "Prefix"
        case exact = "Exact"
        case implementationSpecific = "ImplementationSpecific"
    }

    struct Path {
        var path = "/"
        var type = PathType.prefix
        /// The port in the container; nil is the service's first.
        var port: Int64?
    }

    struct Host {
        /// nil is every host.
        var host: String?
        var paths: [Path]
    }

    struct Certificate {
        var secret: String?
        var hosts: [String]
    }

    /// The ingress class; nil is the cluster's default.
    var className: String?
    var hosts: [Host]
    var certificates: [Certificate]
    var annotations: OrderedDictionary<String, String> = [:]

    init?(_ reader: inout ExtensionReader) {
        className = reader.text("class")
        hosts = reader.items("hosts") { host in
            let name = host.text("host")
            let paths: [Path] = host.items("paths") { path in
                Path(
                    path: path.text("path") ?? "/",
                    type: path.choice("type") ?? .prefix,
                    port: path.port("port")
                )
            }
            return Host(host: name, paths: paths.isEmpty ? [Path()] : paths)
        }
        certificates = reader.items("tls") { tls in
            Certificate(secret: tls.text("secret"), hosts: tls.texts("hosts"))
        }
        for (key, value) in reader.mapping("annotations") ?? [:] {
            annotations[key] =
                value.stringValue ?? value.intValue.map { "\($0)" } ?? value.boolValue.map { "\($0)" }
        }
        if hosts.isEmpty { reader.missing("hosts") }
    }
}
