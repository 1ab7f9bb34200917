internal import Diagnostics
internal import OrderedCollections

extension ProjectDecoder {
    /// The `volumes` and `tmpfs` of a service; a file or folder of the chart becomes configs.
    mutating func mounts(_ tree: Tree, of service: inout Service) {
        var targets: [String: Tree] = [:]
        for item in tree.list("volumes") {
            guard let mount = mount(item) else { continue }
            if targets.updateValue(item, forKey: mount.target) != nil {
                collector.error("two volumes are mounted at '\(mount.target)'", at: item.location)
            }
            if mount.kind == .bind, let source = mount.source, !Self.isHostPath(source) {
                chartFiles(source, mount, item, of: &service)
            } else {
                service.mounts.append(mount)
            }
        }
        for item in tree.list("tmpfs") {
            guard let mount = tmpfs(item) else { continue }
            if targets.updateValue(item, forKey: mount.target) != nil {
                collector.error("two volumes are mounted at '\(mount.target)'", at: item.location)
            }
            service.mounts.append(mount)
        }
        // A folder before what is mounted below it, and the same order however the document has it.
        service.mounts.sort { $0.target < $1.target }
    }

    private mutating func mount(_ tree: Tree) -> Mount? {
        guard let kind: Mount.Kind = tree.choice("type") else {
            missing("type", of: "a volume of the service", at: tree)
            return nil
        }
        guard let target = tree.text("target"), isAbsolute(target, at: tree.place("target")) else {
            if tree["target"] == nil { missing("target", of: "a volume of the service", at: tree) }
            return nil
        }
        var mount = Mount(
            kind,
            source: tree.text("source"),
            target: Self.trimmed(target),
            readOnly: tree.flag("read_only") ?? false
        )
        mount.consistency = tree.text("consistency")
        mount.bind.propagation = tree["bind"]?.text("propagation")
        mount.bind.createHostPath = tree["bind"]?.flag("create_host_path")
        mount.bind.selinux = tree["bind"]?.text("selinux")
        mount.bind.recursive = tree["bind"]?.text("recursive")
        mount.volume.noCopy = tree["volume"]?.flag("nocopy")
        mount.volume.subpath = tree["volume"]?.text("subpath")
        mount.volume.labels = tree["volume"]?.labels("labels") ?? [:]
        mount.tmpfs.size = tree["tmpfs"]?.size("size")
        mount.tmpfs.mode = tree["tmpfs"]?.mode("mode")
        mount.imageSubpath = tree["image"]?.text("subpath")
        return checkSource(mount, tree) ? mount : nil
    }

    /// Whether the source is what the type asks for.
    private mutating func checkSource(_ mount: Mount, _ tree: Tree) -> Bool {
        switch mount.kind {
        case .tmpfs:
            guard mount.source == nil else {
                collector.error("a tmpfs has no 'source'", at: tree.place("source").location)
                return false
            }
        case .volume, .cluster:
            // A cluster mount may name a group of volumes, which the cluster knows.
            if mount.kind == .cluster, mount.source?.hasPrefix("group:") == true { return true }
            if let source = mount.source, project.volumes[source] == nil,
                root.section("volumes")[source] == nil
            {
                undeclared(
                    source,
                    "volume",
                    at: tree.place("source").location,
                    declared: Array(project.volumes.keys)
                )
            }
        case .bind, .npipe, .image:
            guard mount.source != nil else {
                missing("source", of: "a volume of the type '\(mount.kind.rawValue)'", at: tree)
                return false
            }
        }
        return true
    }

    private mutating func isAbsolute(_ path: String, at tree: Tree) -> Bool {
        if path.hasPrefix("/") || Self.isWindowsPath(path) { return true }
        collector.error("the path in the container must be absolute, found \"\(path)\"", at: tree.location)
        return false
    }

    private static func trimmed(_ path: String) -> String {
        var path = path[...]
        while path.utf8.count > 1, path.hasSuffix("/") { path = path.dropLast() }
        return String(path)
    }

