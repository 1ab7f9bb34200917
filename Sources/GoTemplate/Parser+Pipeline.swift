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
    mutating func pipeline(_ context: String, until end: Token.Kind) throws(TemplateFailure) -> Pipeline {
        let start = peekNonSpace().start
        let (declarations, isAssignment) = try declarations(context)
        var commands: [Command] = []
        while true {
            let token = nextNonSpace()
            if token.kind == end { break }
            switch token.kind {
            case .bool, .characterConstant, .complex, .dot, .field, .identifier, .number, .nil, .rawString,
                .string, .variable, .leftParenthesis:
                putBack(token)
                commands.append(try command())
            default:
                throw unexpected(token, in: context)
            }
        }
        guard let first = commands.first else { throw failure("missing value for \(context)") }
        for (stage, command) in commands.enumerated().dropFirst() where !command.head.canBeCalled {
            throw failure("non executable command in pipeline stage \(stage + 1)")
        }
        return Pipeline(
            offset: start,
            isAssignment: isAssignment,
            declarations: declarations,
            first: first,
            rest: Array(commands.dropFirst())
        )
    }

    private mutating func declarations(
        _ context: String
    ) throws(TemplateFailure) -> (variables: [VariableUse], isAssignment: Bool) {
        var variables: [VariableUse] = []
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
                variables.append(declare(variable, pushes: !isAssignment))
                // An assignment pushes nothing, though its first variable was taken for a declaration.
                if isAssignment { scope.depth -= variables.count - 1 }
                return (variables, isAssignment)
            }
            if sign.kind == .character, lexer.source[sign.start] == UInt8(ascii: ",") {
                _ = nextNonSpace()
                variables.append(declare(variable, pushes: true))
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

    private mutating func declare(_ token: Token, pushes: Bool) -> VariableUse {
        let name = text(of: token)
        let identity = identity(of: name)
        let slot = pushes ? scope.depth : slot(of: identity) ?? -1
        scope.variables.append((identity, slot))
        if pushes { scope.depth += 1 }
        return VariableUse(offset: token.start, name: name, identity: identity, slot: slot)
    }

    private func slot(of identity: Int) -> Int? {
        scope.variables.last { $0.identity == identity }?.slot
    }

    private mutating func command() throws(TemplateFailure) -> Command {
        let start = peekNonSpace().start
        var operands: [Expression] = []
        var hasMore = true
        while hasMore {
            _ = peekNonSpace()
            if let operand = try operand() { operands.append(operand) }
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
        guard let head = operands.first else { throw failure("empty command") }
        return Command(offset: start, head: head, operands: operands)
    }

    /// Reads a term and the fields that follow it without a space.
    private mutating func operand() throws(TemplateFailure) -> Expression? {
        guard let term = try term() else { return nil }
        let first = peek()
        guard first.kind == .field else { return term }
        var fields: [GoString] = []
        while peek().kind == .field {
            let token = next()
            fields.append(GoString(lexer.source[(token.start + 1)..<token.end]))
        }
        switch term {
        case .field(let field):
            return .field(FieldPath(offset: first.start, names: field.names + fields))
        case .variable(let variable):
            return .variable(
                VariableUse(
                    offset: first.start,
                    name: variable.name,
                    identity: variable.identity,
                    slot: variable.slot,
                    fields: fields
                )
            )
        case .bool, .string, .number, .nil, .dot:
            throw failure("unexpected . after term \(Quoting.quoted(term.printed))")
        case .function, .chain, .pipeline:
            return .chain(Chain(offset: first.start, base: term, fields: fields))
        }
    }

    private mutating func term() throws(TemplateFailure) -> Expression? {
        let token = nextNonSpace()
        let offset = token.start
        switch token.kind {
        case .identifier:
            let name = text(of: token)
            guard let place = functions.place(of: name) else {
                let nearest = suggestion(for: name.text, among: functions.names.map(\.text))
                throw failure(
                    "function \(Quoting.quoted(name.bytes)) not defined",
                    hint: nearest.map { "did you mean '\($0)'?" }
                )
            }
            return .function(
                FunctionUse(
                    offset: offset,
                    name: name,
                    place: place,
                    builtin: functions.entries[place].builtin
                )
            )
        case .dot: return .dot(offset: offset)
        case .nil: return .nil(offset: offset)
        case .variable: return .variable(try use(token))
        case .field:
            let name = GoString(lexer.source[(token.start + 1)..<token.end])
            return .field(FieldPath(offset: offset, names: [name]))
        case .bool: return .bool(lexer.source[token.start] == UInt8(ascii: "t"), offset: offset)
        case .characterConstant, .complex, .number:
            do throws(NumberSyntaxError) {
                return .number(try NumberLiteral(text(of: token), kind: token.kind, offset: offset))
            } catch {
                throw failure(error.text)
            }
        case .leftParenthesis:
            try enterParentheses()
            defer { expressionDepth -= 1 }
            return .pipeline(try pipeline("parenthesized pipeline", until: .rightParenthesis))
        case .string, .rawString:
            return .string(StringLiteral(offset: offset, quoted: text(of: token), value: try unquoted(token)))
        default:
            putBack(token)
            return nil
        }
    }

    private mutating func use(_ token: Token) throws(TemplateFailure) -> VariableUse {
        let name = text(of: token)
        let identity = identity(of: name)
        guard let slot = slot(of: identity) else {
            throw failure("undefined variable \(Quoting.quoted(name.bytes))")
        }
        return VariableUse(offset: token.start, name: name, identity: identity, slot: slot)
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
