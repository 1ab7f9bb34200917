import Compose
import Diagnostics
import Values

extension KubernetesConverter {
    private static let hostname = "kubernetes.io/hostname"
    /// The label and taint of the nodes that run the cluster itself.
    private static let controlPlane = "node-role.kubernetes.io/control-plane"

    /// `affinity`: the constraints, all of which must hold, and one pod a node at most.
    mutating func affinity(_ service: Service) -> Value? {
        var expressions: [Value] = []
        for (index, text) in service.deploy.placement.constraints.enumerated() {
            if let expression = expression(text, index: index, of: service) { expressions.append(expression) }
        }
        var affinity = Value.emptyObject
        if !expressions.isEmpty {
            affinity = affinity.setting(
                ["nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"],
                ["nodeSelectorTerms": [["matchExpressions": .array(expressions)]]]
            )
        }
        // A DaemonSet has one pod a node anyway.
        if service.deploy.placement.maxReplicasPerNode == 1, workloads[service.name] != .daemonSet {
            let term = Value.object(
                of: ("labelSelector", ["matchLabels": selector(service)]),
                ("topologyKey", .string(Self.hostname))
            )
            affinity = affinity.setting(
                ["podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"],
                [term]
            )
        }
        return affinity.unlessEmpty
    }

    /// A constraint as an expression over the nodes' labels.
    private mutating func expression(_ text: String, index: Int, of service: Service) -> Value? {
        let location = place("services.\(service.name).deploy.placement.constraints")
        guard let constraint = PlacementConstraint(text, hasPrefixes: true) else {
            collector.error(
                "'\(text)' of the service '\(service.name)' is not a placement constraint",
                at: location,
                hint: "write one such as 'node.labels.zone == a'"
            )
            return nil
        }
        let key = constraint.key.lowercased()
        if key == "node.role" { return role(constraint, location: text, of: service) }
        guard let (label, value) = label(constraint) else {
            let remedy =
                key.hasPrefix("node.labels.")
                ? "use a label with at most 63 letters, digits, '-', '_' and '.'"
                : constraint.isKnown
                    ? "label the nodes with 'kubectl label node NODE KEY=VALUE', and use 'node.labels.KEY'"
                    : "did you mean '\(constraint.nearestKey)'?"
            collector.error(
                "Kubernetes cannot do the constraint '\(text)' of the service '\(service.name)'",
                at: location,
                hint: remedy
            )
            return nil
        }
        return .object(
            of: ("key", .string(label)),
            ("operator", constraint.isEqual ? "In" : "NotIn"),
            ("values", [.string(value)])
        )
    }

    /// The nodes' label for what a constraint asks of, and the label's value.
    private func label(_ constraint: PlacementConstraint) -> (key: String, value: String)? {
        let result: (key: String, value: String)
        switch constraint.key.lowercased() {
        case "node.hostname": result = (Self.hostname, constraint.value)
        case "node.platform.os": result = ("kubernetes.io/os", constraint.value.lowercased())
        case "node.platform.arch": result = ("kubernetes.io/arch", Self.architecture(constraint.value))
        case let name where name.hasPrefix("node.labels."):
            result = (String(constraint.key.dropFirst("node.labels.".count)), constraint.value)
        default: return nil
        }
        let isValid =
            KubernetesNames.isQualifiedName(result.key) && KubernetesNames.isLabelValue(result.value)
        return isValid ? result : nil
    }

    private mutating func role(_ constraint: PlacementConstraint, location text: String, of service: Service)
        -> Value?
    {
        let word = constraint.value.lowercased()
        guard word == "manager" || word == "worker" else {
            collector.error(
                "'\(text)' of the service '\(service.name)' names no role",
                at: place("services.\(service.name).deploy.placement.constraints"),
                hint: "the roles are 'manager' and 'worker'"
            )
            return nil
        }
        let isManager = (word == "manager") == constraint.isEqual
        return .object(
            of: ("key", .string(Self.controlPlane)),
            ("operator", isManager ? "Exists" : "DoesNotExist")
        )
    }

    /// Pods for the control plane have to put up with its taint.
    func tolerations(_ service: Service) -> Value? {
        let isForManagers = service.deploy.placement.constraints.compactMap { PlacementConstraint($0) }
            .contains {
                $0.key.lowercased() == "node.role" && ($0.value.lowercased() == "manager") == $0.isEqual
            }
        guard isForManagers else { return nil }
        // The taint's former name was given up in 1.25.
        let keys =
            [Self.controlPlane] + (options.version.minor < 25 ? ["node-role.kubernetes.io/master"] : [])
        return .array(
            keys.map { key in ["effect": "NoSchedule", "key": .string(key), "operator": "Exists"] }
        )
    }

    /// Spreading over nodes and their labels.
    mutating func topologySpread(_ service: Service) -> Value? {
        guard workloads[service.name] != .daemonSet else { return nil }
        let placement = service.deploy.placement
        var constraints: [Value] = []
        func constraint(_ key: String, skew: Int, _ otherwise: String) -> Value {
            .object(
                of: ("labelSelector", ["matchLabels": selector(service)]),
                ("maxSkew", .int(Int64(skew))),
                ("topologyKey", .string(key)),
                ("whenUnsatisfiable", .string(otherwise))
            )
        }
        for descriptor in placement.spreadPreferences {
            let prefix = "node.labels."
            let isLabel = descriptor.lowercased().hasPrefix(prefix)
            let key =
                isLabel
                ? String(descriptor.dropFirst(prefix.count))
                : descriptor.lowercased() == "node.hostname" ? Self.hostname : ""
            guard KubernetesNames.isQualifiedName(key) else {
                collector.error(
                    "Kubernetes cannot spread the service '\(service.name)' over '\(descriptor)'",
                    at: place("services.\(service.name).deploy.placement.preferences"),
                    hint: "spread over a label of the nodes, 'node.labels.KEY'"
                )
                continue
            }
            constraints.append(constraint(key, skew: 1, "ScheduleAnyway"))
        }
        if let most = placement.maxReplicasPerNode, most > 1 {
            constraints.append(constraint(Self.hostname, skew: most, "DoNotSchedule"))
        }
        return .nonEmpty(constraints)
    }

    /// `platform` as labels of the nodes: `linux/arm64/v8`, or the system or the architecture alone.
    func platform(_ service: Service) -> Value? {
        guard let text = service.platform else { return nil }
        let parts = text.lowercased().split(separator: "/").map(String.init)
        var labels: [(String, Value?)] = []
        if let first = parts.first {
            let isSystem = parts.count > 1 || first == "linux" || first == "windows"
            if isSystem { labels.append(("kubernetes.io/os", .string(first))) }
            let architecture = parts.count > 1 ? parts[1] : isSystem ? nil : first
            labels.insert(("kubernetes.io/arch", architecture.map { .string(Self.architecture($0)) }), at: 0)
        }
        var object = Value.emptyObject
        for (key, value) in labels { object = object.setting([key], value) }
        return object.unlessEmpty
    }

    /// Go's name of an architecture, which is what the nodes' label has.
    private static func architecture(_ text: String) -> String {
        switch text.lowercased() {
        case "x86_64", "x86-64": "amd64"
        case "aarch64": "arm64"
        case "armhf", "armv7l": "arm"
        case "i386", "i686": "386"
        case let other: other
        }
    }
}
