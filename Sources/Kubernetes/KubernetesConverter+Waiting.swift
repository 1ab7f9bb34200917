import Compose
import Diagnostics
import OrderedCollections
import Values

extension KubernetesConverter {
    /// Containers that wait in the pod for what the service depends on: waves are about installing, and do not
    /// see a node that starts anew.
    mutating func addWaiting(_ service: Service, to pod: inout Pod) {
        let members = podServices(service).map(\.name)
        var seen = Set(members)
        for (key, dependency) in podServices(service).flatMap(\.dependsOn) where seen.insert(key).inserted {
            guard let other = project.services[key] else { continue }
            if dependency.condition == .completed {
                collector.error(
                    "the service '\(service.name)' cannot wait in its pod for the end of '\(key)'",
                    at: place("services.\(service.name).depends_on.\(key)"),
                    hint:
                        "remove 'x-kubernetes.depends_on': a release waits for it before it starts the service"
                )
                continue
            }
            let name = names.service(key)
            let port = internalPorts(other).first { $0.transport == .tcp }
            // Without a known port the Service is headless, and has an address when a pod is ready.
            let test = port.map { "nc -z \(name) \($0.number)" } ?? "nslookup \(name)"
            pod.initContainers.append(
                .object(
                    of: ("name", .string(String("wait-for-\(name)".prefix(63)))),
                    ("image", .string(asked(service).waitImage)),
                    ("command", ["/bin/sh", "-c", .string("until \(test); do sleep 1; done")])
                )
            )
        }
    }
}
