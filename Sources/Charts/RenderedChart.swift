package import Diagnostics
import GoTemplate
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
    /// What it was rendered for.
    package var input: RenderInput
    /// Every rendered file in Helm's order, without partials and notes.
    package var files: [RenderedFile]
    /// What the `requirements.yaml` of the chart and its subcharts give, the chart's own first.
    package var requirements: [RenderedFile]
    /// The notes of the chart and of its subcharts.
    package var noteFiles: [RenderedFile]

    /// What `NOTES.txt` of the chart itself gives; empty without one.
    ///
    /// A subchart's notes are its own affair.
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
        // SwarmCLI goes through the files by name.
        let files = chart.isSwarmCLI ? files.sorted { $0.name < $1.name } : files
        for file in files where !file.isBlank {
            let nodes: [Node]
            do throws(Failure) {
                nodes = try YAML.parse(file.text, file: file.name)
            } catch {
                throw explained(error, in: file)
            }
            for node in nodes {
                if let document = try RenderedDocument(node, file: file) { result.append(document) }
            }
        }
        return result
    }
}

extension RenderedChart {
    /// An error in the text of a rendered file, told with the line of the template that wrote it.
    func explained(_ error: Failure, in file: RenderedFile) -> Failure {
        guard let place = error.location, place.line > 0 else { return error }
        var failure = error
        let line = error.excerpt ?? ""
        failure.notes.insert("rendered as line \(place.line): \(line)", at: 0)
        let offset = file.offset(line: place.line, column: place.column)
        guard let (trace, source) = ChartRenderer.trace(file.name, of: self),
            let origin = trace.origin(of: offset), let template = source(origin.template)
        else { return failure }
        let location = SourceLocation(file: origin.template, text: template, offset: origin.offset)
        failure.location = location
        failure.excerpt = Failure.line(location.line, of: template)
        return failure
    }
}

extension RenderedFile {
    /// The byte at a place that counts from 1.
    fileprivate func offset(line: Int, column: Int) -> Int {
        var line = line
        var start = 0
        while line > 1, let feed = text[start...].firstIndex(of: UInt8(ascii: "\n")) {
            start = feed + 1
            line -= 1
        }
        return min(start + max(column, 1) - 1, max(text.count - 1, 0))
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
