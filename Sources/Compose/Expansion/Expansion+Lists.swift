internal import Diagnostics
internal import OrderedCollections

/// Lists that stand for mappings, and scalars that stand for lists.
extension Expansion {
    /// `[K=V, K]` as `{K: V, K: null}`; a mapping as it is.
    mutating func pairs(_ tree: Tree) -> Tree {
        guard case .sequence(let items) = tree.content else { return tree }
        var members = Tree.Members(minimumCapacity: items.count)
        for item in items {
            guard let text = item.text else {
                collector.error(
                    "an entry must be text such as 'NAME=value', found \(item.found)",
                    at: item.location
                )
                continue
            }
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard !name.isEmpty else {
                collector.error("an entry must begin with a name, as in 'NAME=value'", at: item.location)
                continue
            }
            let value =
                parts.count == 2
                ? Tree.text(String(parts[1]), at: item.location) : Tree(.null, at: item.location)
            members[name] = Tree.Member(keyLocation: item.location, value: value)
        }
        return Tree(.mapping(members), tag: tree.tag, at: tree.location)
    }

    /// `[a, b]` as `{a: null, b: null}`; a mapping as it is.
    mutating func names(_ tree: Tree) -> Tree {
        guard case .sequence(let items) = tree.content else { return tree }
        var members = Tree.Members(minimumCapacity: items.count)
        for item in items {
            guard let name = item.text else {
                collector.error("an entry must be a name, found \(item.found)", at: item.location)
                continue
            }
            members[name] = Tree.Member(keyLocation: item.location, value: Tree(.null, at: item.location))
        }
        return Tree(.mapping(members), tag: tree.tag, at: tree.location)
    }

    /// A single text as a list of it.
    static func list(_ tree: Tree) -> Tree {
        guard case .scalar = tree.content else { return tree }
        var item = tree
        item.tag = nil
        return Tree(.sequence([item]), tag: tree.tag, at: tree.location)
    }

    /// A single text as the mapping `{key: text}`.
    static func wrapped(_ tree: Tree, key: String) -> Tree {
        guard case .scalar = tree.content else { return tree }
        var text = tree
        text.tag = nil
        let member = Tree.Member(keyLocation: tree.location, value: text)
        return Tree(.mapping([key: member]), tag: tree.tag, at: tree.location)
    }

    /// A list whose texts become mappings `{key: text}`.
    mutating func wrapped(_ tree: Tree, key: String) -> Tree {
        rewriteItems(of: tree) { _, item in [Self.wrapped(item, key: key)] }
    }

    /// A command line as the list of its words.
    mutating func words(_ tree: Tree) -> Tree {
        guard let line = tree.text else { return tree }
        guard let words = ShellWords.split(line) else {
            collector.error(
                "the command \(tree.found) has an open quote",
                at: tree.location,
                hint: "close the quote, or write the command as a list"
            )
            return Tree(.sequence([]), tag: tree.tag, at: tree.location)
        }
        let items = words.map { Tree.text($0, at: tree.location) }
        return Tree(.sequence(items), tag: tree.tag, at: tree.location)
    }

    /// `nofile: 1024` as `nofile: {soft: 1024, hard: 1024}`.
    static func ulimits(_ tree: Tree) -> Tree {
        tree.mapMembers { _, value in
            guard let text = value.text else { return value }
            return mapping([("soft", text), ("hard", text)], like: value)
        }
    }

    /// `gpus: all` as a list of one request for all.
    mutating func gpus(_ tree: Tree) -> Tree {
        guard let text = tree.text else { return requests(tree) }
        guard text == "all" else {
            collector.error("'gpus' must be \"all\" or a list, found \(tree.found)", at: tree.location)
            return Tree(.sequence([]), at: tree.location)
        }
        return Tree(
            .sequence([Self.mapping([("count", "all")], like: tree)]),
            tag: tree.tag,
            at: tree.location
        )
    }

    private mutating func requests(_ tree: Tree) -> Tree {
        rewriteItems(of: tree) { expansion, item in
            [
                expansion.rewriteMembers(of: item) { expansion, key, value in
                    key == "options" ? expansion.pairs(value) : value
                }
            ]
        }
    }

    /// `SOURCE[:TARGET[:PERMISSIONS]]`, or the name of a CDI device.
    mutating func device(_ tree: Tree) -> Tree {
        guard let text = tree.text else { return tree }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 3, parts.allSatisfy({ !$0.isEmpty }) else {
            collector.error(
                "a device must be 'SOURCE', 'SOURCE:TARGET' or 'SOURCE:TARGET:PERMISSIONS', found \(tree.found)",
                at: tree.location
            )
            return Self.mapping([("source", text)], like: tree)
        }
        let target = parts.count > 1 ? parts[1] : nil
        let permissions = parts.count > 2 ? parts[2] : nil
        return Self.mapping(
            [("source", parts[0]), ("target", target), ("permissions", permissions)],
            like: tree
        )
    }

    /// `[HOST=ADDRESS, HOST:ADDRESS]` and `{HOST: ADDRESS}` as `{HOST: [ADDRESS]}`.
    mutating func extraHosts(_ tree: Tree) -> Tree {
        guard case .sequence(let items) = tree.content else {
            return tree.mapMembers { _, value in Self.list(value) }
        }
        var members = Tree.Members(minimumCapacity: items.count)
        for item in items {
            let text = item.text ?? ""
            guard let separator = text.firstIndex(of: "=") ?? text.firstIndex(of: ":"),
                separator != text.startIndex, text.index(after: separator) != text.endIndex
            else {
                collector.error(
                    "an extra host must be text such as 'db=10.0.0.5', found \(item.found)",
                    at: item.location
                )
                continue
            }
            let host = String(text[..<separator])
            let address = Tree.text(String(text[text.index(after: separator)...]), at: item.location)
            var addresses = members[host]?.value.items ?? []
            addresses.append(address)
            members[host] = Tree.Member(
                keyLocation: item.location,
                value: Tree(.sequence(addresses), at: item.location)
            )
        }
        return Tree(.mapping(members), tag: tree.tag, at: tree.location)
    }
}
