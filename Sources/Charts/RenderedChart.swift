package import Diagnostics
import OrderedCollections
package import Values
import YAML

/// One file of a chart after rendering.
package struct RenderedFile: Sendable, Hashable {
    /// The template's name: `web/templates/compose.yaml`, `web/charts/db/templates/compose.yaml`.
    package var name: String
    package var text: [UInt8]

    /// The chart that the template belongs to: what stands before `/templates/`.
    package var chartPath: String {
        name.components(beforeLast: "/templates/") ?? name
    }
}

/// A chart rendered with values: text, and what the text says.
package struct RenderedChart: Sendable {
    /// The chart as it was rendered: disabled subcharts left out, aliases applied.
    package var chart: Chart
    /// The values that the templates saw.
    package var values: Value.Object
    /// Every rendered file in Helm's order, without partials and notes.
    package var files: [RenderedFile]
    /// The notes of the chart and of its subcharts.
    package var noteFiles: [RenderedFile]

    /// What `NOTES.txt` of the chart itself gives; empty without one. A subchart's is its own affair.
    package var notes: String {
        let name = "\(chart.name)/templates/NOTES.txt"
        return noteFiles.first { $0.name == name }.map { String(decoding: $0.text, as: UTF8.self) } ?? ""
    }

    /// The documents of all files.
    ///
    /// - Throws: `.invalidInput` for text that is no YAML, and for a document that is neither a Compose
    ///   document nor a Kubernetes object.
    package func documents() throws(Failure) -> [RenderedDocument] {
        var result: [RenderedDocument] = []
        for file in files where !file.isBlank {
            for node in try YAML.parse(file.text, file: file.name) {
                if let document = try RenderedDocument(node, file: file) { result.append(document) }
            }
        }
        return result
    }
}

extension RenderedFile {
    /// Whether there is nothing but white space.
    package var isBlank: Bool {
        text.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
    }
}

extension String {
    fileprivate func components(beforeLast separator: String) -> String? {
        let ranges = self.ranges(of: separator)
        return ranges.last.map { String(self[..<$0.lowerBound]) }
    }
}
