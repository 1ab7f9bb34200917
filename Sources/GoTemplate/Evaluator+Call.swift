extension Evaluator {
    /// Calls a function of the table.
    ///
    /// An error of the function itself is reported at `node`. The operands are the command's, the function
    /// first; there are none for a function used as an operand.
    mutating func evaluate(
        _ function: FunctionUse,
        _ dot: Operand,
        node: NodePlace,
        operands: Extent,
        final: GoValue?
    ) throws(GoError) -> Operand {
        place = NodePlace(.operand, function.offset)
        let entry = rendering.functions.entries[Int(function.place)]
        let name = rendering.functions.names[Int(function.place)]
        try checkCount(entry.arity, name: name, operands: operands, final: final)
        if let builtin = entry.builtin {
            return Operand(
                try evaluate(builtin, name, dot, node: node, operands: operands, final: final)
            )
        }
        return try call(
            entry,
            receiver: nil,
            dot,
            node: node,
            name: name,
            operands: operands,
            final: final
        )
    }

    /// Calls a method, whose receiver is not counted among its arguments.
    mutating func call(
        method: GoFunction,
        receiver: GoValue?,
        _ dot: Operand,
        node: NodePlace,
        name: GoString,
        operands: Extent,
        final: GoValue?
    ) throws(GoError) -> Operand {
        let entry = FunctionTable.Entry(method, builtin: nil)
        try checkCount(entry.arity, name: name, operands: operands, final: final)
        if let problem = method.signatureProblem { throw failure(problem) }
        return try call(
            entry,
            receiver: receiver,
            dot,
            node: node,
            name: name,
            operands: operands,
            final: final
        )
    }

    private mutating func call(
        _ entry: FunctionTable.Entry,
        receiver: GoValue?,
        _ dot: Operand,
        node: NodePlace,
        name: GoString,
        operands: Extent,
        final: GoValue?
    ) throws(GoError) -> Operand {
        var arguments: [GoValue] = []
        arguments.reserveCapacity(Int(operands.count) + 1)
        if let receiver { arguments.append(receiver) }
        let given = max(Int(operands.count) - 1, 0)
        for position in 0..<given {
            let type = entry.parameter(position)
            let expression = tree.syntax.operands[operands.place(position + 1)]
            arguments.append(try argument(expression, type, dot).value)
        }
        if let final {
            let type = entry.parameter(given)
            arguments.append(try validate(Operand(final), type))
        }
        let result: GoValue
        do throws(GoError) {
            result = try entry.function.body(arguments, context)
            if entry.function.makesItsResult { try rendering.spend(on: result) }
        } catch {
            place = node
            throw failure(calling: name, error)
        }
        // A nil that a function returns is a nil interface to whoever takes it unpiped.
        return Operand(result, isInterface: result.isNilValue)
    }

    private func checkCount(
        _ arity: FunctionTable.Arity,
        name: GoString,
        operands: Extent,
        final: GoValue?
    ) throws(GoError) {
        let given = max(Int(operands.count) - 1, 0)
        let count = given + (final == nil ? 0 : 1)
        let fixed = arity.fixed
        if arity.isVariadic {
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
        _ name: GoString,
        _ dot: Operand,
        node: NodePlace,
        operands: Extent,
        final: GoValue?
    ) throws(GoError) -> GoValue {
        switch builtin {
        case .and, .or:
            return try shortCircuit(stopsAt: builtin == .or, dot, operands: operands, final: final)
        case .not:
            return .bool(!(try value(at: 1, dot, operands: operands, final: final).isTrue))
        case .eq where operands.count + (final == nil ? 0 : 1) == 3:
            // By far the most frequent call of all: two values without an array for them.
            let left = try value(at: 1, dot, operands: operands, final: final)
            let right = try value(at: 2, dot, operands: operands, final: final)
            do throws(GoError) { return .bool(try Comparison.equal(left, right)) } catch {
                place = node
                throw failure(calling: name, error)
            }
        default: break
        }
        var arguments: [GoValue] = []
        arguments.reserveCapacity(Int(operands.count) + 1)
        var hasNilInterface = false
        for place in operands.indices.dropFirst() {
            let type: GoParameter = builtin == .printf && arguments.isEmpty ? .string : .any
            let operand = try argument(tree.syntax.operands[place], type, dot)
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
            case .call: throw notCallable(arguments[0], operands)
            default:
                let result = try builtin.evaluate(arguments)
                if case .string = result { try rendering.spend(on: result) }
                return result
            }
        } catch {
            place = node
            throw failure(calling: name, error)
        }
    }

    /// The argument at a place that is known to be there, the piped value being the last.
    private mutating func value(
        at index: Int,
        _ dot: Operand,
        operands: Extent,
        final: GoValue?
    ) throws(GoError) -> GoValue {
        if index < operands.count {
            return try argument(tree.syntax.operands[operands.place(index)], .any, dot).value
        }
        return final ?? .nil
    }

    /// `and` and `or`: the first operand that decides, or the last; the rest is not evaluated.
    private mutating func shortCircuit(
        stopsAt decisive: Bool,
        _ dot: Operand,
        operands: Extent,
        final: GoValue?
    ) throws(GoError) -> GoValue {
        var value = GoValue.nil
        for place in operands.indices.dropFirst() {
            value = try argument(tree.syntax.operands[place], .any, dot).value
            if value.isTrue == decisive { return value }
        }
        return final ?? value
    }

    /// Nothing that a chart can reach is a function value.
    private func notCallable(_ value: GoValue, _ operands: Extent) -> GoError {
        if value.isNilValue { return GoError("call of nil") }
        let name: String
        if operands.count > 1 {
            name = GoString(tree.syntax.printed(tree.syntax.operands[operands.place(1)])).text
        } else if case .string(let text) = value {
            name = text.text
        } else {
            name = "<\(value.typeName) Value>"
        }
        return GoError("non-function \(name) of type \(value.typeName)")
    }
}
