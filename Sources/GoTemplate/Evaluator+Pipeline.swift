extension Evaluator {
    /// The value of a pipeline, which is never an interface: Go unwraps it after every command.
    mutating func evaluate(_ pipeline: Pipeline, _ dot: Operand) throws(GoError) -> GoValue {
        place = NodePlace(.pipeline, pipeline.offset)
        var value = try evaluate(pipeline.first, dot, final: nil)
        for command in pipeline.rest { value = try evaluate(command, dot, final: value) }
        if pipeline.declarations.isEmpty { return value }
        for variable in pipeline.declarations {
            if pipeline.isAssignment {
                try assign(variable, Operand(value))
            } else {
                declare(variable, value)
            }
        }
        return value
    }

    /// The value of a command, given the value piped into it, if there is one.
    private mutating func evaluate(
        _ command: Command,
        _ dot: Operand,
        final: GoValue?
    ) throws(GoError) -> GoValue {
        do throws(GoError) { try rendering.step() } catch { throw failure(ending: error) }
        switch command.head {
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
        case .pipeline(let pipeline):
            try refuseArguments(command, final)
            return try evaluate(pipeline, dot)
        case .dot(let offset):
            place = NodePlace(.operand, offset)
            try refuseArguments(command, final)
            return dot.value
        case .nil(let offset):
            place = NodePlace(.operand, offset)
            try refuseArguments(command, final)
            throw failure("nil is not a command")
        case .bool(let value, let offset):
            place = NodePlace(.operand, offset)
            try refuseArguments(command, final)
            return .bool(value)
        case .number(let number):
            place = NodePlace(.operand, number.offset)
            try refuseArguments(command, final)
            return try idealValue(number)
        case .string(let string):
            place = NodePlace(.operand, string.offset)
            try refuseArguments(command, final)
            return .string(string.value)
        }
    }

    private func refuseArguments(_ command: Command, _ final: GoValue?) throws(GoError) {
        if !command.operands.isEmpty || final != nil {
            throw failure("can't give argument to non-function \(GoString(command.head.printed))")
        }
    }

    private func refuseArguments(_ operands: [Expression], _ final: GoValue?) throws(GoError) {
        if operands.count > 1 || final != nil {
            throw failure("can't give argument to non-function \(GoString(operands[0].printed))")
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
        operands: [Expression],
        final: GoValue?
    ) throws(GoError) -> Operand {
        place = NodePlace(.operand, variable.offset)
        let value = try lookUp(variable)
        if variable.fields.isEmpty {
            try refuseArguments(operands.isEmpty ? [.variable(variable)] : operands, final)
            return value
        }
        return try follow(variable.fields, from: value, dot, node: place, operands: operands, final: final)
    }

    mutating func evaluate(
        _ chain: Chain,
        _ dot: Operand,
        operands: [Expression],
        final: GoValue?
    ) throws(GoError) -> Operand {
        let node = NodePlace(.operand, chain.offset)
        place = node
        let base: Operand
        switch chain.base {
        case .pipeline(let pipeline):
            place = NodePlace(.operand, pipeline.offset)
            base = Operand(try evaluate(pipeline, dot))
        case .function(let function):
            base = try evaluate(
                function,
                dot,
                node: NodePlace(.operand, function.offset),
                operands: [],
                final: nil
            )
        case .chain(let inner): base = try evaluate(inner, dot, operands: [], final: nil)
        default: throw failure("can't evaluate command \(Quoting.quoted(chain.base.printed))")
        }
        return try follow(chain.fields, from: base, dot, node: node, operands: operands, final: final)
    }
}
