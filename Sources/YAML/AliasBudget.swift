/// Keeps a small file from growing without bound through aliases of aliases.
///
/// The rule is go-yaml's: once a document has more than a thousand nodes, aliases may make up 99 % of
/// them, falling to 10 % for documents of millions.
struct AliasBudget {
    private(set) var nodes = 0
    private var aliased = 0

    mutating func countNode() {
        nodes += 1
    }

    /// Counts the nodes that an alias stands for.
    ///
    /// - Returns: Whether they are still within bounds.
    mutating func countAlias(of size: Int) -> Bool {
        nodes += size
        aliased += size
        guard aliased > 100, nodes > 1000 else { return true }
        let small = 400_000.0
        let large = 4_000_000.0
        let share = Double(aliased) / Double(nodes)
        let progress = min(max((Double(nodes) - small) / (large - small), 0), 1)
        return share <= 0.99 - 0.89 * progress
    }

    static func problem(line: Int, column: Int) -> Problem {
        Problem(
            goText: "yaml: document contains excessive aliasing",
            message: "aliases make this document far larger than its text",
            line: line,
            column: column,
            hint: "write the repeated parts out, or generate them in a template"
        )
    }

    static func tooDeep(line: Int, column: Int) -> Problem {
        var problem = Problem(
            goText: "yaml: exceeded max depth of \(YAML.maximumDepth)",
            message: "nested deeper than \(YAML.maximumDepth) levels",
            line: line,
            column: column
        )
        // Reading on would take libyaml a time that grows with the square of the depth.
        problem.isSyntax = true
        return problem
    }
}
