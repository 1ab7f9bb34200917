import Compose
import Diagnostics
import DockerAPI
import OrderedCollections
import Releases
import Values

/// Compares networks, configs and secrets, none of which can be changed but in the labels of the latter two.
struct ObjectComparison {
    let release: String
    let adopt: Bool
    let wanted: WantedObjects
    let live: LiveState
    /// What the revision in force wants.
    var recorded: WantedObjects?

    // MARK: Networks

    func networks(_ collector: inout DiagnosticCollector) -> [PlannedChange] {
        let missing = wanted.networks.filter { $0.isAutoCreated && live.networks[$0.name] == nil }
        let created = missing.map { network in
            let object = ObjectReference(kind: "network", name: network.name)
            return PlannedChange(.create, object, differences: Self.settings(of: network.spec))
        }
        return created + wanted.networks.filter { !$0.isExternal }.map { compared($0, &collector) }
    }

    private func compared(_ network: WantedNetwork, _ collector: inout DiagnosticCollector) -> PlannedChange {
        let object = ObjectReference(kind: "network", name: network.name)
        guard let existing = live.networks[network.name], existing.scope == "swarm" else {
            return PlannedChange(.create, object, differences: Self.settings(of: network.spec))
        }
        let differences = Self.networkDifferences(
            from: existing,
            to: network.spec,
            placeholder: network.placeholder
        )
        let paths = differences.map(\.path)
        let isOurs = Owner(networkLabels: existing.labels, release: release) == .ours
        if !paths.isEmpty, isOurs {
            collector.error(
                "network '\(network.name)' cannot be changed (\(paths.joined(separator: ", "))): "
                    + "a Swarm's networks stay as they were made",
                hint: "give the network another key than '\(network.key)', so that a new one is made"
            )
        }
        return PlannedChange(.keep, object, differences: isOurs ? differences : [])
    }

    /// What a network that is to be made is asked to be.
    private static func settings(of spec: Value) -> [ValueDifference] {
        let names = [
            "Driver": "driver", "Options": "driver_opts", "Internal": "internal", "Attachable": "attachable",
            "EnableIPv6": "enable_ipv6", "IPAM": "ipam",
        ]
        return names.compactMap { key, name in
            spec[key].map { ValueDifference(name, from: nil, to: $0) }
        }.sorted { $0.path < $1.path }
    }

    /// The Compose keys of what differs.
    static func networkChanges(
        from live: EngineNetwork,
        to spec: Value,
        placeholder: String? = nil
    ) -> [String] {
        networkDifferences(from: live, to: spec, placeholder: placeholder).map(\.path)
    }

    /// What differs, by Compose key.
    ///
    /// Labels do not count: they can never be corrected, and nothing depends on them.
    static func networkDifferences(
        from live: EngineNetwork,
        to spec: Value,
        placeholder: String? = nil
    ) -> [ValueDifference] {
        var paths: [ValueDifference] = []
        func compare(_ key: String, _ old: Value?, _ new: Value?) {
            if old != new { paths.append(ValueDifference(key, from: old, to: new)) }
        }
        let value = live.value
        compare("internal", .bool(value["Internal"]?.boolValue ?? false), spec["Internal"] ?? false)
        compare("attachable", .bool(value["Attachable"]?.boolValue ?? false), spec["Attachable"] ?? false)
        compare("enable_ipv6", .bool(value["EnableIPv6"]?.boolValue ?? false), spec["EnableIPv6"] ?? false)
        // A network that was made a moment ago has not been given its driver yet.
        if live.driver.isEmpty { return paths }
        compare("driver", .string(live.driver), spec["Driver"])
        let chosen = (value["Options"]?.objectValue ?? [:]).filter {
            // The engine adds the identifier that it has drawn.
            $0.key != "com.docker.network.driver.overlay.vxlanid_list" || spec["Options"]?[$0.key] != nil
        }
        let options = (spec["Options"] ?? .emptyObject).filling(placeholder, from: .object(chosen))
        if sorted(chosen) != sorted(options.objectValue ?? [:]) {
            paths.append(ValueDifference("driver_opts", from: .object(chosen), to: spec["Options"]))
        }
        // Only what is asked for: the engine chooses the rest.
        let pools = value["IPAM"]?["Config"]?.arrayValue ?? []
        for (index, pool) in (spec["IPAM"]?["Config"]?.arrayValue ?? []).enumerated() {
            for (key, wanted) in pool.objectValue ?? [:] {
                let name = key == "IPRange" ? "ip_range" : key.lowercased()
                compare("ipam.\(name)", index < pools.count ? pools[index][key] : nil, wanted)
            }
        }
        return paths
    }

    private static func sorted(_ object: Value.Object) -> [String: Value] {
        Dictionary(object.map { ($0.key, $0.value) }) { first, _ in first }
    }

    // MARK: Configs and secrets

