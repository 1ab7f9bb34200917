import Diagnostics

/// The first part of a path such as `.Values.image.tag` that does not exist, to tell people.
struct MissingPath {
    /// How the path begins in the template, as in `.Values` or `$x`.
    private let base: String
    private let names: [String]
    /// The name that is spelled almost like the missing one.
    private let neighbour: String?

    /// - Parameters:
    ///   - path: The names up to the one whose value is nil.
    ///   - start: What the first name was looked up in.
    ///   - node: The whole node, printed back.
    init?(_ path: ArraySlice<GoString>, from start: GoValue, shownAs node: String) {
        var value = start
        for (place, name) in path.enumerated() {
            guard case .map(let map) = value else { return nil }
            let next = map.entries[name] ?? .nil
            if next.isNilValue {
                let known = map.entries.filter { !$0.value.isNilValue }.map(\.key.text).sorted()
                neighbour = suggestion(for: name.text, among: known)
                names = path.prefix(place + 1).map(\.text)
                base = Self.base(of: node)
                return
            }
            value = next
        }
        return nil
    }

    /// What the path of a node begins with: nothing for a field of dot, a variable, or a pipeline.
    private static func base(of node: String) -> String {
        if node.hasPrefix("$") { return String(node.prefix { $0 != "." }) }
        return node.hasPrefix("(") ? "(…)" : ""
    }

    /// What a person can do about it.
    var hint: String {
        let path = "\(base).\(names.joined(separator: "."))"
        if let neighbour {
            let nearest = "\(base).\((names.dropLast() + [neighbour]).joined(separator: "."))"
            return "'\(path)' is not set; did you mean '\(nearest)'?"
        }
        if names.count > 1, names[0] == "Values", base.isEmpty || base == "$" {
            let key = names.dropFirst().joined(separator: ".")
            return "'\(path)' is not set; set '\(key)' in the values or test it first: {{ with \(path) }}"
        }
        return "'\(path)' is not set; test it first: {{ with \(path) }}"
    }
}