    /// `PATH[:OPTION,…]` of the key `tmpfs`.
    private mutating func tmpfs(_ tree: Tree) -> Mount? {
        guard let text = tree.text else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init
        )
        guard isAbsolute(parts[0], at: tree) else { return nil }
        var mount = Mount(.tmpfs, target: Self.trimmed(parts[0]))
        for option in parts.count > 1 ? parts[1].split(separator: ",") : [] {
            let pair = option.split(separator: "=", maxSplits: 1).map(String.init)
            let value = pair.count == 2 ? Tree.text(pair[1], at: tree.location) : nil
            switch (pair.first, value) {
            case ("size", let value?):
                mount.tmpfs.size = value.size
                if value.size == nil {
                    collector.error(
                        "'size' must be a size such as '64m', found \(value.found)",
                        at: tree.location
                    )
                }
            case ("mode", let value?):
                mount.tmpfs.mode = value.mode
                if value.mode == nil {
                    collector.error("'mode' must be permission bits, found \(value.found)", at: tree.location)
                }
            case ("ro", nil): mount.readOnly = true
            case ("rw", nil): mount.readOnly = false
            default: mount.tmpfs.others.append(String(option))
            }
        }
        return mount
    }

    // MARK: Files of the chart

    private static func isHostPath(_ source: String) -> Bool {
        source.hasPrefix("/") || isWindowsPath(source)
    }

    private static func isWindowsPath(_ path: String) -> Bool {
        if path.hasPrefix("\\\\") { return true }
        let bytes = Array(path.utf8.prefix(3))
        return bytes.count == 3 && bytes[0].isLetter && bytes[1] == UInt8(ascii: ":")
            && (bytes[2] == UInt8(ascii: "\\") || bytes[2] == UInt8(ascii: "/"))
    }

    /// Turns a bind of a chart's file, or of each file of a folder, into configs of the project.
    ///
    /// No engine of a cluster has the chart's folder, so the content goes with the release; that makes
    /// the files read-only for the service.
    private mutating func chartFiles(
        _ source: String,
        _ mount: Mount,
        _ tree: Tree,
        of service: inout Service
    ) {
        let location = tree.place("source").location
        let files = files
        let options = options
        let path = attempt { () throws(Failure) -> String in
            try files.path(source, key: "source", at: location)
        }
        guard let path else { return }
        if let bytes = options.readFile(path) {
            addConfig(path: path, bytes: bytes, target: mount.target, to: &service)
        } else {
            let prefix = path.isEmpty ? "" : "\(path)/"
            let paths = options.listFiles(path).filter { $0.hasPrefix(prefix) }.sorted()
            guard !paths.isEmpty else {
                collector.error(
                    "the chart has no file or folder '\(path)', which a volume names",
                    at: location,
                    hint: "add it to the chart, or use an absolute path for a folder of the host"
                )
                return
            }
            for path in paths {
                guard let bytes = options.readFile(path) else { continue }
                let below = path.dropFirst(prefix.count)
                let folder = mount.target == "/" ? "" : mount.target
                addConfig(path: path, bytes: bytes, target: "\(folder)/\(below)", to: &service)
            }
        }
        if !mount.readOnly {
            collector.note(
                "'\(source)' of the chart is mounted read-only, as a config",
                at: location,
                hint: "add ':ro' to say so"
            )
        }
    }

    private mutating func addConfig(path: String, bytes: [UInt8], target: String, to service: inout Service) {
        let content = FileContent.inline(bytes, hash: options.contentHash(bytes))
        // Names of engine objects are short, and the end of a path tells more than its beginning.
        let sanitized = path.utf8.map {
            $0.isLetter || $0.isDigit || "._-".utf8.contains($0) ? $0 : UInt8(ascii: "-")
        }
        let base = "file-" + String(decoding: sanitized.suffix(30), as: UTF8.self)
        var name = base
        var number = 2
        while let existing = project.configs[name], existing.content != content {
            name = "\(base)-\(number)"
            number += 1
        }
        if project.configs[name] == nil { project.configs[name] = FileObject(content) }
        let isScript = bytes.starts(with: "#!".utf8)
        service.configs.append(FileReference(source: name, target: target, mode: isScript ? 0o555 : 0o444))
    }

    /// The configs or secrets that a service uses as files.
    mutating func references(
        _ tree: Tree,
        _ key: String,
        of objects: OrderedDictionary<String, FileObject>
    ) -> [FileReference] {
        var references: [FileReference] = []
        let isConfig = key == "configs"
        for item in tree.list(key) {
            guard let source = item.text("source") else {
                missing("source", of: "an entry of '\(key)'", at: item)
                continue
            }
            if objects[source] == nil, root.section(key)[source] == nil {
                undeclared(
                    source,
                    isConfig ? "config" : "secret",
                    at: item.place("source").location,
                    declared: Array(objects.keys)
                )
            }
            let reference = FileReference(
                source: source,
                target: item.text("target") ?? (isConfig ? "/\(source)" : source),
                uid: item.text("uid") ?? "0",
                gid: item.text("gid") ?? "0",
                mode: item.mode("mode") ?? 0o444
            )
            if references.contains(where: { $0.target == reference.target }) {
                collector.error(
                    "two entries of '\(key)' have the target '\(reference.target)'",
                    at: item.location
                )
            }
            references.append(reference)
        }
        return references
    }
}
