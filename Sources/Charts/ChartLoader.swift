import Archives
package import Diagnostics
import OrderedCollections
import Values
import Versions
import YAML

extension Chart {
    /// Loads a chart from a folder or a `.tgz` file.
    ///
    /// - Throws: `.notFound` when there is nothing at `path`; `.invalidInput` when it is no chart, with
    ///   the file and the reason.
    package static func load(path: String) throws(Failure) -> Chart {
        if let files = try ChartFolder.read(path) { return try load(files: files, origin: path) }
        guard ChartFolder.kind(of: path) == .file else {
            throw Failure(
                .notFound,
                "there is no chart at '\(path)'",
                hint: "give a folder with a Chart.yaml, a .tgz file, or repository/chart"
            )
        }
        return try load(archive: try ChartFolder.readFile(path), origin: path)
    }

    /// Loads a chart from the bytes of a `.tgz`.
    package static func load(archive bytes: [UInt8], origin: String) throws(Failure) -> Chart {
        try load(files: try unpack(bytes, origin: origin), origin: origin)
    }

    /// The files of an archive without the one leading folder that holds them.
    package static func unpack(_ bytes: [UInt8], origin: String) throws(Failure) -> [ChartFile] {
        var files: [ChartFile] = []
        for entry in try Archive.read(bytes, name: origin) {
            guard let slash = entry.path.utf8.firstIndex(of: UInt8(ascii: "/")) else {
                guard entry.path != "Chart.yaml" else {
                    throw Failure(
                        .invalidInput,
                        "'\(origin)' has its Chart.yaml at the top and not in a folder",
                        hint: "make the archive with 'davit package'"
                    )
                }
                continue
            }
            let path = String(entry.path[entry.path.utf8.index(after: slash)...])
            if !path.isEmpty { files.append(ChartFile(path: path, bytes: entry.bytes)) }
        }
        guard !files.isEmpty else {
            throw Failure(.invalidInput, "'\(origin)' is not a chart: the archive holds no chart folder")
        }
        return files
    }

    /// Sorts a chart's files by purpose; `charts/` is loaded the same way.
    ///
    /// - Parameter origin: The chart's place as a person knows it, put before file names in errors.
    package static func load(files: [ChartFile], origin: String) throws(Failure) -> Chart {
        try load(files: files, origin: origin, depth: 0)
    }

    private static func load(files: [ChartFile], origin: String, depth: Int) throws(Failure) -> Chart {
        guard depth < 32 else {
            throw Failure(
                .invalidInput,
                "charts are nested more than 32 levels deep",
                at: SourceLocation(file: origin)
            )
        }
        let files = files.map { ChartFile(path: $0.path, bytes: withoutByteOrderMark($0.bytes)) }
        guard let manifest = files.first(where: { $0.path == "Chart.yaml" }) else {
            throw Failure(
                .invalidInput,
                "'\(origin)' is not a chart: it has no Chart.yaml",
                hint: "'davit create NAME' makes a chart to start from",
                cause: HelmText("Chart.yaml file is missing")
            )
        }
        var chart = Chart(metadata: try metadata(manifest, origin: origin), contents: files)
        if isSwarmCLI(chart.metadata, files) {
            chart.isSwarmCLI = true
            chart.metadata.hasExactNumbers = true
        }
        var nested: [(name: String, files: [ChartFile])] = []
        for file in files {
            switch file.path {
            case "Chart.yaml", "Chart.lock":
                continue
            case "values.yaml":
                chart.values = try values(file, origin: origin, exact: chart.metadata.hasExactNumbers)
            case "values.schema.json":
                chart.schema = file
            default:
                if file.path.hasPrefix("templates/") {
                    chart.templates.append(file)
                } else if file.path.hasPrefix("charts/") {
                    let path = file.path.utf8.dropFirst("charts/".utf8.count)
                    let name = String(Substring(path.prefix { $0 != UInt8(ascii: "/") }))
                    if name.hasPrefix("_") || name.hasPrefix(".") || name.hasSuffix(".prov") { continue }
                    if let index = nested.firstIndex(where: { $0.name == name }) {
                        nested[index].files.append(file)
                    } else {
                        nested.append((name, [file]))
                    }
                } else {
                    chart.files.append(file)
                }
            }
        }
        for (name, files) in nested {
            let place = "\(origin)/charts/\(name)"
            do throws(Failure) {
                let inner = try subchart(name, files, origin: place)
                chart.dependencies.append(try load(files: inner, origin: place, depth: depth + 1))
            } catch {
                guard let text = error.helmText else { throw error }
                var failure = error
                failure.cause = HelmText("error unpacking subchart \(name) in \(chart.name): \(text)")
                throw failure
            }
        }
        return chart
    }

    /// Tells a SwarmCLI chart from a Helm chart of the first format: by its own field, by the names of its
    /// templates, or by what it requires.
    private static func isSwarmCLI(_ metadata: ChartMetadata, _ files: [ChartFile]) -> Bool {
        guard metadata.apiVersion == "v1" else { return false }
        if metadata.document["swarmcliVersion"] != nil { return true }
        return files.contains { file in
            if file.path.hasPrefix("templates/") { return file.path.hasSuffix(".tmpl") }
            guard file.path == "requirements.yaml" else { return false }
            return file.bytes.split(separator: 0x0A).contains { line in
                ["networks:", "secrets:", "configs:"].contains { line.starts(with: $0.utf8) }
            }
        }
    }

    /// The files of a chart in `charts/`: an archive, or the folder `name`.
    private static func subchart(
        _ name: String,
        _ files: [ChartFile],
        origin: String
    ) throws(Failure) -> [ChartFile] {
        if name.hasSuffix(".tgz"), files.count == 1 { return try unpack(files[0].bytes, origin: origin) }
        let prefix = "charts/\(name)/"
        return files.compactMap { file in
            file.path.hasPrefix(prefix)
                ? ChartFile(
                    path: String(Substring(file.path.utf8.dropFirst(prefix.utf8.count))),
                    bytes: file.bytes
                ) : nil
        }
    }

    private static func metadata(_ file: ChartFile, origin: String) throws(Failure) -> ChartMetadata {
        let place = "\(origin)/Chart.yaml"
        let documents = try YAMLComments.leftOut(of: file.bytes) { bytes throws(Failure) in
            try YAML.parse(bytes, file: place)
        }
        guard let node = documents.first, let object = try node.value(file: place).objectValue else {
            throw Failure(.invalidInput, "Chart.yaml is not a mapping", at: SourceLocation(file: place))
        }
        do throws(Failure) {
            return try ChartMetadata(document: object, file: place, node: node)
        } catch {
            var failure = error
            if let line = error.location?.line, line > 0 {
                failure.excerpt = Failure.line(line, of: file.bytes)
            }
            throw failure
        }
    }

    /// The merged documents of a values file of a chart.
    static func values(_ file: ChartFile, origin: String, exact: Bool) throws(Failure) -> Value.Object {
        do throws(Failure) {
            return try UserValues.document(file.bytes, file: "\(origin)/\(file.path)", exactNumbers: exact)
        } catch {
            var failure = error
            let text = error.helmText ?? error.message
            failure.cause = HelmText("cannot load \(file.path): cannot unmarshal yaml document: \(text)")
            throw failure
        }
    }

    private static func withoutByteOrderMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }
}
