import Compose
import Diagnostics
import OrderedCollections

extension KubernetesConverter {
    /// The names besides its own under which others reach a service, as far as they can be names of Services.
    mutating func aliases(of service: Service) -> [String] {
        var wanted: OrderedSet<String> = []
        for attachment in service.networks.values { wanted.append(contentsOf: attachment.aliases) }
        if let name = service.containerName { wanted.append(name) }
        for other in project.services.values {
            for link in other.links {
                let parts = link.split(separator: ":").map(String.init)
                if parts.count > 1, parts[0] == service.name { wanted.append(parts[1]) }
            }
        }
        let own = names.service(service.name)
        return wanted.filter { $0 != service.name && $0 != own }.compactMap { alias in
            if KubernetesNames.isServiceName(alias) { return alias }
            collector.warning(
                "the name '\(alias)' of the service '\(service.name)' is ignored: a Service has at most 63 "
                    + "lower-case letters, digits and '-'",
                at: place("services.\(service.name)")
            )
            return nil
        }
    }
}
