import Values

/// Builds the nodes of a stream with their places, strictly.
struct NodeComposer: ~Copyable {
    private struct Anchor {
        var node: Node
        var size: Int
        var height: Int
    }

    private let columns: ByteColumns?
    private var parser: EventParser
    private var anchors: [String: Anchor] = [:]
    private var unfinished: Set<String> = []
    private var budget = AliasBudget()
    private var depth = 0
    private var height = 0

    init(_ bytes: [UInt8], parser: consuming EventParser) {
        columns = ByteColumns(bytes)
        self.parser = parser
    }

    mutating func documents() throws(Problem) -> [Node] {
        var nodes: [Node] = []
        while case .documentStart = try parser.next() {
            anchors = [:]
            budget = AliasBudget()
            nodes.append(try node(try parser.next()))
            _ = try parser.next()
        }
        return nodes
    }

    private func make(_ content: Node.Content, tag: String?) -> Node {
        let column = columns?.column(line: parser.line, character: parser.column) ?? parser.column
        return Node(content, tag: tag, line: parser.line, column: column)
    }

    private mutating func node(_ event: Event) throws(Problem) -> Node {
        budget.countNode()
        switch event {
        case .scalar(let scalar):
            height = 0
            let node = make(.scalar(text: scalar.text, isPlain: scalar.isPlain), tag: scalar.tag)
            if let anchor = scalar.anchor { anchors[anchor] = Anchor(node: node, size: 1, height: 0) }
            return node
        case .alias(let name): return try alias(name)
        case .sequenceStart(let anchor, let tag): return try container(make(.sequence([]), tag: tag), anchor)
        case .mappingStart(let anchor, let tag): return try container(make(.mapping([]), tag: tag), anchor)
        default: throw parser.problem("yaml: unexpected event")
        }
    }

    private mutating func alias(_ name: String) throws(Problem) -> Node {
        if unfinished.contains(name) {
            throw parser.problem(
                "yaml: anchor '\(name)' value contains itself",
                message: "anchor '\(name)' contains itself"
            )
        }
        guard let anchor = anchors[name] else {
            throw parser.problem(
                "yaml: unknown anchor '\(name)' referenced",
                message: "unknown anchor '\(name)'",
                hint: "define it before with '&\(name)', or put the value in quotes"
            )
        }
        guard budget.countAlias(of: anchor.size) else {
            throw AliasBudget.problem(line: parser.line, column: parser.column)
        }
        if depth + anchor.height > YAML.maximumDepth {
            throw AliasBudget.tooDeep(line: parser.line, column: parser.column)
        }
        height = anchor.height
        return anchor.node
    }

    private mutating func container(_ empty: Node, _ anchor: String?) throws(Problem) -> Node {
        let before = budget.nodes
        depth += 1
        defer { depth -= 1 }
        if depth > YAML.maximumDepth { throw AliasBudget.tooDeep(line: parser.line, column: parser.column) }
        if let anchor { unfinished.insert(anchor) }
        var node = empty
        if case .mapping = empty.content {
            node.content = .mapping(try mapping())
        } else {
            node.content = .sequence(try sequence())
        }
        if let anchor {
            unfinished.remove(anchor)
            anchors[anchor] = Anchor(node: node, size: budget.nodes - before + 1, height: height)
        }
        return node
    }

    private mutating func sequence() throws(Problem) -> [Node] {
        var elements: [Node] = []
        var tallest = 0
        while true {
            let event = try parser.next()
            if case .sequenceEnd = event { break }
            elements.append(try node(event))
            tallest = max(tallest, height)
        }
        height = tallest + 1
        return elements
    }

    private mutating func mapping() throws(Problem) -> [(key: Node, value: Node)] {
        var pairs = MappingPairs()
        var tallest = 0
        while true {
            let event = try parser.next()
            if case .mappingEnd = event { break }
            let (line, column) = (parser.line, parser.column)
            let key = try node(event)
            let keyHeight = height
            if case .scalar(let scalar) = event, scalar.isMergeKey {
                let value = try node(try parser.next())
                try pairs.merge(value, at: line, column)
            } else {
                let name = try key.keyText(line: line, column: column)
                try pairs.checkNew(name, at: line, column)
                pairs.set(name, key: key, value: try node(try parser.next()))
            }
            tallest = max(tallest, keyHeight, height)
        }
        height = tallest + 1
        return pairs.pairs
    }
}

/// The pairs of a mapping while it is read.
private struct MappingPairs {
    private(set) var pairs: [(key: Node, value: Node)] = []
    /// Where a key stands in `pairs`, and whether it came from a merge.
    private var index: [String: (position: Int, isMerged: Bool)] = [:]
    private var mergeLine: Int?

    func checkNew(_ name: String, at line: Int, _ column: Int) throws(Problem) {
        guard let known = index[name], !known.isMerged else { return }
        throw duplicate(name, first: pairs[known.position].key.line, at: line, column)
    }

    private func duplicate(_ name: String, first: Int, at line: Int, _ column: Int) -> Problem {
        Problem(
            goText: "yaml: key \"\(name)\" already set in map",
            message: "'\(name)' is given twice in this mapping, first on line \(first)",
            line: line,
            column: column,
            hint: "remove one of them"
        )
    }

    mutating func set(_ name: String, key: Node, value: Node) {
        if let known = index[name] {
            pairs[known.position] = (key, value)
            index[name] = (known.position, false)
        } else {
            index[name] = (pairs.count, false)
            pairs.append((key, value))
        }
    }

    /// Adds the pairs of a mapping, or of a list of mappings of which earlier ones take precedence.
    mutating func merge(_ value: Node, at line: Int, _ column: Int) throws(Problem) {
        if let mergeLine { throw duplicate("<<", first: mergeLine, at: line, column) }
        mergeLine = line
        switch value.content {
        case .mapping(let merged): try add(merged)
        case .sequence(let elements):
            for element in elements {
                guard case .mapping(let merged) = element.content else {
                    throw .notMergeable(line: line, column: column)
                }
                try add(merged)
            }
        case .scalar: throw .notMergeable(line: line, column: column)
        }
    }

    private mutating func add(_ merged: [(key: Node, value: Node)]) throws(Problem) {
        for pair in merged {
            let name = try pair.key.keyText(line: pair.key.line, column: pair.key.column)
            guard index[name] == nil else { continue }
            index[name] = (pairs.count, true)
            pairs.append(pair)
        }
    }
}
