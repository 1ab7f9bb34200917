internal import Diagnostics

extension ProjectDecoder {
    /// The key `x-davit` of a service or an object.
    mutating func directives(_ tree: Tree?) -> Directives {
        var directives = Directives()
        guard let tree else { return directives }
        directives.hooks = words(tree["hook"], "hook")
        directives.hookWeight = tree.integer("hook-weight") ?? 0
        directives.hookDeletePolicies = words(tree["hook-delete-policy"], "hook-delete-policy")
        directives.keepsReplicas = tree.text("replicas") == "keep"
        directives.keep = tree.flag("keep") ?? false
        directives.size = tree.size("size")
        directives.storageClass = tree.text("storage-class")
        directives.purpose = tree.text("description")
        directives.autoCreate = tree["auto-create"].map { template in
            NetworkTemplate(
                driver: template.text("driver"),
                isAttachable: template.flag("attachable") ?? false,
                isInternal: template.flag("internal") ?? false,
                driverOptions: template.labels("driver_opts")
            )
        }
        if directives.hooks.isEmpty, let orphan = tree["hook-weight"] ?? tree["hook-delete-policy"] {
            collector.error(
                "'hook-weight' and 'hook-delete-policy' need a 'hook'",
                at: orphan.location,
                hint: "add 'hook: post-install' (or another event)"
            )
        }
        return directives
    }

    /// A list, or one text with commas as in Helm's annotations.
    private mutating func words<Word>(_ tree: Tree?, _ key: String) -> [Word]
    where Word: RawRepresentable<String> & CaseIterable & Equatable {
        guard let tree else { return [] }
        var words: [Word] = []
        let items = tree.text == nil ? tree.items : [tree]
        guard let items else {
            collector.error("'\(key)' must be text or a list, found \(tree.found)", at: tree.location)
            return []
        }
        for item in items {
            guard let text = item.text else {
                collector.error("'\(key)' must be text, found \(item.found)", at: item.location)
                continue
            }
            for part in text.split(separator: ",") {
                let name = String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
                guard let word = Word(rawValue: name) else {
                    let known = Word.allCases.map(\.rawValue)
                    let near = suggestion(for: name, among: known)
                    collector.error(
                        "'\(name)' is not a value of '\(key)'",
                        at: item.location,
                        hint: near.map { "did you mean '\($0)'?" }
                            ?? "the values are \(known.joined(separator: ", "))"
                    )
                    continue
                }
                if !words.contains(word) { words.append(word) }
            }
        }
        return words
    }
}
