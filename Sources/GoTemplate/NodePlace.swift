/// Which node of a tree is being evaluated: cheap to note at every step, looked up only for an error.
struct NodePlace: Equatable {
    enum Kind: Int {
        case template, pipeline, command, operand
    }

    /// The offset and, in the lowest bits, the kind; nodes of one kind never share an offset.
    private var raw: Int

    init(_ kind: Kind, _ offset: Int) {
        raw = offset << 2 | kind.rawValue
    }

    var offset: Int { raw >> 2 }

    /// The node at this place printed back, or nil when the tree has none.
    func printed(in tree: TemplateTree) -> [UInt8]? {
        find(in: tree.root)
    }

    private func find(in nodes: [Node]) -> [UInt8]? {
        for node in nodes {
            if let found = find(in: node) { return found }
        }
        return nil
    }

    private func find(in node: Node) -> [UInt8]? {
        switch node {
        case .text, .leaveLoop, .nextIteration: nil
        case .action(let pipeline): find(in: pipeline)
        case .conditional(let branch), .with(let branch), .range(let branch):
            find(in: branch.pipeline) ?? find(in: branch.body) ?? find(in: branch.otherwise)
        case .template(let call):
            self == NodePlace(.template, call.offset) ? call.printed : call.pipeline.flatMap(find)
        }
    }

    private func find(in pipeline: Pipeline) -> [UInt8]? {
        if self == NodePlace(.pipeline, pipeline.offset) { return pipeline.printed }
        for command in pipeline.commands {
            if self == NodePlace(.command, command.offset) { return command.printed }
            for operand in command.allOperands {
                if let found = find(in: operand) { return found }
            }
        }
        return nil
    }

    private func find(in operand: Expression) -> [UInt8]? {
        switch operand {
        case .pipeline(let pipeline):
            return find(in: pipeline)
        case .chain(let chain):
            if self == NodePlace(.operand, chain.offset) { return operand.printed }
            return find(in: chain.base)
        default:
            return self == NodePlace(.operand, operand.offset) ? operand.printed : nil
        }
    }
}
