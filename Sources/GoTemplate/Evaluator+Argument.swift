extension Evaluator {
    /// Evaluates an operand as an argument of the given type.
    mutating func argument(
        _ expression: Expression,
        _ type: GoParameter,
        _ dot: Operand
    ) throws(GoError) -> Operand {
        switch expression {
        case .field(let field):
            place = NodePlace(.operand, field.offset)
            let value = try follow(field.names, from: dot, dot, node: place, operands: .none, final: nil)
            return try checked(value, type)
        case .variable(let variable):
            let value = try evaluate(variable, dot, operands: .none, final: nil)
            return try checked(value, type)
        case .string(let string):
            place = NodePlace(.operand, string.offset)
            switch type {
            case .any, .string: return Operand(.string(tree.syntax.value(of: string)))
            default: throw literalFailure(expression, type)
            }
        case .pipeline(let pipeline):
            let value = try evaluate(pipeline: pipeline, dot)
            return try checked(Operand(value), type)
        case .dot(let offset):
            place = NodePlace(.operand, offset)
            return try checked(dot, type)
        case .function(let function):
            let node = NodePlace(.operand, function.offset)
            let value = try evaluate(function, dot, node: node, operands: .none, final: nil)
            return try checked(value, type)
        case .chain(let chain):
            let value = try evaluate(chain, dot, operands: .none, final: nil)
            return try checked(value, type)
        case .nil(let offset):
            place = NodePlace(.operand, offset)
            guard type.canBeNil else { throw failure("cannot assign nil to \(type.goName)") }
            return Operand(.nil)
        case .bool(let value, let offset):
            place = NodePlace(.operand, offset)
            switch type {
            case .any, .bool: return Operand(.bool(value))
            default: throw literalFailure(expression, type)
            }
        case .number(let number, let offset):
            place = NodePlace(.operand, offset)
            guard let value = try self.number(tree.syntax.numbers[Int(number)], type) else {
                throw literalFailure(expression, type)
            }
            return Operand(value)
        }
    }

    /// The number as a value of the type; nil when it cannot be one.
    private func number(_ number: NumberLiteral, _ type: GoParameter) throws(GoError) -> GoValue? {
        switch type {
        case .any: return try idealValue(number)
        case .int: if let value = number.int { return .int(Int(value)) }
        case .int64: if let value = number.int { return .int64(value) }
        case .float64: if let value = number.float { return .float64(value) }
        case .named("uint32"):
            if let value = number.int.flatMap({ UInt32(exactly: $0) }) { return .uint64(UInt64(value)) }
        default: break
        }
        return nil
    }

    private func literalFailure(_ expression: Expression, _ type: GoParameter) -> GoError {
        let text = GoString(tree.syntax.printed(expression))
        return switch type {
        case .bool: failure("expected bool; found \(text)")
        case .string: failure("expected string; found \(text)")
        case .int, .int64: failure("expected integer; found \(text)")
        case .float64: failure("expected float; found \(text)")
        case .named("uint32"): failure("expected unsigned integer; found \(text)")
        case .any, .slice, .map, .named: failure("can't handle \(text) for arg of type \(type.goName)")
        }
    }

    private func checked(_ operand: Operand, _ type: GoParameter) throws(GoError) -> Operand {
        if type == .any { return operand }
        return Operand(try validate(operand, type))
    }

    /// The value if it can be passed as the type.
    func validate(_ operand: Operand, _ type: GoParameter) throws(GoError) -> GoValue {
        if type.accepts(operand.value) { return operand.value }
        guard operand.value.isNilValue else {
            throw failure("wrong type for value; expected \(type.goName); got \(operand.value.typeName)")
        }
        if operand.isInterface {
            throw failure("wrong type for value; expected \(type.goName); got interface {}")
        }
        if type.canBeNil { return .nil }
        throw failure("invalid value; expected \(type.goName)")
    }
}

extension GoParameter {
    /// Whether Go lets an untyped nil stand for the type.
    fileprivate var canBeNil: Bool {
        switch self {
        case .any, .slice, .map: true
        case .bool, .int, .int64, .float64, .string: false
        case .named(let name): name.hasPrefix("*") || name.hasPrefix("[]") || name.hasPrefix("map[")
        }
    }

    /// Whether a value that is not nil can be assigned to the type.
    fileprivate func accepts(_ value: GoValue) -> Bool {
        switch (self, value) {
        case (.any, _), (.string, .string), (.int, .int), (.int64, .int64), (.float64, .float64),
            (.bool, .bool):
            true
        case (.map, .map(let map)): !map.isNamedType || map.elementKind == .any
        case (.slice(let name), .list(let list)): "[]\(list.elementType)" == name
        case (.slice(let name), .bytes): name == "[]uint8"
        case (.named(let name), _): !value.isNilValue && value.typeName == name
        default: false
        }
    }
}
