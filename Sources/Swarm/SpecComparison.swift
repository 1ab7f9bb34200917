import OrderedCollections
import Releases
import Values

/// Compares service specs by what they mean, in the words of a Compose file.
///
/// A spec is laid out as a flat list of paths and values: defaults that the engine fills in are left
/// out, lists whose order means nothing are keyed by their elements, networks are known by name. Two
/// specs are equal when their lists are.
enum SpecComparison {
    /// The Compose paths of what differs, sorted; empty when nothing does.
    ///
    /// Networks are given by identifier with their names.
    static func changes(from live: Value, to wanted: Value, networkNames: [String: String]) -> [String] {
        SpecDifference(from: live, to: wanted, networkNames: networkNames).values.map(\.path)
    }

    /// The mode of a service: `Replicated`, `Global`, `ReplicatedJob` or `GlobalJob`.
    static func mode(of spec: Value) -> String {
        spec["Mode"]?.objectValue?.keys.first ?? "Replicated"
    }

    /// The modes as a Compose file has them.
    static let words = [
        "Replicated": "replicated", "Global": "global", "ReplicatedJob": "replicated-job",
        "GlobalJob": "global-job",
    ]

    /// The spec as a flat list of engine paths and values.
    static func layout(_ spec: Value, networkNames: [String: String]) -> [String: Value] {
        var result: [String: Value] = [:]
        walk(spec, Place(path: "", key: ""), networkNames, &result)
        // The engine has the identifier of the config where a project has its name.
        let credential = "TaskTemplate.ContainerSpec.Privileges.CredentialSpec.Config"
        if let identifier = result[credential] {
            let configs = spec.at("TaskTemplate", "ContainerSpec", "Configs")?.arrayValue ?? []
            let config = configs.first { $0["ConfigID"] == identifier }
            result[credential] = config?["ConfigName"] ?? identifier
        }
        // The mode's own object may be empty, but it says something.
        result["Mode"] = .string(mode(of: spec))
        return result
    }

    /// Where a value stands in a spec.
    private struct Place {
        let path: String
        /// The last part of the path.
        let key: String
        /// The part before it.
        var parent = ""

        func inner(_ key: String) -> Place {
            Place(path: path.isEmpty ? key : "\(path).\(key)", key: key, parent: self.key)
        }

        /// Whether the members are a person's own and no keys of the engine.
        var isFreeMap: Bool {
            switch key {
            case "Labels", "Sysctls", "DriverOpts": true
            case "Options": parent != "DNSConfig"
            default: false
            }
        }
    }

    private static func walk(
        _ value: Value,
        _ place: Place,
        _ names: [String: String],
        _ result: inout [String: Value]
    ) {
        switch value {
        case .null:
            break
        case .object(let members):
            for (key, member) in members {
                let inner = place.inner(key)
                // In a map that a person wrote, an empty text is a value like any other; the list
                // around it says so to whoever shows it.
                if place.isFreeMap {
                    result[inner.path] = .array([member])
                } else {
                    walk(member, inner, names, &result)
                }
            }
        case .array(let elements):
            list(elements, place, names, &result)
        default:
            if !isDefault(value, place) { result[place.path] = value }
        }
    }

    private static func list(
        _ elements: [Value],
        _ place: Place,
        _ names: [String: String],
        _ result: inout [String: Value]
    ) {
        if elements.isEmpty { return }
        guard let key = elementKey[place.key] else {
            result[place.path] = .array(elements)
            return
        }
        for (index, element) in elements.enumerated() {
            let (key, value) = key(element, names)
            let inner = place.inner(key.isEmpty ? String(index) : key)
            if case .object = value {
                // Marks that the element is there, whatever its members' defaults leave of it.
                result[inner.path] = true
            }
            walk(value, inner, names, &result)
        }
    }

    private typealias ElementKey = @Sendable (Value, [String: String]) -> (key: String, value: Value)

    /// How the elements of a list are told apart, and what of them is compared.
    private static let elementKey: [String: ElementKey] = [
        "Env": { element, _ in
            let text = element.stringValue ?? ""
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                String(parts.first ?? ""), .array(parts.count > 1 ? [.string(String(parts[1]))] : [.null])
            )
        },
        "Networks": { element, names in
            let target = element["Target"]?.stringValue ?? ""
            let aliases = (element["Aliases"]?.arrayValue ?? []).compactMap(\.stringValue).sorted()
            return (
                names[target] ?? target,
                element.setting(["Target"], nil).setting(["Aliases"], .nonEmpty(aliases))
            )
        },
        "Mounts": { element, _ in (element["Target"]?.stringValue ?? "", element) },
        "Ports": { element, _ in
            let published = element["PublishedPort"]?.intValue.map { "\($0):" } ?? ""
            let target = element["TargetPort"]?.intValue ?? 0
            let port = element["Protocol"]?.stringValue ?? "tcp"
            return ("\(published)\(target)/\(port)", element)
        },
        "Ulimits": { element, _ in (element["Name"]?.stringValue ?? "", element) },
        "Secrets": { element, _ in file(element, "SecretName", id: "SecretID") },
        "Configs": { element, _ in file(element, "ConfigName", id: "ConfigID") },
    ]

    private static func file(_ element: Value, _ name: String, id: String) -> (key: String, value: Value) {
        let path = element.at("File", "Name")?.stringValue ?? element[name]?.stringValue ?? ""
        return (path, element.setting([id], nil))
    }

    /// Whether the engine means the same when the value is absent.
    private static func isDefault(_ value: Value, _ place: Place) -> Bool {
        if let known = defaults[place.path] {
            // Ratios come as whole numbers or not, as it happens.
            return known == value || (known.doubleValue != nil && known.doubleValue == value.doubleValue)
        }
        switch place.key {
        case "ForceUpdate": return place.parent == "TaskTemplate"
        // What an element of a list says beyond its presence.
        case "PublishMode": return value == "ingress"
        case "Protocol": return value == "tcp"
        case "Init": return value == ""
        default: return value == "" || value == false || (value == 0 && place.parent == "Healthcheck")
        }
    }

    /// What the engine takes where the spec says nothing.
    static let defaults: [String: Value] = {
        var defaults: [String: Value] = [
            "TaskTemplate.Runtime": "container",
            "TaskTemplate.ContainerSpec.Isolation": "default",
            "TaskTemplate.ContainerSpec.StopGracePeriod": 10_000_000_000,
            "TaskTemplate.RestartPolicy.Condition": "any",
            "TaskTemplate.RestartPolicy.Delay": 5_000_000_000,
            "TaskTemplate.RestartPolicy.MaxAttempts": 0,
            "TaskTemplate.RestartPolicy.Window": 0,
            "EndpointSpec.Mode": "vip",
            "Mode.Replicated.Replicas": 1,
            "Mode.ReplicatedJob.MaxConcurrent": 1,
            "Mode.ReplicatedJob.TotalCompletions": 1,
        ]
        for section in ["UpdateConfig", "RollbackConfig"] {
            defaults["\(section).Parallelism"] = 1
            defaults["\(section).Delay"] = 0
            defaults["\(section).FailureAction"] = "pause"
            defaults["\(section).Monitor"] = 5_000_000_000
            defaults["\(section).MaxFailureRatio"] = 0
            defaults["\(section).Order"] = "stop-first"
        }
        return defaults
    }()
}
