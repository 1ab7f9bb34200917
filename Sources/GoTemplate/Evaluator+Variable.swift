extension Evaluator {
    func lookUp(_ variable: VariableUse) throws(GoError) -> Operand {
        guard let index = index(of: variable) else {
            throw failure("undefined variable: \(tree.syntax.name(of: variable))")
        }
        return index < 0 ? root : variables[index].operand
    }

    mutating func assign(_ variable: VariableUse, _ operand: Operand) throws(GoError) {
        guard let index = index(of: variable) else {
            throw failure("undefined variable: \(tree.syntax.name(of: variable))")
        }
        if index < 0 { root = operand } else { variables[index].operand = operand }
    }

    mutating func declare(_ variable: VariableUse, _ value: GoValue) {
        variables.append(Variable(identity: variable.identity, operand: Operand(value)))
    }

    /// Forgets the variables declared since there were `count`.
    mutating func popVariables(to count: Int) {
        if variables.count > count { variables.removeLast(variables.count - count) }
    }

    /// Where the last declared variable of that name is; -1 for the `$` of the template.
    ///
    /// The parser's slot is right when every declaration before it was executed; a short-circuiting
    /// `and` can skip one. No later variable of that name can be in the slot then.
    private func index(of variable: VariableUse) -> Int? {
        // The first slot is that of `$`.
        let index = Int(variable.slot) - 1
        if index >= 0, index < variables.count, variables[index].identity == variable.identity {
            return index
        }
        if index == -1, variable.identity == 0 { return index }
        if let index = variables.lastIndex(where: { $0.identity == variable.identity }) { return index }
        return variable.identity == 0 ? -1 : nil
    }
}
