extension Evaluator {
    /// Goes along `.a.b.c`; if the last is a method, it gets the arguments.
    mutating func follow(
        _ names: Extent,
        from receiver: Operand,
        _ dot: Operand,
        node: NodePlace,
        operands: Extent,
        final: GoValue?
    ) throws(GoError) -> Operand {
        var value = receiver
        let last = names.indices.upperBound - 1
        for place in names.indices.lowerBound..<last {
            let name = tree.syntax.names[place]
            value = try field(name, of: value, dot, node: node, operands: .none, final: nil)
            if case .nil = value.value, value.isInterface {
                let path = tree.syntax.names[names.indices.lowerBound...place]
                throw missing(path, then: tree.syntax.names[place + 1], from: receiver.value)
            }
        }
        return try field(
            tree.syntax.names[last],
            of: value,
            dot,
            node: node,
            operands: operands,
            final: final
        )
    }

    /// The error for a field of something that is not there; people are shown the name that is missing.
    private func missing(_ path: ArraySlice<GoString>, then name: GoString, from start: GoValue) -> GoError {
        var error = failure("nil pointer evaluating interface {}.\(name)")
        let node = error.chain.first?.node ?? ""
        error.hint = MissingPath(path, from: start, shownAs: node)?.hint
        // A path has the place of its second name when the first begins it, else of its first.
        let placed = node.hasPrefix(".") ? 1 : 0
        if let last = path.last {
            let before = path.dropLast().dropFirst(placed).reduce(0) { $0 + $1.count + 1 }
            error.origin?.offset += path.count > placed ? before : -(last.count + 1)
        }
        return error
    }

    private mutating func field(
        _ name: GoString,
        of receiver: Operand,
        _ dot: Operand,
        node: NodePlace,
        operands: Extent,
        final: GoValue?
    ) throws(GoError) -> Operand {
        switch receiver.value {
        case .map(let map):
            if map.isNamedType, let method = rendering.functions.method(name, of: map.typeName) {
                return try call(
                    method: method,
                    receiver: receiver.value,
                    dot,
                    node: node,
                    name: name,
                    operands: operands,
                    final: final
                )
            }
            if operands.count > 1 || final != nil {
                throw failure("\(name) is not a method but has arguments")
            }
            return Operand(map.entries[name] ?? map.missing, isInterface: map.elementKind == .any)
        case .nil:
            if receiver.isInterface { throw failure("nil pointer evaluating interface {}.\(name)") }
            return Operand(.nil)
        case .object(let object):
            if let method = object.method(name.text) {
                return try call(
                    method: method,
                    receiver: nil,
                    dot,
                    node: node,
                    name: name,
                    operands: operands,
                    final: final
                )
            }
            if let value = object.field(name.text) {
                if operands.count > 1 || final != nil {
                    throw failure("\(name) has arguments but cannot be invoked as function")
                }
                return Operand(value)
            }
        case .list(let list):
            if let type = list.namedType, let method = rendering.functions.method(name, of: type) {
                return try call(
                    method: method,
                    receiver: receiver.value,
                    dot,
                    node: node,
                    name: name,
                    operands: operands,
                    final: final
                )
            }
        default: break
        }
        throw failure("can't evaluate field \(name) in type \(receiver.typeName)")
    }
}
