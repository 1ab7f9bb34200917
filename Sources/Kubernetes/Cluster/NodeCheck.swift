import OrderedCollections
import Values

/// Whether there is a node for the pods of a workload, by what they ask of its labels.
struct NodeCheck: Sendable {
    /// The labels of the nodes that take pods.
    private let nodes: [[String: String]]

    init(nodes: [Value]) {
        self.nodes = nodes.filter { $0.at("spec", "unschedulable") != true }.map { node in
            var labels: [String: String] = [:]
            for (key, value) in node.at("metadata", "labels")?.objectValue ?? [:] {
                labels[key] = value.stringValue
            }
            return labels
        }
    }

    /// What a workload's pods ask of their node, and no node has; nil when there is one, or nothing is asked.
    func missing(for workload: Value) -> String? {
        let spec = workload.at("spec", "template", "spec")
        let selector = spec?["nodeSelector"]?.objectValue ?? [:]
        let affinity = spec?.at(
            "affinity",
            "nodeAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution",
            "nodeSelectorTerms"
        )
        let terms = (affinity?.arrayValue ?? []).map { $0["matchExpressions"]?.arrayValue ?? [] }
        if selector.isEmpty, terms.isEmpty { return nil }
        let isThere = nodes.contains { labels in
            selector.allSatisfy { labels[$0.key] == $0.value.stringValue }
                && (terms.isEmpty || terms.contains { $0.allSatisfy { Self.matches(labels, $0) } })
        }
        if isThere { return nil }
        let words =
            selector.map { "\($0.key)=\($0.value.stringValue ?? "")" } + terms.flatMap { $0.map(Self.words) }
        return words.joined(separator: ", ")
    }

    /// Whether workloads ask anything of their nodes.
    static func isNeeded(for workload: Value) -> Bool {
        NodeCheck(nodes: []).missing(for: workload) != nil
    }

    private static func matches(_ labels: [String: String], _ expression: Value) -> Bool {
        let value = labels[expression["key"]?.stringValue ?? ""]
        let values = (expression["values"]?.arrayValue ?? []).compactMap(\.stringValue)
        return switch expression["operator"]?.stringValue {
        case "In": value.map { values.contains($0) } ?? false
        case "NotIn": value.map { !values.contains($0) } ?? true
        case "Exists": value != nil
        case "DoesNotExist": value == nil
        // Numbers are compared by the scheduler.
        default: true
        }
    }

    private static func words(_ expression: Value) -> String {
        let key = expression["key"]?.stringValue ?? ""
        let values = (expression["values"]?.arrayValue ?? []).compactMap(\.stringValue).joined(
            separator: ", "
        )
        return switch expression["operator"]?.stringValue {
        case "In": "\(key) is \(values)"
        case "NotIn": "\(key) is not \(values)"
        case "Exists": "\(key) is there"
        case "DoesNotExist": "\(key) is not there"
        default: key
        }
    }
}
