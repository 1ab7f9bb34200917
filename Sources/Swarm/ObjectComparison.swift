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

    // MARK: Networks

    func networks(_ collector: inout DiagnosticCollector) -> [PlannedChange] {
        let missing = wanted.networks.filter { $0.isAutoCreated && live.networks[$0.name] == nil }.map {
            PlannedChange(.create, ObjectReference(kind: "network", name: $0.name))
        }
        return missing
            + wanted.networks.filter { !$0.isExternal }.map { network in
                let object = ObjectReference(kind: "network", name: network.name)
                guard let existing = live.networks[network.name], existing.scope == "swarm" else {
                    return PlannedChange(.create, object)
                }
                let paths = Self.networkChanges(from: existing, to: network.spec)
                if !paths.isEmpty, Owner(networkLabels: existing.labels, release: release) == .ours {
                    collector.error(
                        "network '\(network.name)' cannot be changed (\(paths.joined(separator: ", "))): "
                            + "a Swarm's networks stay as they were made",
                        hint: "give the network another key than '\(network.key)', so that a new one is made"
                    )
                }
                return PlannedChange(.keep, object)
            }
    }

    /// The Compose keys of what differs.
    ///
    /// Labels do not count: they can never be corrected, and nothing depends on them.
    static func networkChanges(from live: EngineNetwork, to spec: Value) -> [String] {
        var paths: [String] = []
        func compare(_ key: String, _ old: Value?, _ new: Value?) {
            if old != new { paths.append(key) }
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
        if sorted(chosen) != sorted(spec["Options"]?.objectValue ?? [:]) { paths.append("driver_opts") }
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
                            "give it again: davit upgrade \(release) with the values it is made of"
                    )
                }
                return PlannedChange(.create, object)
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
            let labels = data.labels.mapValues { $0.stringValue ?? "" }
            let changed = Set(labels.keys).union(existing.labels.keys).filter {
                labels[$0] != existing.labels[$0]
            }
            if changed.isEmpty { return PlannedChange(.keep, object) }
            return PlannedChange(.update, object, paths: changed.map { "labels.\($0)" }.sorted())
        }
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
        let gone =
            live.services.values.filter { !services.contains($0.name) && isOurs($0.labels) }
            .map { ObjectReference(kind: "service", name: $0.name) }.sorted()
            + live.networks.values
            .filter {
                !networks.contains($0.name) && Owner(networkLabels: $0.labels, release: release) == .ours
            }
            .map { ObjectReference(kind: "network", name: $0.name) }.sorted()
        return gone.map { PlannedChange(.delete, $0) }
    }

    private func isOurs(_ labels: [String: String]) -> Bool {
        Owner(labels: labels, release: release) == .ours
    }
}
