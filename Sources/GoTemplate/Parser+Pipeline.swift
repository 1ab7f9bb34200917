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
        var first: Command?
        var rest: [Command] = []
        while true {
            let token = nextNonSpace()
            if token.kind == end { break }
            switch token.kind {
            case .bool, .characterConstant, .complex, .dot, .field, .identifier, .number, .nil, .rawString,
                .string, .variable, .leftParenthesis:
                putBack(token)
                let command = try command()
                if first == nil { first = command } else { rest.append(command) }
            default:
                throw unexpected(token, in: context)
            }
        }
        guard let first else { throw failure("missing value for \(context)") }
        for (stage, command) in rest.enumerated() where !command.head.canBeCalled {
            throw failure("non executable command in pipeline stage \(stage + 2)")
        }
        return Pipeline(
            offset: start,
            isAssignment: isAssignment,
            declarations: declarations,
            first: first,
            rest: rest
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
        let name = name(token.start, token.end)
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
        let base = operandStack.count
        var hasMore = true
        while hasMore {
            if let operand = try operand() { operandStack.append(operand) }
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
        guard operandStack.count > base else { throw failure("empty command") }
        let command = Command(
            offset: start,
            head: operandStack[base],
            operands: operandStack.count == base + 1 ? [] : Array(operandStack[base...])
        )
        operandStack.removeLast(operandStack.count - base)
        return command
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
        switch term {
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
        case .bool, .string, .number, .nil, .dot, .field:
            throw failure("unexpected . after term \(Quoting.quoted(term.printed))")
        case .function, .chain, .pipeline:
            return .chain(Chain(offset: first.start, base: term, fields: fields))
        }
    }

    /// Reads `.a.b.c` behind its first name, which has been read.
    private mutating func fieldPath(_ first: Token) -> FieldPath {
        let (names, second) = names(first)
        // The place of a path is that of its second name.
        return FieldPath(offset: second ?? first.start, names: names)
    }

    /// The name that has been read and those that follow it without a space, and where the second stands.
    private mutating func names(_ first: Token) -> (names: [GoString], second: Int?) {
        let base = nameStack.count
        var second: Int?
        var token = first
        while token.kind == .field {
            if nameStack.count == base + 1 { second = token.start }
            nameStack.append(name(token.start + 1, token.end))
            token = next()
        }
        putBack(token)
        let names = Array(nameStack[base...])
        nameStack.removeLast(nameStack.count - base)
        return (names, second)
    }

    private mutating func term(_ token: Token) throws(TemplateFailure) -> Expression? {
        let offset = token.start
        switch token.kind {
        case .identifier:
            let name = name(token.start, token.end)
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
            return .string(
                StringLiteral(
                    offset: offset,
                    end: token.end,
                    source: lexer.source,
                    value: try value(ofString: token)
                )
            )
        default:
            putBack(token)
            return nil
        }
    }

    /// What a string literal stands for.
    private mutating func value(ofString token: Token) throws(TemplateFailure) -> GoString {
        let isPlain = lexer.source.withUnsafeBufferPointer { source in
            token.kind == .string
                && source[(token.start + 1)..<(token.end - 1)].allSatisfy {
                    $0 >= 0x20 && $0 < 0x80 && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "\"")
                }
        }
        return isPlain ? name(token.start + 1, token.end - 1) : try unquoted(token)
    }

    private mutating func use(_ token: Token) throws(TemplateFailure) -> VariableUse {
        let name = name(token.start, token.end)
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
