internal import Diagnostics
internal import OrderedCollections
internal import YAML

/// The stages of loading up to one tree for the whole project.
struct Loader {
    /// A document in the long syntax.
    struct Source {
        /// The chart or the included file it belongs to: documents of one group are merged.
        var group: String
        var tree: Tree
    }

    let options: ComposeOptions
    var files: ChartFiles
    var collector = DiagnosticCollector()
    private var sources: [Source] = []
    /// The groups in the order they came.
    private var groups: OrderedSet<String> = []

    init(options: ComposeOptions) {
        self.options = options
        files = ChartFiles(options: options)
    }

    /// Takes a document of a chart, and then the files that it includes.
    mutating func add(_ document: ComposeDocument) {
        files.folders[document.file] = document.chart
        add(document, group: document.chart, options: options, chain: [])
    }

    private mutating func add(
        _ document: ComposeDocument,
        group: String,
        options: ComposeOptions,
        chain: [String]
    ) {
        var tree = Self.prepared(document, options, &collector)
        groups.append(group)
        var include: Tree?
        if case .mapping(var members) = tree.content {
            include = members.removeValue(forKey: "include")?.value
            tree.content = .mapping(members)
        }
        sources.append(Source(group: group, tree: tree))
        for entry in include.map(Self.entries) ?? [] {
            self.include(entry, options: options, chain: chain + [document.file])
        }
    }

    // MARK: One document

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
            // What a missing variable leaves behind is wrong in ways that are not worth a message.
            if !interpolation.collector.diagnostics.isEmpty { return Tree(.null, at: tree.location) }
        }
        var expansion = Expansion()
        tree = expansion.document(tree)
        collector.append(expansion.collector)
        var validation = Validation()
        validation.document(tree)
        collector.append(validation.collector)
        return tree
    }

    /// A file of the chart that a document names, parsed; the paths in it are relative to its own folder.
    private static func file(
        _ path: Tree,
        key: String,
        folder: String? = nil,
        files: inout ChartFiles
    ) throws(Failure) -> ComposeDocument {
        let written = path.text ?? ""
        let name = try files.path(written, key: key, at: path.location)
        let bytes = try files.read(written, key: key, at: path.location)
        guard let node = try YAML.parse(bytes, file: name).first else {
            throw Failure(.invalidInput, "the file '\(name)' is empty", at: path.location)
        }
        let ownFolder = name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
        files.folders[name] = folder ?? ownFolder
        return ComposeDocument(file: name, node: node)
    }

    // MARK: Include

    private static func entries(_ include: Tree) -> [Tree] {
        include.text == nil ? include.items ?? [include] : [include]
    }

    /// Takes the files of one entry of `include` as a group of their own.
    private mutating func include(_ entry: Tree, options: ComposeOptions, chain: [String]) {
        let known = ["path", "env_file", "project_directory"]
        for (key, member) in entry.members ?? [:] where !known.contains(key) && !key.hasPrefix("x-") {
            let hint = suggestion(for: key, among: known).map { "did you mean '\($0)'?" }
            collector.error("'\(key)' is not a key of 'include'", at: member.keyLocation, hint: hint)
        }
        let paths = entry.text == nil ? entry["path"].map(Self.entries) ?? [] : [entry]
        guard !paths.isEmpty, paths.allSatisfy({ $0.text != nil }) else {
            collector.error("an entry of 'include' must have a 'path'", at: entry.location)
            return
        }
        do throws(Failure) {
            var folder: String?
            if let directory = entry["project_directory"] {
                let key = "project_directory"
                let path = try files.path(directory.text ?? "", key: key, at: directory.location)
                folder = path.isEmpty ? "" : "\(path)/"
            }
            var group = ""
            for path in paths {
                let document = try Self.file(path, key: "include", folder: folder, files: &files)
                if group.isEmpty { group = "include:\(document.file)" }
                guard !chain.contains(document.file) else {
                    let circle = (chain + [document.file]).joined(separator: " → ")
                    throw Failure(.invalidInput, "files include one another: \(circle)", at: path.location)
                }
                // A file that two others include is one group.
                if path.location == paths[0].location, groups.contains(group) { return }
                let own = try self.options(of: entry, for: document.file, from: options)
                add(document, group: group, options: own, chain: chain)
            }
        } catch {
            collector.error(error.message, at: error.location, hint: error.hint)
        }
    }

    /// The options for an included file: the variables of its `env_file`, or of a `.env` in its folder,
    /// where none is given.
    private func options(
        of entry: Tree,
        for file: String,
        from options: ComposeOptions
    ) throws(Failure) -> ComposeOptions {
        guard case .variables(let given) = options.interpolation else { return options }
        var variables: [String: String] = [:]
        var environments: [(name: String, bytes: [UInt8])] = []
        if let named = entry["env_file"] {
            for path in Self.entries(named) {
                let written = path.text ?? ""
                let name = try files.path(written, key: "env_file", at: path.location)
                environments.append((name, try files.read(written, key: "env_file", at: path.location)))
            }
        } else {
            let name = (files.folders[file] ?? "") + ".env"
            if let bytes = options.readFile(name) { environments.append((name, bytes)) }
        }
        for (name, bytes) in environments {
            for (key, value) in try EnvFile.parse(bytes, file: name, options: options) {
                variables[key] = value
            }
        }
        var options = options
        options.interpolation = .variables(variables.merging(given) { _, given in given })
        return options
    }

    // MARK: Joining

    /// Lays services over those they extend.
    mutating func resolveExtends() {
        var extends = Extends(sources, files: files) { [options] path, files, collector in
            do throws(Failure) {
                let document = try Self.file(path, key: "file", files: &files)
                return Self.prepared(document, options, &collector)
            } catch {
                collector.error(error.message, at: error.location, hint: error.hint)
                return nil
            }
        }
        extends.run()
        collector.append(extends.collector)
        files = extends.files
        sources = Array(extends.sources.prefix(sources.count))
    }

    /// The documents of each group merged, and the groups joined: the parent chart first.
    mutating func joined() -> Tree {
        var trees: [String: Tree] = [:]
        for source in sources {
            let earlier = trees[source.group]
            trees[source.group] = earlier.map { Merge.merge($0, source.tree) } ?? Merge.settled(source.tree)
        }
        let order = (groups.contains("") ? [""] : []) + groups.filter { !$0.isEmpty }
        var join = Join()
        var root = Tree(.mapping([:]), at: SourceLocation(file: ""))
        for (index, tree) in order.compactMap({ trees[$0] }).enumerated() {
            root = index == 0 ? tree : join.join(root, tree)
        }
        collector.append(join.collector)
        return root
    }
}
