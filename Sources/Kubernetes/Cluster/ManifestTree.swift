import OrderedCollections
import Releases
import Values

/// Compares manifests: mappings key by key, lists by what tells their elements apart.
enum ManifestTree {
    /// Keys by which the elements of lists in manifests are told apart, the first that all have counts.
    private static let keys = [
        "name", "mountPath", "containerPort", "port", "key", "ip", "path", "host", "uid",
    ]

    /// By which keys the server tells the elements of some lists apart, whatever else they have.
    private static let keysOfLists = [
        "volumeMounts": ["mountPath"], "volumeDevices": ["devicePath"], "ports": ["containerPort", "port"],
        "hostAliases": ["ip"], "items": ["key"], "topologySpreadConstraints": ["topologyKey"],
    ]

    /// What each element of a list is known by, or nil when nothing tells all of them apart.
    ///
    /// - Parameters:
    ///   - elements: The list.
    ///   - field: The key that the list stands under.
    static func names(of elements: [Value], in field: String = "") -> [String]? {
        for key in (keysOfLists[field] ?? []) + keys {
            let names = elements.compactMap { element -> String? in
                guard let value = element[key] else { return nil }
                let text = value.stringValue ?? value.intValue.map { String($0) } ?? ""
                // Ports of one number differ by protocol.
                guard key == "containerPort" || key == "port" else { return text }
                return "\(text)/\(element["protocol"]?.stringValue ?? "TCP")"
            }
            if names.count == elements.count, Set(names).count == names.count { return names }
        }
        return nil
    }

    /// Whether everything that is wanted is there; what the server has added does not count.
    ///
    /// May be wrong in one direction only: what the server writes in another way may look like a difference.
    ///
    /// - Parameters:
    ///   - live: What is there.
    ///   - wanted: What is wanted.
    ///   - field: The key that both stand under.
    static func contains(_ live: Value?, _ wanted: Value, in field: String = "") -> Bool {
        switch wanted {
        case .null:
            return live == nil || live == .null
        case .object(let members):
            guard let live else { return members.isEmpty }
            let holdsAmounts = ResourceQuantity.fields.contains(field)
            return live.objectValue != nil
                && members.allSatisfy { contains(live[$0.key], $0.value, in: holdsAmounts ? field : $0.key) }
        case .array(let elements):
            guard let live else { return elements.isEmpty }
            guard let others = live.arrayValue else { return false }
            guard let names = names(of: elements, in: field), !elements.isEmpty,
                let otherNames = Self.names(of: others, in: field)
            else {
                return elements.count == others.count
                    && zip(others, elements).allSatisfy { contains($0, $1) }
            }
            let byName = Dictionary(zip(otherNames, others)) { first, _ in first }
            return zip(names, elements).allSatisfy { contains(byName[$0], $1) }
        default:
            guard let live else { return false }
            return live.isEquivalent(to: wanted)
                || ResourceQuantity.fields.contains(field) && ResourceQuantity.isSame(live, wanted)
        }
    }

    /// What differs between two states of one object: paths such as `spec.template.spec.containers[web].image`.
    ///
    /// - Parameter isSecret: Whether nobody is shown what the object's data is.
    static func differences(from old: Value?, to new: Value?, isSecret: Bool = false) -> [ValueDifference] {
        let before = leaves(old)
        let after = leaves(new)
        let paths = OrderedSet(before.keys).union(after.keys)
        return paths.compactMap { path in
            let (one, other) = (before[path], after[path])
            if let one, let other, one.isEquivalent(to: other) { return nil }
            let hidden = isSecret && (path.hasPrefix("data") || path.hasPrefix("stringData"))
            return ValueDifference(path, from: one, to: other, kind: hidden ? .secret : kind(one, other))
        }
    }

    private static func kind(_ one: Value?, _ other: Value?) -> ValueDifference.Kind {
        let isText = [one, other].contains { $0?.stringValue?.contains("\n") == true }
        return isText ? .text : .value
    }

    /// The scalars of a manifest by their path, without what the server alone writes.
    static func leaves(_ value: Value?) -> OrderedDictionary<String, Value> {
        var result: OrderedDictionary<String, Value> = [:]
        guard let value else { return result }
        add(withoutServerFields(value), at: "", in: "", &result)
        return result
    }

    private static func add(
        _ value: Value,
        at path: String,
        in field: String,
        _ result: inout OrderedDictionary<String, Value>
    ) {
        switch value {
        case .object(let members) where !members.isEmpty:
            for (key, member) in members {
                let step = key.utf8.contains { $0 == UInt8(ascii: ".") } ? "[\(key)]" : key
                let isFirst = path.isEmpty || step.hasPrefix("[")
                add(member, at: isFirst ? path + step : "\(path).\(step)", in: key, &result)
            }
        case .array(let elements) where !elements.isEmpty:
            if let names = names(of: elements, in: field) {
                for (name, element) in zip(names, elements) {
                    add(element, at: "\(path)[\(name)]", in: "", &result)
                }
            } else if elements.contains(where: { $0.objectValue != nil }) {
                for (index, element) in elements.enumerated() {
                    add(element, at: "\(path)[\(index)]", in: "", &result)
                }
            } else {
                result[path] = value
            }
        case .object, .array:
            // An empty one says as much as none.
            break
        default:
            result[path] = value
        }
    }

    /// The manifest without identity, times and the state that controllers report.
    private static func withoutServerFields(_ value: Value) -> Value {
        guard var object = value.objectValue else { return value }
        object["status"] = nil
        object["apiVersion"] = nil
        object["kind"] = nil
        guard var metadata = object["metadata"]?.objectValue else { return .object(object) }
        for key in ["managedFields", "uid", "resourceVersion", "generation", "creationTimestamp", "selfLink"]
        {
            metadata[key] = nil
        }
        for key in ["name", "namespace"] { metadata[key] = nil }
        if var annotations = metadata["annotations"]?.objectValue {
            annotations[KubernetesLabel.applied] = nil
            annotations["deployment.kubernetes.io/revision"] = nil
            metadata["annotations"] = .object(annotations)
        }
        object["metadata"] = .object(metadata)
        return .object(object)
    }
}
