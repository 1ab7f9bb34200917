import Compose
import Diagnostics
import OrderedCollections
import Values

extension KubernetesConverter {
    /// An Ingress of the host names and paths that `x-kubernetes.ingress` asks for.
    mutating func addIngress(_ service: Service) {
        guard let asked = asked(service).ingress else { return }
        let origin = "the service '\(service.name)'"
        let path = "services.\(service.name).x-kubernetes.ingress"
        let ports = internalPorts(service).filter { $0.transport == .tcp }.map { Int64($0.number) }
        guard let first = ports.first else {
            collector.error(
                "the ingress of \(origin) has no port to lead to",
                at: place(path),
                hint: "name the container's port with 'expose'"
            )
            return
        }
        let rules = asked.hosts.map { host -> Value in
            let paths = host.paths.map { entry -> Value in
                if let port = entry.port, !ports.contains(port) {
                    collector.error(
                        "the ingress of \(origin) leads to the port \(port), which the service does not have",
                        at: place(path),
                        hint: "name it with 'expose', or use \(first)"
                    )
                }
                let backend: Value = [
                    "name": .string(names.service(service.name)),
                    "port": ["number": .int(entry.port ?? first)],
                ]
                return [
                    "backend": ["service": backend], "path": .string(entry.path),
                    "pathType": .string(entry.type.rawValue),
                ]
            }
            return .object(of: ("host", .optional(host.host)), ("http", ["paths": .array(paths)]))
        }
        let certificates = asked.certificates.map { certificate in
            Value.object(
                of: ("hosts", .nonEmpty(certificate.hosts)),
                ("secretName", .optional(certificate.secret))
            )
        }
        objects.append(
            object(
                "networking.k8s.io/v1",
                "Ingress",
                name: names.service(service.name),
                labels: objectLabels(service),
                annotations: annotations(asked.annotations, path: "\(path).annotations", owner: origin),
                origin: origin,
                (
                    "spec",
                    .object(
                        of: ("ingressClassName", .optional(asked.className)),
                        ("rules", .array(rules)),
                        ("tls", .nonEmpty(certificates))
                    )
                )
            )
        )
    }
}
