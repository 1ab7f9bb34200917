internal import Diagnostics
internal import OrderedCollections

/// Joins the merged documents of a chart and of its subcharts into one project.
///
/// What two charts share by name must be the same in both; the parent's `name` holds.
struct Join {
    var collector = DiagnosticCollector()

    private static let sections = ["services", "networks", "volumes", "configs", "secrets", "models"]

    /// The first tree with the sections of the second added.
    mutating func join(_ tree: Tree, _ other: Tree) -> Tree {
        guard case .mapping(var members) = tree.content, case .mapping(let others) = other.content else {
            return tree
        }
        for (key, section) in others {
            guard let mine = members[key] else {
                members[key] = section
                continue
            }
            guard case .mapping(let added) = section.value.content else { continue }
            // `name` and the `x-` keys of a subchart are about its documents alone.
            guard Self.sections.contains(key) else { continue }
            guard case .mapping(var kept) = mine.value.content else {
                members[key] = section
                continue
            }
            for (name, member) in added {
                if let existing = kept[name] {
                    clash(name, in: key, existing, member)
                } else {
                    kept[name] = member
                }
            }
            members[key]?.value.content = .mapping(kept)
        }
        return Tree(.mapping(members), at: tree.location)
    }

    private mutating func clash(_ name: String, in section: String, _ one: Tree.Member, _ other: Tree.Member)
    {
        if one.value.says(other.value) { return }
        collector.error(
            "'\(name)' under '\(section)' is also in '\(one.keyLocation)', and says something else there",
            at: other.keyLocation,
            hint: "rename one of them, or make both say the same"
        )
    }
}
