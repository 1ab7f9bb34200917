package import Diagnostics
package import Values
import YAML

/// A Kubernetes object that a chart writes itself.
package struct ChartObject: Sendable, Hashable {
    package var value: Value
    /// Where it is written: the template, and the line of what it gives.
    package var location: SourceLocation

    package init(value: Value, location: SourceLocation) {
        self.value = value
        self.location = location
    }
}

/// The Kubernetes objects that a chart and its subcharts write themselves.
package struct ChartObjects: Sendable, Hashable {
    /// What the folders `crds/` have: there before everything else, and never a template.
    package var definitions: [ChartObject] = []
    /// In the order of the templates.
    package var objects: [ChartObject] = []
    /// Those with Helm's annotation `helm.sh/hook`.
    package var hooks: [ChartObject] = []
}

extension RenderedChart {
    /// The Kubernetes objects among the rendered documents, and those of the folders `crds/`.
    ///
    /// A `List` stands for its items.
    ///
    /// - Throws: `.invalidInput` with the place of text that is no YAML or no object.
    package func kubernetesObjects() throws(Failure) -> ChartObjects {
        var result = ChartObjects()
        try chart.addDefinitions(to: &result.definitions)
        for document in try documents() where document.kind != .compose {
            let place = SourceLocation(file: document.file.name, line: document.node.line)
            let value = try document.node.value(file: document.file.name)
            for item in value.listItems ?? [value] {
                let object = ChartObject(value: item, location: place)
                if item.at("metadata", "annotations", "helm.sh/hook") == nil {
                    result.objects.append(object)
                } else {
                    result.hooks.append(object)
                }
            }
        }
        return result
    }
}

extension Chart {
    /// The chart's own definitions, then those of its subcharts, as Helm has them (`CRDObjects`).
    fileprivate func addDefinitions(to result: inout [ChartObject]) throws(Failure) {
        for file in files where file.path.hasPrefix("crds/") {
            let name = "\(name)/\(file.path)"
            for value in try YAML.decodeAll(file.bytes, file: name) where value.objectValue != nil {
                result.append(ChartObject(value: value, location: SourceLocation(file: name)))
            }
        }
        for child in dependencies { try child.addDefinitions(to: &result) }
    }
}

extension Chart {
    /// What the definitions of `crds/` make the server serve: `group/version` and `group/version/Kind`.
    package func definedVersions() throws(Failure) -> [String] {
        var definitions: [ChartObject] = []
        try addDefinitions(to: &definitions)
        return definitions.map(\.value).filter { $0["kind"] == "CustomResourceDefinition" }.flatMap {
            definition in
            let spec = definition["spec"]
            let group = spec?["group"]?.stringValue ?? ""
            let kind = spec?["names"]?["kind"]?.stringValue ?? ""
            // Before `versions` there was one `version`, in `apiextensions.k8s.io/v1beta1`.
            let versions =
                spec?["versions"]?.arrayValue?.filter { $0["served"] != false } ?? [
                    ["name": spec?["version"] ?? ""]
                ]
            return versions.compactMap { $0["name"]?.stringValue }.flatMap {
                ["\(group)/\($0)", "\(group)/\($0)/\(kind)"]
            }
        }
    }
}

extension Value {
    /// The items of a `List` of Kubernetes, which is no object of its own.
    fileprivate var listItems: [Value]? {
        guard self["kind"]?.stringValue?.hasSuffix("List") == true, self["metadata"]?["name"] == nil else {
            return nil
        }
        return self["items"]?.arrayValue
    }
}
