import Archives
package import Diagnostics

extension Chart {
    /// The chart as a `.tgz`: the same files give the same bytes.
    ///
    /// `Chart.yaml` comes first, so that a reader finds it without unpacking the rest; everything is in
    /// one folder with the chart's name, as Helm's packages are.
    package func archive() throws(Failure) -> [UInt8] {
        let order = { (path: String) in
            switch path {
            case "Chart.yaml": 0
            case "Chart.lock": 1
            case "values.yaml": 2
            case "values.schema.json": 3
            default: path.hasPrefix("templates/") ? 4 : path.hasPrefix("charts/") ? 6 : 5
            }
        }
        let sorted = contents.sorted { left, right in
            let (a, b) = (order(left.path), order(right.path))
            return a == b ? left.path.utf8.lexicographicallyPrecedes(right.path.utf8) : a < b
        }
        return try Archive.write(sorted.map { ArchiveEntry(path: "\(name)/\($0.path)", bytes: $0.bytes) })
    }

    /// The chart with another version or application version written into its `Chart.yaml`.
    package func replacing(version: String?, appVersion: String?) throws(Failure) -> Chart {
        var chart = self
        guard let index = chart.contents.firstIndex(where: { $0.path == "Chart.yaml" }) else { return chart }
        var text = String(decoding: chart.contents[index].bytes, as: UTF8.self)
        if let version { text = Self.setting("version", to: version, in: text) }
        if let appVersion { text = Self.setting("appVersion", to: appVersion, in: text) }
        chart.contents[index].bytes = Array(text.utf8)
        return try Chart.load(files: chart.contents, origin: name)
    }

    /// The text with one top-level scalar line replaced, or added at the end; comments stay.
    private static func setting(_ key: String, to value: String, in text: String) -> String {
        let quoted = "\(key): \"\(value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if let index = lines.firstIndex(where: { $0.hasPrefix("\(key):") }) {
            lines[index] = quoted
            return lines.joined(separator: "\n")
        }
        let end = text.hasSuffix("\n") || text.isEmpty ? "" : "\n"
        return text + end + quoted + "\n"
    }
}
