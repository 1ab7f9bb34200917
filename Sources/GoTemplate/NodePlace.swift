/// Which node of a tree is being evaluated: cheap to note at every step, looked up only for an error.
struct NodePlace: Equatable {
    enum Kind: Int {
        case template, pipeline, command, operand
    }

    /// The offset and, in the lowest bits, the kind; nodes of one kind never share an offset.
    private var raw: Int

    init(_ kind: Kind, _ offset: Int32) {
        raw = Int(offset) << 2 | kind.rawValue
    }

    var offset: Int { raw >> 2 }

    /// The node at this place printed back, or nil when the tree has none.
    func printed(in tree: TemplateTree) -> [UInt8]? {
        find(in: tree.root, tree.syntax)
    }

    private func find(in body: Extent, _ syntax: SyntaxTree) -> [UInt8]? {
        for place in body.indices {
            if let found = find(in: syntax.nodes[place], syntax) { return found }
        }
        return nil
    }

    private func find(in node: Node, _ syntax: SyntaxTree) -> [UInt8]? {
        switch node {
        case .text, .leaveLoop, .nextIteration: nil
        case .action(let pipeline): find(inPipeline: pipeline, syntax)
        case .conditional(let branch), .with(let branch), .range(let branch):
            find(inPipeline: branch.pipeline, syntax) ?? find(in: branch.body, syntax)
                ?? find(in: branch.otherwise, syntax)
        case .template(let call):
            self == NodePlace(.template, call.offset)
                ? syntax.printed(call) : call.pipeline.flatMap { find(inPipeline: $0, syntax) }
        }
    }

    private func find(inPipeline place: Int32, _ syntax: SyntaxTree) -> [UInt8]? {
        let pipeline = syntax.pipelines[Int(place)]
        if self == NodePlace(.pipeline, pipeline.offset) { return syntax.printed(pipeline) }
        for command in syntax.commands[pipeline.commands.indices] {
            if self == NodePlace(.command, command.offset) { return syntax.printed(command) }
            for operand in syntax.operands[command.operands.indices] {
                if let found = find(in: operand, syntax) { return found }
            }
        }
        return nil
    }

    private func find(in operand: Expression, _ syntax: SyntaxTree) -> [UInt8]? {
        switch operand {
        case .pipeline(let place):
            return find(inPipeline: place, syntax)
        case .chain(let chain):
            if self == NodePlace(.operand, chain.offset) { return syntax.printed(operand) }
            return find(in: syntax.operands[Int(chain.base)], syntax)
        default:
            return self == NodePlace(.operand, syntax.offset(of: operand)) ? syntax.printed(operand) : nil
        }
    }
}
