extension Evaluator {
    func lookUp(_ variable: VariableUse) throws(GoError) -> Operand {
        guard let index = index(of: variable) else {
            throw failure("undefined variable: \(tree.syntax.name(of: variable))")
        }
        return variables[index].operand
    }

    mutating func assign(_ variable: VariableUse, _ operand: Operand) throws(GoError) {
        guard let index = index(of: variable) else {
            throw failure("undefined variable: \(tree.syntax.name(of: variable))")
        }
        variables[index].operand = operand
    }

    mutating func declare(_ variable: VariableUse, _ value: GoValue) {
        variables.append(Variable(identity: variable.identity, operand: Operand(value)))
    }

    /// Forgets the variables declared since there were `count`.
    mutating func popVariables(to count: Int) {
        if variables.count > count { variables.removeLast(variables.count - count) }
    }

    /// Where the last declared variable of that name is.
    ///
    /// The parser's slot is right when every declaration before it was executed; a short-circuiting
    /// `and` can skip one. No later variable of that name can be in the slot then.
    private func index(of variable: VariableUse) -> Int? {
        let slot = Int(variable.slot)
        if slot >= 0, slot < variables.count, variables[slot].identity == variable.identity { return slot }
        return variables.lastIndex { $0.identity == variable.identity }
    }
}
