package import Diagnostics
import OrderedCollections
import Values
import YAML

/// What a chart with Kubernetes objects renders to, in the order in which `helm template` prints it.
///
/// Helm cuts each file into documents, takes hooks out, and sorts both by kind (`pkg/release/v1/util` and
/// `pkg/action` of Helm 4.2.3).
package struct Manifest: Sendable {
    /// One document of a rendered file.
    package struct Entry: Sendable, Hashable {
        /// The template's name, or the CRD's file below the chart.
        package var file: String
        package var text: [UInt8]
        /// `kind`; empty without one.
        package var kind: String
        /// The events of `helm.sh/hook`; nil for what is no hook.
        package var hookEvents: [String]?

        /// Whether the document is a hook that `helm test` runs.
        package var isTest: Bool { hookEvents?.contains("test") ?? false }

        /// The document as it is printed, under its mark and the name of its file.
        package var printed: [UInt8] { Array("---\n# Source: \(file)\n".utf8) + text + [0x0A] }
    }

    package internal(set) var objects: [Entry] = []
    package private(set) var hooks: [Entry] = []
    /// The custom resource definitions in `crds/` of the chart and its subcharts.
    package private(set) var definitions: [Entry] = []
    /// Whether there is a Kubernetes object or hook at all.
    package private(set) var hasKubernetesObjects = false

    /// - Throws: `.invalidInput` for a document that is no YAML or whose head is of wrong types.
    package init(_ rendered: RenderedChart) throws(Failure) {
        let files = rendered.files.filter { !$0.isBlank }.sorted {
            $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
        for file in files {
            for range in Self.documents(in: file.text) {
                do throws(Failure) {
                    try add(range, of: file)
                } catch {
                    var failure = rendered.explained(error, in: file)
                    if let text = error.helmText {
                        failure.cause = HelmText("YAML parse error on \(file.name): \(text)")
                    }
                    throw failure
                }
            }
        }
        Self.sort(&objects)
        Self.sort(&hooks)
        addDefinitions(of: rendered.chart, path: rendered.chart.name)
    }

    private mutating func add(_ range: Range<Int>, of file: RenderedFile) throws(Failure) {
        let text = Array(file.text[range])
        let head: Value
        do throws(Failure) {
            head = try YAML.decode(text, file: file.name)
        } catch {
            throw error.moved(by: file.text[..<range.lowerBound].count { $0 == 0x0A })
        }
        var entry = Entry(file: file.name, text: text, kind: head["kind"]?.stringValue ?? "")
        let isKubernetes = head["apiVersion"]?.stringValue != nil && head["kind"]?.stringValue != nil
        hasKubernetesObjects = hasKubernetesObjects || isKubernetes
        guard let hook = head["metadata"]?["annotations"]?["helm.sh/hook"]?.stringValue else {
            objects.append(entry)
            return
        }
        let events = hook.split(separator: ",", omittingEmptySubsequences: false).map {
            Self.trimmed($0).lowercased()
        }
        // Helm leaves out what has an event that it does not know.
        guard events.allSatisfy(Self.events.contains) else { return }
        entry.hookEvents = events.map { $0 == "test-success" ? "test" : $0 }
        hooks.append(entry)
    }

    private mutating func addDefinitions(of chart: Chart, path: String) {
        let endings = [".yaml", ".yml", ".json"]
        for file in chart.files
        where file.path.hasPrefix("crds/") && endings.contains(where: { file.path.hasSuffix($0) }) {
            definitions.append(Entry(file: "\(path)/\(file.path)", text: file.bytes, kind: ""))
        }
        for child in chart.dependencies { addDefinitions(of: child, path: "\(path)/charts/\(child.name)") }
    }

    /// Where the documents of a text are: between lines that begin with `---`.
    ///
    /// White space around the marks belongs to no document, nor does that in front of the first.
    static func documents(in text: [UInt8]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        let first = text.firstIndex { !isSpace($0) } ?? text.count
        var (start, index) = (first, first)
        func close(at end: Int) {
            if text[start..<end].contains(where: { !isSpace($0) }) { result.append(start..<end) }
        }
        while index + 3 <= text.count {
            // A line feed that ended the mark before is not there for another one.
            let isLineStart = index == first || index > start && text[index - 1] == 0x0A
            guard isLineStart, text[index..<index + 3].elementsEqual([0x2D, 0x2D, 0x2D]) else {
                index += 1
                continue
            }
            var end = index
            while end > start, isSpace(text[end - 1]) { end -= 1 }
            close(at: end)
            start = index + 3
            while start < text.count, isSpace(text[start]) { start += 1 }
            index = start
        }
        close(at: text.count)
        return result
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte) && byte != 0x0B
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    private static let events: Set<String> = [
        "pre-install", "post-install", "pre-delete", "post-delete", "pre-upgrade", "post-upgrade",
        "pre-rollback", "post-rollback", "test", "test-success",
    ]

    // MARK: Order

    /// The kinds in Helm's order of installation.
    private static let kinds = [
        "PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy",
        "PodDisruptionBudget", "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass",
        "PersistentVolume", "PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole",
        "ClusterRoleList", "ClusterRoleBinding", "ClusterRoleBindingList", "Role", "RoleList", "RoleBinding",
        "RoleBindingList", "Service", "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment",
        "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService",
        "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
    ]

    private static let places = Dictionary(
        uniqueKeysWithValues: kinds.enumerated().map { ($0.element, $0.offset) }
    )

    /// Sorts by kind, unknown kinds last and by name; what is of one kind keeps its order.
    private static func sort(_ entries: inout [Entry]) {
        let sorted = entries.enumerated().sorted { left, right in
            let (a, b) = (left.element.kind, right.element.kind)
            if a == b { return left.offset < right.offset }
            switch (places[a], places[b]) {
            case (let a?, let b?): return a < b
            case (_?, nil): return true
            case (nil, _?): return false
            case (nil, nil): return a.utf8.lexicographicallyPrecedes(b.utf8)
            }
        }
        entries = sorted.map(\.element)
    }
}

extension Failure {
    /// The failure at a place further down, for a part of a text.
    fileprivate func moved(by lines: Int) -> Failure {
        var failure = self
        if let place = location, place.line > 0 { failure.location?.line = place.line + lines }
        return failure
    }
}
