internal import OrderedCollections

/// Joins the documents of a chart by the merge rules of Compose (specification, "Merge and override").
///
/// Mappings are joined key by key and a later scalar replaces an earlier one. Lists are appended,
/// without what is there already, but for those whose items have an identity, which are joined item by
/// item, and for commands, which are replaced. `!reset` removes and `!override` replaces.
enum Merge {
    /// The earlier tree with the later one laid over it.
    static func merge(_ base: Tree, _ override: Tree) -> Tree {
        merge(base, override, path: [])
    }

    /// A first document, without what its own `!reset` tags remove.
    static func settled(_ tree: Tree) -> Tree {
        switch tree.content {
        case .mapping(let members):
            var kept = Tree.Members(minimumCapacity: members.count)
            for (key, member) in members where member.value.tag != .reset {
                kept[key] = Tree.Member(keyLocation: member.keyLocation, value: settled(member.value))
            }
            return Tree(.mapping(kept), at: tree.location)
        case .sequence(let items):
            return Tree(.sequence(items.filter { $0.tag != .reset }.map(settled)), at: tree.location)
        case .null, .scalar:
            return Tree(tree.content, at: tree.location)
        }
    }

    /// A service with what it extends below it.
    static func service(_ base: Tree, extendedBy service: Tree) -> Tree {
        merge(base, service, path: ["services", "*"])
    }

    private static func merge(_ base: Tree, _ override: Tree, path: [String]) -> Tree {
        if override.tag == .override { return settled(override) }
        switch (base.content, override.content) {
        case (.mapping(let members), .mapping(let others)):
            if isReplaced(members, others, path: path) { return settled(override) }
            return Tree(.mapping(merge(members, others, path: path)), at: override.location)
        case (.sequence(let items), .sequence(let others)):
            switch ListRule(path: path) {
            case .replace:
                return settled(override)
            case .append:
                let added = settled(override).items ?? []
                let fresh = added.filter { item in !items.contains { $0.says(item) } }
                return Tree(.sequence(items + fresh), at: base.location)
            case .keyed(let key):
                return Tree(.sequence(merge(items, others, by: key, path: path)), at: base.location)
            }
        case (_, .null):
            // An environment variable without a value says something; any other empty key does not.
            return path.dropLast().last == "environment" ? override : base
        default:
            return settled(override)
        }
    }

    private static func merge(
        _ members: Tree.Members,
        _ others: Tree.Members,
        path: [String]
    ) -> Tree.Members {
        // The names that authors choose are one step of every rule's path.
        let isChosen = path.count == 1
        var merged = members
        for (key, other) in others {
            if other.value.tag == .reset {
                merged.removeValue(forKey: key)
            } else if let member = merged[key] {
                let value = merge(member.value, other.value, path: path + [isChosen ? "*" : key])
                merged[key] = Tree.Member(keyLocation: other.keyLocation, value: value)
            } else {
                merged[key] = Tree.Member(keyLocation: other.keyLocation, value: settled(other.value))
            }
        }
        return merged
    }

    private static func merge(
        _ items: [Tree],
        _ others: [Tree],
        by key: (Tree) -> String?,
        path: [String]
    ) -> [Tree] {
        var merged = items
        for other in others where other.tag != .reset {
            let identity = key(other)
            if let identity, let index = merged.firstIndex(where: { key($0) == identity }) {
                merged[index] = merge(merged[index], other, path: path + ["[]"])
            } else {
                merged.append(settled(other))
            }
        }
        return merged
    }

    /// Whether a mapping replaces the earlier one as a whole: limits, a mount of another type, a logging
    /// driver of another name, a gift of another kind.
    private static func isReplaced(_ base: Tree.Members, _ override: Tree.Members, path: [String]) -> Bool {
        func differ(_ key: String) -> Bool {
            guard let old = base[key]?.value.text, let new = override[key]?.value.text else { return false }
            return old != new
        }
        return switch path.dropFirst(2).joined(separator: ".") {
        case "logging": differ("driver")
        case "volumes.[]": differ("type")
        default: path.count == 4 && path[2] == "ulimits"
        }
    }
}

/// How two lists under one key become one.
private enum ListRule {
    case append
    case replace
    /// Items with the same key are joined.
    case keyed((Tree) -> String?)

    init(path: [String]) {
        switch path.joined(separator: ".") {
        case "services.*.command", "services.*.entrypoint", "services.*.healthcheck.test":
            self = .replace
        case "services.*.ports":
            self = .keyed { item in
                guard let target = item["target"]?.text else { return nil }
                let parts = [
                    item["host_ip"]?.text ?? "", target, item["published"]?.text ?? "",
                    item["protocol"]?.text ?? "tcp",
                ]
                return parts.joined(separator: "|")
            }
        case "services.*.volumes":
            self = .keyed { $0["target"]?.text }
        case "services.*.configs", "services.*.secrets":
            let isConfig = path[2] == "configs"
            self = .keyed { item in
                item["target"]?.text ?? item["source"]?.text.map { isConfig ? "/\($0)" : $0 }
            }
        case "services.*.devices":
            self = .keyed { $0["target"]?.text ?? $0["source"]?.text }
        case "networks.*.ipam.config":
            self = .keyed { $0["subnet"]?.text }
        default:
            let isHostAddresses = path.count == 4 && path[2] == "extra_hosts"
            self = isHostAddresses ? .replace : .append
        }
    }
}
