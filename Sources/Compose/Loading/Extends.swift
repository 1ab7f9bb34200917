internal import Diagnostics
internal import OrderedCollections

/// Resolves `extends`: a service laid over another one, of its own document, of another document of the
/// chart, or of a file of the chart.
struct Extends {
    typealias Source = Loader.Source
    /// Reads the file that a path names, as a prepared document.
    typealias Read = (_ path: Tree, _ files: inout ChartFiles, _ collector: inout DiagnosticCollector) ->
        Tree?

    /// The documents first, then the files read on the way.
    private(set) var sources: [Source]
    /// The files of the chart; those that services name are added to it with their folders.
    var files: ChartFiles
    private(set) var collector = DiagnosticCollector()
    private let read: Read
    /// The positions in `sources` of files read, by group, extending file and path.
    private var positions: [[String]: Int] = [:]

    init(_ sources: [Source], files: ChartFiles, read: @escaping Read) {
        self.sources = sources
        self.files = files
        self.read = read
    }

    /// Resolves every service of the documents.
    mutating func run() {
        for index in sources.indices {
            guard case .mapping(var members) = sources[index].tree.content,
                var services = members["services"],
                case .mapping(var named) = services.value.content
            else { continue }
            for (name, member) in named where member.value["extends"] != nil {
                named[name]?.value = resolved(member.value, name, in: index, chain: [])
            }
            services.value.content = .mapping(named)
            members["services"] = services
            sources[index].tree.content = .mapping(members)
        }
    }

    /// The service with what it extends below it; without it when that is wrong.
    private mutating func resolved(_ service: Tree, _ name: String, in index: Int, chain: [[String]]) -> Tree
    {
        guard let extends = service["extends"], case .mapping(var members) = service.content else {
            return service
        }
        members.removeValue(forKey: "extends")
        let own = Tree(.mapping(members), tag: service.tag, at: service.location)
        let chain = chain + [[String(index), name]]
        guard let baseName = extends.text("service") else {
            collector.error("'extends' has no 'service'", at: extends.location)
            return own
        }
        guard let found = find(baseName, extends, from: index, extender: name) else { return own }
        guard !chain.contains([String(found.index), baseName]) else {
            let circle = (chain.map { $0[1] } + [baseName]).joined(separator: " → ")
            collector.error("services extend one another: \(circle)", at: extends.location)
            return own
        }
        let base = resolved(found.service, baseName, in: found.index, chain: chain)
        return Merge.service(Merge.settled(base), extendedBy: own)
    }

    private mutating func find(
        _ name: String,
        _ extends: Tree,
        from index: Int,
        extender: String
    ) -> (index: Int, service: Tree)? {
        let group = sources[index].group
        var candidates = [index] + sources.indices.filter { $0 != index && sources[$0].group == group }
        if let file = extends["file"] {
            guard let position = position(of: file, in: group) else { return nil }
            candidates = [position]
        }
        for candidate in candidates {
            guard let service = sources[candidate].tree["services"]?[name] else { continue }
            // A service of another document of the same name is merged with it, not extended by it.
            if candidate == index || extends["file"] != nil || name != extender {
                return (candidate, service)
            }
        }
        let names = candidates.flatMap { sources[$0].tree.section("services").keys }
        collector.error(
            "the service '\(name)', which '\(extender)' extends, is not declared",
            at: extends.place("service").location,
            hint: suggestion(for: name, among: names.filter { $0 != extender }).map {
                "did you mean '\($0)'?"
            }
        )
        return nil
    }

    private mutating func position(of file: Tree, in group: String) -> Int? {
        let key = [group, file.location.file, file.text ?? ""]
        if let position = positions[key] { return position }
        guard let tree = read(file, &files, &collector) else { return nil }
        sources.append(Source(group: "extends:\(key)", tree: tree))
        positions[key] = sources.count - 1
        return sources.count - 1
    }
}
