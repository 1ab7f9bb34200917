extension Parser {
    /// How deep control structures may nest, each `else if` counted as one in the one before.
    private static let controlDepthLimit = 10_000

    /// Reads what is between a left delimiter and the right one, and for control structures their bodies.
    mutating func action() throws(TemplateFailure) -> Item {
        let token = nextNonSpace()
        switch token.kind {
        case .block: return .node(try block())
        case .break: return .node(try loopExit(.leaveLoop, "{{break}}"))
        case .continue: return .node(try loopExit(.nextIteration, "{{continue}}"))
        case .else: return try elseClause()
        case .end:
            try expect(.rightDelimiter, in: "end")
            return .end
        case .if: return .node(.conditional(try control(.if, "if")))
        case .range: return .node(.range(try control(.range, "range")))
        case .with: return .node(.with(try control(.with, "with")))
        case .template: return .node(try templateCall())
        default:
            putBack(token)
            return .node(.action(pipeline: try pipeline("command", until: .rightDelimiter)))
        }
    }

    private mutating func loopExit(_ node: Node, _ name: String) throws(TemplateFailure) -> Node {
        let token = nextNonSpace()
        guard token.kind == .rightDelimiter else { throw unexpected(token, in: name) }
        guard scope.rangeDepth > 0 else { throw failure("\(name) outside {{range}}") }
        return node
    }

    private mutating func elseClause() throws(TemplateFailure) -> Item {
        let kind = peekNonSpace().kind
        // `else if` and `else with` leave their word for the structure around.
        if kind != .if, kind != .with { try expect(.rightDelimiter, in: "else") }
        return .otherwise
    }

    /// Reads an `if`, `range` or `with` behind its word.
    private mutating func control(_ kind: Token.Kind, _ name: String) throws(TemplateFailure) -> Branch {
        controlDepth += 1
        defer { controlDepth -= 1 }
        if controlDepth > Self.controlDepthLimit || stack.isNearEnd {
            throw failure("control structures are nested too deeply")
        }
        let outer = scope
        let known = open.variables.count
        let condition = try pipeline(name, until: .rightDelimiter)
        let depth = scope.depth
        if kind == .range { scope.rangeDepth += 1 }
        let (body, closing) = try itemList()
        if kind == .range { scope.rangeDepth -= 1 }
        // Variables of the body are known in the `else` (so it is in Go), but not there when it runs.
        scope.depth = depth
        var otherwise = Extent.none
        if case .otherwise = closing {
            if kind == .if || kind == .with, peek().kind == kind {
                _ = next()
                // Nesting an `else if` costs no more depth than going on in the same list.
                let nested = try control(kind, name)
                otherwise = Extent(syntax.nodes.count..<syntax.nodes.count + 1)
                syntax.nodes.append(kind == .if ? .conditional(nested) : .with(nested))
            } else {
                let (nodes, end) = try itemList()
                guard case .end = end else { throw failure("expected end; found {{else}}") }
                otherwise = nodes
            }
        }
        scope = outer
        forgetVariables(from: known)
        return Branch(pipeline: condition, body: body, otherwise: otherwise)
    }

    private mutating func block() throws(TemplateFailure) -> Node {
        let context = "block clause"
        let token = nextNonSpace()
        let name = try templateName(token, context)
        let argument = try pipeline(context, until: .rightDelimiter)
        try parseNested(name: name, context: context)
        return .template(call(token, name, argument))
    }

    private mutating func templateCall() throws(TemplateFailure) -> Node {
        let context = "template clause"
        let token = nextNonSpace()
        let name = try templateName(token, context)
        var argument: Int32?
        let following = nextNonSpace()
        if following.kind != .rightDelimiter {
            putBack(following)
            argument = try pipeline(context, until: .rightDelimiter)
        }
        return .template(call(token, name, argument))
    }

    private mutating func call(_ token: Token, _ name: GoString, _ argument: Int32?) -> TemplateCall {
        syntax.names.append(name)
        return TemplateCall(
            offset: Int32(token.start),
            name: Int32(syntax.names.count - 1),
            pipeline: argument
        )
    }

    private func templateName(_ token: Token, _ context: String) throws(TemplateFailure) -> GoString {
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, in: context) }
        return try unquoted(token)
    }
}
