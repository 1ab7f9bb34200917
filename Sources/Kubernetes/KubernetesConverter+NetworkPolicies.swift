import Compose
import Diagnostics
import OrderedCollections
import Values

extension KubernetesConverter {
    /// The label of pods that join a network; of an external one it is the same in every release.
    private func label(ofNetwork key: String) -> String {
        let network = project.networks[key]
        let isExternal = network?.isExternal == true
        let name = network?.explicitName ?? (isExternal ? key : "\(options.release)_\(key)")
        return KubernetesLabel.network + KubernetesNames.label(name)
    }

    /// The labels by which the policies of networks find a service's pods; none when networks separate nothing.
    func networkLabels(_ service: Service) -> OrderedDictionary<String, String> {
        guard settings.hasNetworkPolicies else { return [:] }
        var labels: OrderedDictionary<String, String> = [:]
        for key in service.networks.keys { labels[label(ofNetwork: key)] = "true" }
        return labels
    }

    /// The networks that services join, `default` among them, in the order of the project.
    private var joinedNetworks: [String] {
        let joined = OrderedSet(
            project.services.values.filter { !$0.directives.isHook }.flatMap { $0.networks.keys }
        )
        return project.networks.keys.filter { joined.contains($0) }
            + joined.filter { project.networks[$0] == nil }
    }

    /// Networks as policies, where the project asks for it: pods of one network reach one another.
    mutating func addNetworkPolicies() {
        for service in project.services.values where service.networkMode == "none" { denyAll(service) }
        guard settings.hasNetworkPolicies else { return reportFlatNetwork() }
        let keys = joinedNetworks
        let open = keys.filter { project.networks[$0]?.isInternal != true }.map { label(ofNetwork: $0) }
        for key in keys { addPolicy(ofNetwork: key, open: open) }
        for service in project.services.values where !service.directives.isHook { openPublished(service) }
    }

    /// In a cluster every pod reaches every other one; whoever relied on networks must hear it.
    private mutating func reportFlatNetwork() {
        let hint = "add 'x-kubernetes: {network_policies: true}' at the top of the document"
        for (key, network) in project.networks
        where network.isInternal == true && joinedNetworks.contains(key) {
            collector.warning(
                "'internal' of the network '\(key)' is ignored: pods reach the outside without a policy",
                at: place("networks.\(key).internal"),
                hint: hint
            )
        }
        let keys = joinedNetworks
        if keys.count > 1 {
            let list = keys.map { "'\($0)'" }.joined(separator: ", ")
            collector.warning(
                "the networks \(list) separate nothing: in Kubernetes every pod reaches every other one without a "
                    + "policy",
                at: place("networks"),
                hint: hint
            )
        }
    }

    private mutating func addPolicy(ofNetwork key: String, open: [String]) {
        let label = label(ofNetwork: key)
        if !KubernetesNames.isQualifiedName(label) {
            collector.error(
                "'\(label)' cannot be the label of the network '\(key)': its name has at most 63 bytes",
                at: place("networks.\(key)"),
                hint: "choose a shorter name"
            )
        }
        let peers: Value = ["podSelector": ["matchLabels": [label: "true"]]]
        let network = project.networks[key]
        // Pods of other releases join an external network too.
        let source = network?.isExternal == true ? peers.setting(["namespaceSelector"], [:]) : peers
        add(
            policy: "\(KubernetesNames.label("\(options.release)-network-\(key)"))",
            labels: releaseLabels,
            origin: "the network '\(key)'",
            [
                "ingress": [["from": [source]]], "podSelector": ["matchLabels": [label: "true"]],
                "policyTypes": ["Ingress"],
            ]
        )
        guard network?.isInternal == true else { return }
        // A pod that joins another network as well may go out through that one.
        let others = open.map { other -> Value in ["key": .string(other), "operator": "DoesNotExist"] }
        let names: Value = [
            "ports": [["port": 53, "protocol": "UDP"], ["port": 53, "protocol": "TCP"]]
        ]
        add(
            policy: "\(KubernetesNames.label("\(options.release)-internal-\(key)"))",
            labels: releaseLabels,
            origin: "the network '\(key)'",
            [
                "egress": [["to": [source]], names],
                "podSelector": .object(
                    of: ("matchExpressions", .nonEmpty(others)),
                    ("matchLabels", [label: "true"])
                ),
                "policyTypes": ["Egress"],
            ]
        )
    }

    /// What is published is reached from everywhere.
    private mutating func openPublished(_ service: Service) {
        guard let owner = project.services[owner(of: service)] else { return }
        var open: OrderedSet<String> = []
        var ports: [Value] = []
        let ingress = asked(service).ingress?.hosts.flatMap(\.paths).compactMap(\.port) ?? []
        let first =
            asked(service).ingress == nil ? [] : internalPorts(service).prefix(1).map { Int64($0.number) }
        let published = service.ports.filter { !$0.isLoopback }.map {
            (Int64($0.target), $0.protocol.rawValue)
        }
        for (port, transport) in published + (ingress + (ingress.isEmpty ? first : [])).map({ ($0, "tcp") })
        where open.append("\(port)/\(transport)").inserted {
            ports.append(["port": .int(port), "protocol": .string(transport.uppercased())])
        }
        guard !ports.isEmpty else { return }
        add(
            policy: "\(names.service(service.name))-published",
            labels: objectLabels(service),
            origin: "the service '\(service.name)'",
            [
                "ingress": [["ports": .array(ports)]], "podSelector": ["matchLabels": selector(owner)],
                "policyTypes": ["Ingress"],
            ]
        )
    }

    /// `network_mode: none`: nothing in and nothing out, as far as the cluster's network has policies.
    private mutating func denyAll(_ service: Service) {
        add(
            policy: "\(names.service(service.name))-no-network",
            labels: objectLabels(service),
            origin: "the service '\(service.name)'",
            ["podSelector": ["matchLabels": selector(service)], "policyTypes": ["Ingress", "Egress"]]
        )
    }

    private mutating func add(
        policy name: String,
        labels: OrderedDictionary<String, String>,
        origin: String,
        _ spec: Value
    ) {
        objects.append(
            object(
                "networking.k8s.io/v1",
                "NetworkPolicy",
                name: name,
                labels: labels,
                origin: origin,
                ("spec", spec)
            )
        )
    }
}
