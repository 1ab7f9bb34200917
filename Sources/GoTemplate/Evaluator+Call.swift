extension Evaluator {
    /// Calls a function of the table.
    ///
    /// An error of the function itself is reported at `node`. The operands are the command's, the function
    /// first; there are none for a function used as an operand.
    mutating func evaluate(
        _ function: FunctionUse,
        _ dot: Operand,
        node: NodePlace,
        operands: [Expression],
        final: GoValue?
    ) throws(GoError) -> Operand {
        place = NodePlace(.operand, function.offset)
        if let builtin = function.builtin {
            return Operand(
                try evaluate(builtin, function, dot, node: node, operands: operands, final: final)
            )
        }
        let called = rendering.functions.functions[function.place]
        return try call(
            called,
            receiver: nil,
            dot,
            node: node,
            name: function.name,
            operands: operands,
            final: final
        )
    }

    mutating func call(
        _ function: GoFunction,
        receiver: GoValue?,
        _ dot: Operand,
        node: NodePlace,
        name: GoString,
        operands: [Expression],
        final: GoValue?
    ) throws(GoError) -> Operand {
        try checkCount(function, name: name, operands: operands, final: final)
        var arguments: [GoValue] = []
        arguments.reserveCapacity(operands.count + 1)
        if let receiver { arguments.append(receiver) }
        let fixed = function.parameters.count
        for index in operands.indices.dropFirst() {
            let type = index - 1 < fixed ? function.parameters[index - 1] : function.variadic ?? .any
            arguments.append(try argument(operands[index], type, dot).value)
        }
        if let final {
            let position = max(operands.count - 1, 0)
            let type = position < fixed ? function.parameters[position] : function.variadic ?? .any
            arguments.append(try validate(Operand(final), type))
        }
        let result: GoValue
        do throws(GoError) {
            result = try function.body(arguments, context)
        } catch {
            place = node
            throw failure(calling: name, error)
        }
        // A nil that a function returns is a nil interface to whoever takes it unpiped.
        return Operand(result, isInterface: result.isNilValue)
    }

    private func checkCount(
        _ function: GoFunction,
        name: GoString,
        operands: [Expression],
        final: GoValue?
    ) throws(GoError) {
        let given = max(operands.count - 1, 0)
        let count = given + (final == nil ? 0 : 1)
        let fixed = function.parameters.count
        if function.variadic != nil {
            if count < fixed {
                throw failure("wrong number of args for \(name): want at least \(fixed) got \(given)")
            }
        } else if count != fixed {
            throw failure("wrong number of args for \(name): want \(fixed) got \(count)")
        }
    }

    // MARK: Builtins

    private mutating func evaluate(
        _ builtin: Builtin,
        _ function: FunctionUse,
        _ dot: Operand,
        node: NodePlace,
        operands: [Expression],
        final: GoValue?
    ) throws(GoError) -> GoValue {
        let definition = rendering.functions.functions[function.place]
        try checkCount(definition, name: function.name, operands: operands, final: final)
        if builtin == .and || builtin == .or {
            return try shortCircuit(stopsAt: builtin == .or, dot, operands: operands, final: final)
        }
        var arguments: [GoValue] = []
        arguments.reserveCapacity(operands.count + 1)
        var hasNilInterface = false
        for index in operands.indices.dropFirst() {
            let type: GoParameter = builtin == .printf && index == 1 ? .string : .any
            let operand = try argument(operands[index], type, dot)
            hasNilInterface = operand.isInterface && operand.value.isNilValue
            arguments.append(operand.value)
        }
        if let final {
            let type: GoParameter = builtin == .printf && arguments.isEmpty ? .string : .any
            arguments.append(try validate(Operand(final), type))
        }
        do throws(GoError) {
            switch builtin {
            case .len where hasNilInterface: throw GoError("len of nil pointer")
            case .call: throw Self.notCallable(arguments[0], operands.dropFirst().first)
            default:
                let result = try builtin.evaluate(arguments)
                if case .string(let text) = result { try rendering.spend(bytes: text.count) }
                return result
            }
        } catch {
            place = node
            throw failure(calling: function.name, error)
        }
    }

    /// `and` and `or`: the first operand that decides, or the last; the rest is not evaluated.
    private mutating func shortCircuit(
        stopsAt decisive: Bool,
        _ dot: Operand,
        operands: [Expression],
        final: GoValue?
    ) throws(GoError) -> GoValue {
        var value = GoValue.nil
        for index in operands.indices.dropFirst() {
            value = try argument(operands[index], .any, dot).value
            if value.isTrue == decisive { return value }
        }
        return final ?? value
    }

    /// Nothing that a chart can reach is a function value.
    private static func notCallable(_ value: GoValue, _ expression: Expression?) -> GoError {
        if value.isNilValue { return GoError("call of nil") }
        let name: String
        if let expression {
            name = GoString(expression.printed).text
        } else if case .string(let text) = value {
            name = text.text
        } else {
            name = "<\(value.typeName) Value>"
        }
        return GoError("non-function \(name) of type \(value.typeName)")
    }
}
