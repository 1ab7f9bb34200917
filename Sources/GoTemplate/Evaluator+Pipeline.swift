extension Evaluator {
    /// The value of a pipeline, which is never an interface: Go unwraps it after every command.
    mutating func evaluate(_ pipeline: Pipeline, _ dot: Operand) throws(GoError) -> GoValue {
        place = NodePlace(.pipeline, pipeline.offset)
        let first = Int(pipeline.commands.start)
        var value = try evaluate(tree.syntax.commands[first], dot, final: nil)
        for place in pipeline.commands.indices.dropFirst() {
            value = try evaluate(tree.syntax.commands[place], dot, final: value)
        }
        if pipeline.declarations.isEmpty { return value }
        for variable in tree.syntax.variables[pipeline.declarations.indices] {
            if pipeline.isAssignment {
                try assign(variable, Operand(value))
            } else {
                declare(variable, value)
            }
        }
        return value
    }

    mutating func evaluate(pipeline place: Int32, _ dot: Operand) throws(GoError) -> GoValue {
        try evaluate(tree.syntax.pipelines[Int(place)], dot)
    }

    /// The value of a command, given the value piped into it, if there is one.
    private mutating func evaluate(
        _ command: Command,
        _ dot: Operand,
        final: GoValue?
    ) throws(GoError) -> GoValue {
        do throws(GoError) { try rendering.step() } catch { throw failure(ending: error) }
        switch tree.syntax.head(of: command) {
        case .field(let field):
            place = NodePlace(.operand, field.offset)
            return try follow(
                field.names,
                from: dot,
                dot,
                node: place,
                operands: command.operands,
                final: final
            ).value
        case .function(let function):
            return try evaluate(
                function,
                dot,
                node: NodePlace(.command, command.offset),
                operands: command.operands,
                final: final
            ).value
        case .variable(let variable):
            return try evaluate(variable, dot, operands: command.operands, final: final).value
        case .chain(let chain):
            return try evaluate(chain, dot, operands: command.operands, final: final).value
        case .pipeline(let place):
            try refuseArguments(command.operands, final)
            return try evaluate(pipeline: place, dot)
        case .dot(let offset):
            place = NodePlace(.operand, offset)
            try refuseArguments(command.operands, final)
            return dot.value
        case .nil(let offset):
            place = NodePlace(.operand, offset)
            try refuseArguments(command.operands, final)
            throw failure("nil is not a command")
        case .bool(let value, let offset):
            place = NodePlace(.operand, offset)
            try refuseArguments(command.operands, final)
            return .bool(value)
        case .number(let number, let offset):
            place = NodePlace(.operand, offset)
            try refuseArguments(command.operands, final)
            return try idealValue(tree.syntax.numbers[Int(number)])
        case .string(let string):
            place = NodePlace(.operand, string.offset)
            try refuseArguments(command.operands, final)
            return .string(tree.syntax.value(of: string))
        }
    }

    private func refuseArguments(_ operands: Extent, _ final: GoValue?) throws(GoError) {
        if operands.count > 1 || final != nil {
            let head = GoString(tree.syntax.printed(tree.syntax.operands[operands.place(0)]))
            throw failure("can't give argument to non-function \(head)")
        }
    }

    /// A number where its type is not asked for.
    func idealValue(_ number: NumberLiteral) throws(GoError) -> GoValue {
        switch number.ideal {
        case .int(let value): .int(value)
        case .float(let value): .float64(value)
        case .complex(let real, let imaginary): .complex128(real, imaginary)
        case .overflow: throw failure("\(number.text) overflows int")
        }
    }

    mutating func evaluate(
        _ variable: VariableUse,
        _ dot: Operand,
        operands: Extent,
        final: GoValue?
    ) throws(GoError) -> Operand {
        place = NodePlace(.operand, variable.offset)
        let value = try lookUp(variable)
        if variable.fieldCount == 0 {
            try refuseArguments(operands, final)
            return value
        }
        return try follow(variable.fields, from: value, dot, node: place, operands: operands, final: final)
    }

    mutating func evaluate(
        _ chain: Chain,
        _ dot: Operand,
        operands: Extent,
        final: GoValue?
    ) throws(GoError) -> Operand {
        let node = NodePlace(.operand, chain.offset)
        place = node
        let base: Operand
        let expression = tree.syntax.operands[Int(chain.base)]
        switch expression {
        case .pipeline(let pipeline):
            place = NodePlace(.operand, tree.syntax.offset(of: expression))
            base = Operand(try evaluate(pipeline: pipeline, dot))
        case .function(let function):
            base = try evaluate(
                function,
                dot,
                node: NodePlace(.operand, function.offset),
                operands: .none,
                final: nil
            )
        case .chain(let inner): base = try evaluate(inner, dot, operands: .none, final: nil)
        default: throw failure("can't evaluate command \(Quoting.quoted(tree.syntax.printed(expression)))")
        }
        return try follow(chain.fields, from: base, dot, node: node, operands: operands, final: final)
    }
}