    func data(
        _ list: [WantedData],
        _ kind: DataKind,
        _ collector: inout DiagnosticCollector
    ) -> [PlannedChange] {
        list.filter { !$0.object.isExternal }.map { data in
            let object = ObjectReference(kind: data.kind, name: data.name)
            guard let existing = live.data(kind)[data.name] else {
                if case .reference = data.object.content {
                    collector.error(
                        "\(data.kind) '\(data.name)' is gone, and the record does not hold its content",
                        hint:
                            "give it again with 'davit upgrade \(release)' and the values it is made of"
                    )
                }
                return creation(of: data, object)
            }
            if Owner(labels: existing.labels, release: release) == .ours || adopt,
                Self.differs(existing, data)
            {
                collector.error(
                    "\(data.kind) '\(data.name)' exists with another content, which a Swarm cannot change",
                    hint:
                        "remove 'name' of the \(data.kind) '\(data.key)', so that it is named by its content"
                )
            }
            let labels = data.labels(filledFrom: existing)
            let changed = Set(labels.keys).union(existing.labels.keys).filter {
                labels[$0] != existing.labels[$0]
            }
            if changed.isEmpty { return PlannedChange(.keep, object) }
            let differences = changed.sorted().map { label in
                ValueDifference(
                    "labels.\(label)",
                    from: .optional(existing.labels[label]),
                    to: .optional(labels[label])
                )
            }
            return PlannedChange(
                .update,
                object,
                paths: differences.map(\.path),
                differences: differences
            )
        }
    }

    /// A config or secret that is to be made, compared with the one whose place it takes.
    private func creation(of data: WantedData, _ object: ObjectReference) -> PlannedChange {
        let former = former(of: data)
        var change = PlannedChange(.create, object)
        change.predecessor = former.map { ObjectReference(kind: data.kind, name: $0.name) }
        guard !data.isSecret, case .inline(let bytes, _) = data.object.content, !hidesFormer(of: data) else {
            change.differences = [
                ValueDifference("content", from: former.map { _ in "" }, to: "", kind: .secret)
            ]
            return change
        }
        let old = former?.data.map(Self.text)
        let new = Self.text(bytes)
        let isText = new.isText && old?.isText ?? true
        change.differences = [
            ValueDifference("content", from: old?.value, to: new.value, kind: isText ? .text : .value)
        ]
        return change
    }

    /// Whether the recorded content had something secret in it.
    private func hidesFormer(of data: WantedData) -> Bool {
        recorded?.configs.contains { former in
            guard former.key == data.key, case .reference = former.object.content else { return false }
            return true
        } ?? false
    }

    /// The live config or secret of the same key: the recorded one, or else one that a service uses.
    private func former(of data: WantedData) -> SwarmObject? {
        let known = data.isSecret ? live.secrets : live.configs
        let records = data.isSecret ? recorded?.secrets : recorded?.configs
        if let name = records?.first(where: { $0.key == data.key && !$0.object.isExternal })?.name {
            return known[name]
        }
        let list = data.isSecret ? "Secrets" : "Configs"
        let word = data.isSecret ? "SecretName" : "ConfigName"
        let used = live.services.values.filter { isOurs($0.labels) }.flatMap { service in
            (service.spec.at("TaskTemplate", "ContainerSpec", list)?.arrayValue ?? []).compactMap {
                $0[word]?.stringValue
            }
        }
        let prefix = "\(release)_\(data.key)_"
        let name = used.first { $0.hasPrefix(prefix) && !$0.dropFirst(prefix.count).contains("_") }
        return name.flatMap { known[$0] }
    }

    /// The content as text, or what is to be said of bytes that are none.
    private static func text(_ bytes: [UInt8]) -> (value: Value, isText: Bool) {
        if let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) {
            return (.string(text), true)
        }
        return (.string("(binary, \(bytes.count) bytes)"), false)
    }

    private static func differs(_ existing: SwarmObject, _ data: WantedData) -> Bool {
        for key in ["Driver", "Templating"] {
            let old = existing.spec[key]?["Name"]?.stringValue ?? ""
            if old != data.extra[key]?["Name"]?.stringValue ?? "" { return true }
        }
        switch data.object.content {
        case .inline(let bytes, let hash):
            if let held = existing.data { return held != bytes }
            // The engine never shows a secret; its label tells, unless somebody else made it.
            return existing.labels[Label.content].map { $0 != hash } ?? false
        case .reference(let hash):
            return existing.labels[Label.content].map { $0 != hash } ?? false
        case .external, .generated, .driver:
            return false
        }
    }

    // MARK: What goes

    /// Services and networks of the release that are not wanted any more.
    ///
    /// Old configs and secrets are not listed: whether they go depends on the revisions that are kept.
    func deletions() -> [PlannedChange] {
        let services = Set(wanted.services.map(\.name))
        let networks = Set(wanted.networks.map(\.name))
        let names = live.networkNames
        let gone = live.services.values.filter { !services.contains($0.name) && isOurs($0.labels) }
            .map { service in
                let all = SpecDifference(from: service.spec, to: nil, networkNames: names)
                return PlannedChange(
                    .delete,
                    ObjectReference(kind: "service", name: service.name),
                    differences: all.values
                )
            }
        let left = live.networks.values
            .filter {
                !networks.contains($0.name) && Owner(networkLabels: $0.labels, release: release) == .ours
            }
            .map { PlannedChange(.delete, ObjectReference(kind: "network", name: $0.name)) }
        return gone.sorted { $0.object < $1.object } + left.sorted { $0.object < $1.object }
    }

    /// Says of services that bear the stack's label without being the release's that they are left alone.
    func foreigners(_ collector: inout DiagnosticCollector) {
        let services = Set(wanted.services.map(\.name))
        let foreign = live.services.values.filter {
            !services.contains($0.name) && Owner(labels: $0.labels, release: release) == .stack(release)
        }
        for service in foreign.sorted(by: { $0.name < $1.name }) {
            collector.warning(
                "service '\(service.name)' bears the label of the stack '\(release)', and no release made it; "
                    + "it is left alone",
                hint: "docker service rm \(service.name)"
            )
        }
    }

    private func isOurs(_ labels: [String: String]) -> Bool {
        Owner(labels: labels, release: release) == .ours
    }
}
