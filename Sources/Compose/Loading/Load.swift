package import Diagnostics
internal import OrderedCollections
internal import YAML

/// Loads the Compose documents of a chart and its subcharts into one project: `Compose.load(documents:options:)`.
///
/// Interpolation, expansion of short syntaxes and validation go document by document; then the
/// documents of each chart are merged in the order given, the charts joined, and the result decoded.
/// All errors of the first three steps are thrown together, and so are those of the others.
/// - Throws: `.invalidInput` with the first error's place and hint, and the other errors as notes.
package func load(documents: [ComposeDocument], options: ComposeOptions) throws(Failure) -> LoadedProject {
    var collector = DiagnosticCollector()
    var files = ChartFiles(options: options)
    var sources: [Extends.Source] = []
    for document in documents {
        files.folders[document.file] = document.chart
        sources.append(Extends.Source(chart: document.chart, tree: prepared(document, options, &collector)))
    }
    var extends = Extends(sources) { [files] chart, path, collector in
        extended(path, chart: chart, files: files, collector: &collector)
    }
    extends.run()
    collector.append(extends.collector)
    var charts: OrderedDictionary<String, Tree> = [:]
    for source in extends.sources.prefix(documents.count) {
        charts[source.chart] =
            charts[source.chart].map { Merge.merge($0, source.tree) } ?? Merge.settled(source.tree)
    }
    try collector.throwErrors()

    var join = Join()
    let first = charts[""] ?? charts.values.first ?? Tree(.mapping([:]), at: SourceLocation(file: ""))
    let firstChart = charts[""] == nil ? charts.keys.first : ""
    let root = charts.filter { $0.key != firstChart }.values.reduce(first) { join.join($0, $1) }
    collector.append(join.collector)
    if let include = root["include"] {
        collector.error(
            "'include' is not supported",
            at: include.location,
            hint: "put the other file into the chart's templates: all documents of a chart are merged"
        )
    }
    for source in extends.sources.dropFirst(documents.count) {
        files.folders[source.tree.location.file] = source.chart
    }
    var decoder = ProjectDecoder(root: root, options: options, files: files)
    decoder.decode()
    collector.append(decoder.collector)
    try collector.throwErrors()

    var places: [String: SourceLocation] = [:]
    root.collectPlaces(into: &places, below: "")
    return LoadedProject(project: decoder.project, diagnostics: collector.diagnostics, places: places)
}

/// A document interpolated, in the long syntax, and compared with the schema.
private func prepared(
    _ document: ComposeDocument,
    _ options: ComposeOptions,
    _ collector: inout DiagnosticCollector
) -> Tree {
    var tree = Tree(document.node, file: document.file, collector: &collector)
    if case .variables(let variables) = options.interpolation {
        var interpolation = Interpolation(variables: variables)
        tree = interpolation.tree(tree)
        collector.append(interpolation.collector)
    }
    var expansion = Expansion()
    tree = expansion.document(tree)
    collector.append(expansion.collector)
    var validation = Validation()
    validation.document(tree)
    collector.append(validation.collector)
    return tree
}

/// The Compose file that `extends` names by a path in the chart; nil with an error when there is none.
private func extended(
    _ path: Tree,
    chart: String,
    files: ChartFiles,
    collector: inout DiagnosticCollector
) -> Tree? {
    do throws(Failure) {
        var files = files
        files.folders[path.location.file] = chart
        let written = path.text ?? ""
        let name = try files.path(written, key: "file", at: path.location)
        let bytes = try files.read(written, key: "file", at: path.location)
        guard let node = try YAML.parse(bytes, file: name).first else {
            throw Failure(.invalidInput, "the file '\(name)' is empty", at: path.location)
        }
        return prepared(ComposeDocument(file: name, node: node, chart: chart), files.options, &collector)
    } catch {
        collector.error(error.message, at: error.location, hint: error.hint)
        return nil
    }
}

extension DiagnosticCollector {
    /// Adds what another stage gathered.
    fileprivate mutating func append(_ other: DiagnosticCollector) {
        for diagnostic in other.diagnostics { emit(diagnostic) }
    }
}

extension Tree {
    /// The places of all keys by their path.
    fileprivate func collectPlaces(into places: inout [String: SourceLocation], below path: String) {
        guard case .mapping(let members) = content else { return }
        for (key, member) in members {
            let keyPath = path.isEmpty ? key : "\(path).\(key)"
            places[keyPath] = member.keyLocation
            member.value.collectPlaces(into: &places, below: keyPath)
        }
    }
}
