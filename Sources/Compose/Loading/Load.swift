package import Diagnostics
internal import OrderedCollections

/// Loads the Compose documents of a chart and its subcharts into one project: `Compose.load(documents:options:)`.
///
/// Interpolation, expansion of short syntaxes and validation go document by document; then the
/// documents of each chart are merged in the order given, the charts joined, and the result decoded.
/// All errors of the first three steps are thrown together, and so are those of the others.
/// - Throws: `.invalidInput` with the first error's place and hint, and the other errors as notes.
package func load(documents: [ComposeDocument], options: ComposeOptions) throws(Failure) -> LoadedProject {
    var loader = Loader(options: options)
    for document in documents {
        loader.add(document)
    }
    try loader.collector.throwErrors()
    loader.resolveExtends()
    let root = loader.joined()
    try loader.collector.throwErrors()
    var decoder = ProjectDecoder(root: root, options: options, files: loader.files)
    decoder.decode()
    loader.collector.append(decoder.collector)
    try loader.collector.throwErrors()

    var places: [String: SourceLocation] = [:]
    root.collectPlaces(into: &places, below: "")
    return LoadedProject(
        project: decoder.project,
        diagnostics: loader.collector.diagnostics,
        places: places
    )
}

extension DiagnosticCollector {
    /// Adds what another stage gathered.
    mutating func append(_ other: DiagnosticCollector) {
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
