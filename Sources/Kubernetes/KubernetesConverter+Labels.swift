import Compose
import Diagnostics
import OrderedCollections
import Values

extension KubernetesConverter {
    /// The labels that everything of the release carries.
    var releaseLabels: OrderedDictionary<String, String> {
        var labels: OrderedDictionary<String, String> = [
            KubernetesLabel.instance: options.release,
            KubernetesLabel.partOf: options.release,
            KubernetesLabel.managedBy: "davit",
            KubernetesLabel.stack: options.release,
        ]
        // A version has a '+' at times, which a label cannot have.
        let chart = options.chart?.replacing("+", with: "_")
        if let chart, KubernetesNames.isLabelValue(chart) { labels[KubernetesLabel.chart] = chart }
        return labels
    }

    /// The labels of everything that a service becomes.
    func serviceLabels(_ service: Service) -> OrderedDictionary<String, String> {
        var labels = releaseLabels
        for (key, value) in podLabels(service) { labels[key] = value }
        return labels
    }

    /// The labels of a service's pods: none that changes with the chart, or every upgrade would replace them.
    func podLabels(_ service: Service) -> OrderedDictionary<String, String> {
        let name = names.service(service.name)
        var labels: OrderedDictionary<String, String> = [
            KubernetesLabel.name: name,
            KubernetesLabel.instance: options.release,
            KubernetesLabel.component: name,
            KubernetesLabel.partOf: options.release,
            KubernetesLabel.managedBy: "davit",
            KubernetesLabel.stack: options.release,
            KubernetesLabel.service: name,
        ]
        let id = "\(options.release)-\(name)"
        if KubernetesNames.isLabelValue(id) { labels[KubernetesLabel.serviceID] = id }
        return labels
    }

    /// What finds the pods of a service; it can never be changed.
    func selector(_ service: Service) -> Value {
        .strings([
            KubernetesLabel.instance: options.release, KubernetesLabel.component: names.service(service.name),
        ])
    }

    /// Labels of the document where labels can be, and the others as annotations.
    ///
    /// - Parameters:
    ///   - path: Where they are written.
    ///   - owner: Whose they are, in a sentence.
    mutating func sorted(_ labels: OrderedDictionary<String, String>, path: String, owner: String) -> (
        labels: OrderedDictionary<String, String>, annotations: OrderedDictionary<String, String>
    ) {
        var result = (
            labels: OrderedDictionary<String, String>(), annotations: OrderedDictionary<String, String>()
        )
        for (key, value) in labels {
            guard KubernetesNames.isQualifiedName(key) else {
                badKey(key, path: path, owner: owner)
                continue
            }
            if KubernetesNames.isLabelValue(value) {
                result.labels[key] = value
            } else {
                result.annotations[key] = value
                collector.warning(
                    "the label '\(key)' of \(owner) is written as an annotation: \"\(value)\" cannot be a label",
                    at: place("\(path).\(key)"),
                    hint: "a label has at most 63 letters, digits, '-', '_' and '.'"
                )
            }
        }
        return result
    }

    /// Labels of the document as annotations, which take every value.
    mutating func annotations(_ labels: OrderedDictionary<String, String>, path: String, owner: String)
        -> OrderedDictionary<String, String>
    {
        var result: OrderedDictionary<String, String> = [:]
        for (key, value) in labels {
            if KubernetesNames.isQualifiedName(key) {
                result[key] = value
            } else {
                badKey(key, path: path, owner: owner)
            }
        }
        return result
    }

    private mutating func badKey(_ key: String, path: String, owner: String) {
        collector.error(
            "'\(key)' of \(owner) cannot be the key of a label or an annotation",
            at: place("\(path).\(key)"),
            hint: "write at most 63 letters, digits, '-', '_' and '.', or such a name behind 'example.com/'"
        )
    }
}
