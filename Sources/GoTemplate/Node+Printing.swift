/// Nodes printed back in Go's canonical form, as error texts show them.
extension Expression {
    var printed: [UInt8] {
        switch self {
        case .dot: [UInt8(ascii: ".")]
        case .nil: Array("nil".utf8)
        case .bool(let value, _): Array((value ? "true" : "false").utf8)
        case .number(let number): number.text.bytes
        case .string(let string): Array(string.quoted)
        case .field(let field): Self.printed(fields: field.names)
        case .variable(let variable): variable.name.bytes + Self.printed(fields: variable.fields)
        case .function(let function): function.name.bytes
        case .chain(let chain): chain.base.printedAsOperand + Self.printed(fields: chain.fields)
        case .pipeline(let pipeline): pipeline.printed
        }
    }

    /// The same, with parentheses around a pipeline.
    fileprivate var printedAsOperand: [UInt8] {
        guard case .pipeline(let pipeline) = self else { return printed }
        return [UInt8(ascii: "(")] + pipeline.printed + [UInt8(ascii: ")")]
    }

    private static func printed(fields: [GoString]) -> [UInt8] {
        fields.flatMap { [UInt8(ascii: ".")] + $0.bytes }
    }
}

extension Command {
    var printed: [UInt8] {
        Array(allOperands.map(\.printedAsOperand).joined(separator: [UInt8(ascii: " ")]))
    }
}

extension Pipeline {
    var printed: [UInt8] {
        var result: [UInt8] = []
        if !declarations.isEmpty {
            result += declarations.map(\.name.bytes).joined(separator: ", ".utf8)
            result += (isAssignment ? " = " : " := ").utf8
        }
        result += commands.map(\.printed).joined(separator: " | ".utf8)
        return result
    }
}

extension TemplateCall {
    var printed: [UInt8] {
        var result = Array("{{template ".utf8) + Quoting.quoted(name.bytes).bytes
        if let pipeline {
            result.append(UInt8(ascii: " "))
            result += pipeline.printed
        }
        return result + "}}".utf8
    }
}
