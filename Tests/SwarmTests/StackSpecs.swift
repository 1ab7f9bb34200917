import DockerAPI
import FoundationEssentials
import OrderedCollections
import TestSupport
import Values

/// The specs of a stack's objects as the engine has them, without what must differ between two stacks:
/// identifiers, versions, dates, the stack's name, Davit's own labels and the hashes in names.
struct StackSpecs {
    /// By kind and name: `service web`, `config page`.
    private(set) var objects: OrderedDictionary<String, Value> = [:]
    private let stack: String
    /// The names of networks and configs by their identifiers.
    private let names: [String: String]

    init(_ client: DockerClient, stack: String) async throws {
        self.stack = stack
        let ofStack = EngineFilters.label("com.docker.stack.namespace", stack)
        var networks = try await client.networks(ofStack)
        // The engine gives a new network its driver and its addresses a moment later.
        for _ in 0..<50 where networks.contains(where: \.driver.isEmpty) {
            try await Task.sleep(for: .milliseconds(100))
            networks = try await client.networks(ofStack)
        }
        let everyNetwork = try await client.networks()
        let everyConfig = try await client.objects(.config, ofStack)
        names = Dictionary(
            everyNetwork.map { ($0.id, $0.name) } + everyConfig.map { ($0.id, "CONFIG") }
        ) { first, _ in first }
        for service in try await client.services(ofStack) {
            add("service", service.name, service.spec)
        }
        for network in networks {
            var value = Value.emptyObject
            for key in ["Driver", "Internal", "Attachable", "EnableIPv6", "Labels", "Ingress", "Scope"] {
                value = Self.set(key, network.value[key], in: value)
            }
            let list = "com.docker.network.driver.overlay.vxlanid_list"
            value = Self.set(
                "Options",
                network.value["Options"].map { Self.set(list, nil, in: $0) },
                in: value
            )
            // The engine chooses the addresses of the others.
            if network.name.hasSuffix("subnet") || network.name.hasSuffix("routed") {
                value = Self.set("IPAM", network.value["IPAM"], in: value)
            }
            add("network", network.name, value)
        }
        for kind in [DataKind.config, .secret] {
            for object in try await client.objects(kind, ofStack) {
                add(kind.rawValue, shortened(object.name), Self.set("Name", nil, in: object.spec))
            }
        }
    }

    private mutating func add(_ kind: String, _ name: String, _ spec: Value) {
        objects["\(kind) \(general(name))"] = plain(spec) ?? .emptyObject
    }

    private static func set(_ key: String, _ value: Value?, in object: Value) -> Value {
        var members = object.objectValue ?? [:]
        members[key] = value
        return .object(members)
    }

    private static func text(_ value: Value) -> String {
        let keys = ["PublishedPort", "TargetPort", "Protocol", "Target", "ConfigName", "SecretName"]
        let parts = keys.map { value[$0] ?? .null } + [value["File"]?["Name"] ?? .null]
        return parts.map { "\($0)" }.joined(separator: " ")
    }

    /// A name or text without the stack's name.
    private func general(_ text: String) -> String {
        text.replacing("\(stack)_", with: "").replacing(stack, with: "STACK")
    }

    /// A name of the stack's own without the content's hash at its end.
    private func shortened(_ name: String) -> String {
        guard name.hasPrefix("\(stack)_") else { return name }
        let key = name.dropFirst(stack.utf8.count + 1)
        let parts = key.split(separator: "_")
        return parts.count > 1 ? "\(stack)_\(parts.dropLast().joined(separator: "_"))" : name
    }

    /// The value without nulls and empty lists and objects, which mean that nothing was said, and with the
    /// lists sorted whose order means nothing.
    private func plain(_ value: Value) -> Value? {
        switch value {
        case .null:
            return nil
        case .string(let text):
            return .string(general(names[text] ?? text))
        case .array(let elements):
            let kept = elements.compactMap { plain($0) }
            // Mounts and networks, ports, and references to configs and secrets, which Docker's
            // command line gives in the random order of a map.
            let isUnordered = kept.allSatisfy { element in
                ["Target", "TargetPort", "ConfigName", "SecretName"].contains { element[$0] != nil }
            }
            let sorted = isUnordered ? kept.sorted { Self.text($0) < Self.text($1) } : kept
            return sorted.isEmpty ? nil : .array(sorted)
        case .object(let members):
            var kept: Value.Object = [:]
            for (key, member) in members {
                if key.hasPrefix("davit.") || key == "ConfigID" || key == "SecretID" { continue }
                // What a newer docker command says beside the point: false.
                if key == "NoNewPrivileges" || key == "EnableIPv6", member == false { continue }
                if key == "ConfigName" || key == "SecretName", let name = member.stringValue {
                    kept[key] = .string(general(shortened(name)))
                } else if let value = plain(member) {
                    kept[key] = value
                }
            }
            return kept.isEmpty ? nil : .object(kept)
        default:
            return value
        }
    }
}
