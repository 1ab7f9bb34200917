import Diagnostics

extension Parser {
    /// How deep parentheses may nest (Go's text/template/parse since 1.24, seen in Helm 4.2.3).
    private static let expressionDepthLimit = 10_000

    /// Counts a parenthesis; parsing calls itself for each, so there is a limit.
    private mutating func enterParentheses() throws(TemplateFailure) {
        expressionDepth += 1
        guard expressionDepth <= Self.expressionDepthLimit, !stack.isNearEnd else {
            throw failure("max expression depth exceeded")
        }
    }

    /// Reads declarations and commands up to the closing token, which is consumed.
    ///
    /// - Returns: The pipeline's place in the tree.
    mutating func pipeline(_ context: String, until end: Token.Kind) throws(TemplateFailure) -> Int32 {
        let start = peekNonSpace().start
        let (declarations, isAssignment) = try declarations(context)
        let base = open.commands.count
        while true {
            let token = nextNonSpace()
            if token.kind == end { break }
            switch token.kind {
            case .bool, .characterConstant, .complex, .dot, .field, .identifier, .number, .nil, .rawString,
                .string, .variable, .leftParenthesis:
                putBack(token)
                open.commands.append(try command())
            default:
                throw unexpected(token, in: context)
            }
        }
        guard open.commands.count > base else { throw failure("missing value for \(context)") }
        var place = base + 1
        while place < open.commands.count {
            guard syntax.head(of: open.commands[place]).canBeCalled else {
                throw failure("non executable command in pipeline stage \(place - base + 1)")
            }
            place += 1
        }
        syntax.pipelines.append(
            Pipeline(
                offset: Int32(start),
                isAssignment: isAssignment,
                declarations: declarations,
                commands: open.commands.moveAll(from: base, to: &syntax.commands)
            )
        )
        return Int32(syntax.pipelines.count - 1)
    }

    private mutating func declarations(
        _ context: String
    ) throws(TemplateFailure) -> (variables: Extent, isAssignment: Bool) {
        var variables = Extent(syntax.variables.count..<syntax.variables.count)
        while true {
            let variable = peekNonSpace()
            guard variable.kind == .variable else { return (variables, false) }
            _ = next()
            // A space after a variable that turns out to be an operand must come again.
            let following = peek()
            let sign = peekNonSpace()
            if sign.kind == .assign || sign.kind == .declare {
                _ = nextNonSpace()
                let isAssignment = sign.kind == .assign
                declare(variable, pushes: !isAssignment)
                variables.count += 1
                // An assignment pushes nothing, though its first variable was taken for a declaration.
                if isAssignment { scope.depth -= variables.count - 1 }
                return (variables, isAssignment)
            }
            if sign.kind == .character, lexer.source[sign.start] == UInt8(ascii: ",") {
                _ = nextNonSpace()
                declare(variable, pushes: true)
                variables.count += 1
                guard context == "range", variables.count < 2 else {
                    throw failure("too many declarations in \(context)")
                }
                switch peekNonSpace().kind {
                case .variable, .rightDelimiter, .rightParenthesis: continue
                default: throw failure("range can only initialize variables")
                }
            }
            if following.kind == .space { putBack(following) }
            putBack(variable)
            return (variables, false)
        }
    }

    private mutating func declare(_ token: Token, pushes: Bool) {
        let identity = addName(token.start, token.end)
        let slot = pushes ? scope.depth : slot(of: identity) ?? -1
        open.variables.append(ParserBuffers.KnownVariable(identity: identity, slot: slot))
        if pushes { scope.depth += 1 }
        syntax.variables.append(variable(token, identity: identity, slot: slot))
    }

    /// A variable whose name was the last to be added.
    private func variable(_ token: Token, identity: Int32, slot: Int32) -> VariableUse {
        VariableUse(
            offset: Int32(token.start),
            name: Int32(syntax.names.count - 1),
            identity: identity,
            slot: slot
        )
    }

    private func slot(of identity: Int32) -> Int32? {
        var place = open.variables.count
        while place > scope.firstVariable {
            place -= 1
            if open.variables[place].identity == identity { return open.variables[place].slot }
        }
        return nil
    }

    private mutating func command() throws(TemplateFailure) -> Command {
        let start = peekNonSpace().start
        let base = open.operands.count
        var hasMore = true
        while hasMore {
            if let operand = try operand() { open.operands.append(operand) }
            let token = next()
            switch token.kind {
            case .space: break
            case .rightDelimiter, .rightParenthesis:
                putBack(token)
                hasMore = false
            case .pipe: hasMore = false
            default: throw unexpected(token, in: "operand")
            }
        }
        guard open.operands.count > base else { throw failure("empty command") }
        return Command(
            offset: Int32(start),
            operands: open.operands.moveAll(from: base, to: &syntax.operands)
        )
    }

