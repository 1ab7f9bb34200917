import Compose
import Diagnostics

extension KubernetesConverter {
    /// Says which services have another name in the cluster than in the document, for that is how others reach
    /// them.
    mutating func checkServiceName(_ service: Service) {
        let name = names.service(service.name)
        let location = place("services.\(service.name)")
        if !KubernetesNames.isServiceName(name) {
            collector.error(
                "'\(name)' cannot be the name of a Service: at most 63 lower-case letters, digits and '-', and a "
                    + "letter in front",
                at: location,
                hint: "choose another key than '\(service.name)'"
            )
        } else if name != service.name {
            collector.warning(
                "the service '\(service.name)' is called '\(name)' in Kubernetes, and others reach it by that name",
                at: location,
                hint: "call it '\(name)' here too, and wherever its name stands as a host name"
            )
        }
    }

    /// Says which names that the document gives exactly are others in the cluster.
    mutating func checkGivenNames() {
        var given = project.volumes.map { ("volume", $0.key, $0.value.explicitName, $0.value.isExternal) }
        given += project.configs.map { ("config", $0.key, $0.value.explicitName, $0.value.isExternal) }
        given += project.secrets.map { ("secret", $0.key, $0.value.explicitName, $0.value.isExternal) }
        for (kind, key, explicit, isExternal) in given {
            guard let name = explicit ?? (isExternal ? key : nil) else { continue }
            let adapted = KubernetesNames.subdomain(name)
            if adapted != name {
                collector.note(
                    "the \(kind) '\(name)' is called '\(adapted)' in Kubernetes",
                    at: place("\(kind)s.\(key)")
                )
            }
        }
    }

    /// Objects of one kind and name are an error that names both; so is a name that is too long.
    mutating func checkNames(_ objects: [KubernetesObject]) {
        var owners: [String: String] = [:]
        for object in objects {
            let identity = "\(object.kind) '\(object.name)'"
            if let other = owners.updateValue(object.origin, forKey: identity) {
                collector.error(
                    other == object.origin
                        ? "\(object.origin) would make the \(identity) twice"
                        : "\(other) and \(object.origin) would both make the \(identity)",
                    hint: "choose another name for one of them"
                )
            }
            checkLength(object)
        }
    }

    private mutating func checkLength(_ object: KubernetesObject) {
        let limit: Int
        switch object.kind {
        // The label that its pods get has a hash of 10 digits and a dash behind the name.
        case "StatefulSet": limit = 52
        case "Service", "Deployment", "DaemonSet", "Job": limit = 63
        default: limit = 253
        }
        let count = object.name.utf8.count
        if count > limit {
            collector.error(
                "'\(object.name)' of \(object.origin) is too long for a \(object.kind): \(count) bytes, "
                    + "and \(limit) are possible",
                hint: "choose a shorter name"
            )
        } else if !KubernetesNames.isSubdomain(object.name) {
            collector.error(
                "'\(object.name)' of \(object.origin) cannot be the name of a \(object.kind)",
                hint: "use lower-case letters, digits and '-'"
            )
        }
    }
}
