package import Diagnostics
internal import OrderedCollections

extension Project {
    /// Loads the Compose documents of a chart and its subcharts into one project.
    ///
    /// Interpolation, expansion of short syntaxes and validation go document by document; then the
    /// documents of each chart are merged in the order given, the charts joined, and the result
    /// decoded. All errors of the first three steps are thrown together, and so are those of the others.
    /// - Throws: `.invalidInput` with the first error's place and hint, and the other errors as notes.
    package static func load(
        _ documents: [ComposeDocument],
        options: ComposeOptions
    ) throws(Failure) -> LoadedProject {
        var collector = DiagnosticCollector()
        var charts: OrderedDictionary<String, Tree> = [:]
        var folders: [String: String] = [:]
        for document in documents {
            folders[document.file] = document.chart
            let tree = prepared(document, options, &collector)
            charts[document.chart] =
                charts[document.chart].map { Merge.merge($0, tree) } ?? Merge.settled(tree)
        }
        try collector.throwErrors()

        var join = Join()
        let first = charts.values.first ?? Tree(.mapping([:]), at: SourceLocation(file: ""))
        let root = charts.values.dropFirst().reduce(first) { join.join($0, $1) }
        collector.append(join.collector)
        if let include = root["include"] {
            collector.error(
                "'include' is not supported",
                at: include.location,
                hint: "put the other file into the chart's templates: all documents of a chart are merged"
            )
        }
        var decoder = ProjectDecoder(
            root: root,
            options: options,
            files: ChartFiles(options: options, folders: folders)
        )
        decoder.decode()
        collector.append(decoder.collector)
        try collector.throwErrors()

        var places: [String: SourceLocation] = [:]
        root.collectPlaces(into: &places, below: "")
        return LoadedProject(project: decoder.project, diagnostics: collector.diagnostics, places: places)
    }

    /// A document interpolated, in the long syntax, and compared with the schema.
    private static func prepared(
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