    /// Reads a term and the fields that follow it without a space.
    private mutating func operand() throws(TemplateFailure) -> Expression? {
        let start = nextNonSpace()
        if start.kind == .field { return .field(fieldPath(start)) }
        guard let term = try term(start) else { return nil }
        let first = next()
        guard first.kind == .field else {
            putBack(first)
            return term
        }
        let fields = names(first).names
        let offset = Int32(first.start)
        switch term {
        case .variable(var variable):
            // The names of the fields follow the variable's own.
            variable.offset = offset
            variable.fieldCount = fields.count
            return .variable(variable)
        case .bool, .string, .number, .nil, .dot, .field:
            throw failure("unexpected . after term \(Quoting.quoted(syntax.printed(term)))")
        case .function, .chain, .pipeline:
            syntax.operands.append(term)
            return .chain(Chain(offset: offset, base: Int32(syntax.operands.count - 1), fields: fields))
        }
    }

    /// Reads `.a.b.c` behind its first name, which has been read.
    private mutating func fieldPath(_ first: Token) -> FieldPath {
        let (names, second) = names(first)
        // The place of a path is that of its second name.
        return FieldPath(offset: Int32(second ?? first.start), names: names)
    }

    /// The name that has been read and those that follow it without a space, and where the second stands.
    private mutating func names(_ first: Token) -> (names: Extent, second: Int?) {
        let base = syntax.names.count
        var second: Int?
        var token = first
        while token.kind == .field {
            if syntax.names.count == base + 1 { second = token.start }
            addName(token.start + 1, token.end)
            token = next()
        }
        putBack(token)
        return (Extent(base..<syntax.names.count), second)
    }

    private mutating func term(_ token: Token) throws(TemplateFailure) -> Expression? {
        let offset = Int32(token.start)
        switch token.kind {
        case .identifier:
            guard let place = functionPlace(token) else {
                let name = text(of: token)
                let nearest = suggestion(for: name.text, among: functions.names.map(\.text))
                throw failure(
                    "function \(Quoting.quoted(name.bytes)) not defined",
                    hint: nearest.map { "did you mean '\($0)'?" }
                )
            }
            return .function(FunctionUse(offset: offset, end: Int32(token.end), place: place))
        case .dot: return .dot(offset: offset)
        case .nil: return .nil(offset: offset)
        case .variable: return .variable(try use(token))
        case .bool: return .bool(lexer.source[token.start] == UInt8(ascii: "t"), offset: offset)
        case .characterConstant, .complex, .number:
            do throws(NumberSyntaxError) {
                let text = text(of: token)
                syntax.numbers.append(try NumberLiteral(text, kind: token.kind))
                return .number(place: Int32(syntax.numbers.count - 1), offset: offset)
            } catch {
                throw failure(error.text)
            }
        case .leftParenthesis:
            try enterParentheses()
            defer { expressionDepth -= 1 }
            return .pipeline(place: try pipeline("parenthesized pipeline", until: .rightParenthesis))
        case .string, .rawString:
            try addValue(ofString: token)
            return .string(
                StringLiteral(offset: offset, end: Int32(token.end), value: Int32(syntax.names.count - 1))
            )
        default:
            putBack(token)
            return nil
        }
    }

    /// Adds what a string literal stands for to the tree's names.
    private mutating func addValue(ofString token: Token) throws(TemplateFailure) {
        let isPlain = lexer.source.withUnsafeBufferPointer { source in
            token.kind == .string
                && source[(token.start + 1)..<(token.end - 1)].allSatisfy {
                    $0 >= 0x20 && $0 < 0x80 && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "\"")
                }
        }
        if isPlain {
            addName(token.start + 1, token.end - 1)
        } else {
            syntax.names.append(try unquoted(token))
        }
    }

    private mutating func use(_ token: Token) throws(TemplateFailure) -> VariableUse {
        let identity = addName(token.start, token.end)
        guard let slot = slot(of: identity) else {
            throw failure("undefined variable \(Quoting.quoted(text(of: token).bytes))")
        }
        return variable(token, identity: identity, slot: slot)
    }
}

extension Expression {
    /// Whether a pipeline may pass a value on to it.
    fileprivate var canBeCalled: Bool {
        switch self {
        case .bool, .dot, .nil, .number, .string: false
        case .field, .variable, .function, .chain, .pipeline: true
        }
    }
}
