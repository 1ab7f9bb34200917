import Diagnostics

/// The templates that can be called by name: those of the set, and above them those of each `tpl` text
/// being executed.
final class TemplateScope {
    private let outer: TemplateScope?
    private var entries: [GoString: TemplateEntry] = [:]

    init(outer: TemplateScope? = nil) {
        self.outer = outer
    }

    func entry(_ name: GoString) -> TemplateEntry? {
        entries[name] ?? outer?.entry(name)
    }

    /// Installs a tree, unless it is blank and would replace another.
    func install(_ tree: TemplateTree) {
        if tree.isBlank, entry(tree.name) != nil { return }
        entries[tree.name] = TemplateEntry(tree)
    }

    /// A scope with the same templates, for a set that is about to be changed.
    func copy() -> TemplateScope {
        let copy = TemplateScope(outer: outer)
        copy.entries = entries
        return copy
    }

    /// What a person may have meant by a name that there is not.
    func hint(for name: GoString) -> String? {
        let names = entries.keys.map(\.text).sorted()
        guard let nearest = suggestion(for: name.text, among: names) else { return outer?.hint(for: name) }
        return "did you mean '\(nearest)'?"
    }
}

/// A template of a scope, with how often it is being included at the moment.
final class TemplateEntry {
    let tree: TemplateTree
    var includeDepth = 0

    init(_ tree: TemplateTree) {
        self.tree = tree
    }
}
