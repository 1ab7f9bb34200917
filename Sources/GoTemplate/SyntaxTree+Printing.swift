/// Nodes printed back in Go's canonical form, as error texts show them.
extension SyntaxTree {
    func printed(_ expression: Expression) -> [UInt8] {
        switch expression {
        case .dot: [UInt8(ascii: ".")]
        case .nil: Array("nil".utf8)
        case .bool(let value, _): Array((value ? "true" : "false").utf8)
        case .number(let place, _): numbers[Int(place)].text.bytes
        case .string(let string): Array(text(string.offset, string.end))
        case .field(let field): printed(fields: field.names)
        case .variable(let variable): name(of: variable).bytes + printed(fields: variable.fields)
        case .function(let function): Array(text(function.offset, function.end))
        case .chain(let chain):
            printedAsOperand(operands[Int(chain.base)]) + printed(fields: chain.fields)
        case .pipeline(let place): printed(pipelines[Int(place)])
        }
    }

    /// The same, with parentheses around a pipeline.
    private func printedAsOperand(_ expression: Expression) -> [UInt8] {
        guard case .pipeline = expression else { return printed(expression) }
        return [UInt8(ascii: "(")] + printed(expression) + [UInt8(ascii: ")")]
    }

    private func printed(fields: Extent) -> [UInt8] {
        names[fields.indices].flatMap { [UInt8(ascii: ".")] + $0.bytes }
    }

    func printed(_ command: Command) -> [UInt8] {
        let parts = operands[command.operands.indices].map(printedAsOperand)
        return Array(parts.joined(separator: [UInt8(ascii: " ")]))
    }

    func printed(_ pipeline: Pipeline) -> [UInt8] {
        var result: [UInt8] = []
        if !pipeline.declarations.isEmpty {
            let declared = variables[pipeline.declarations.indices].map { name(of: $0).bytes }
            result += declared.joined(separator: ", ".utf8)
            result += (pipeline.isAssignment ? " = " : " := ").utf8
        }
        let parts = commands[pipeline.commands.indices].map(printed)
        result += parts.joined(separator: " | ".utf8)
        return result
    }

    func printed(_ call: TemplateCall) -> [UInt8] {
        var result = Array("{{template ".utf8) + Quoting.quoted(names[Int(call.name)].bytes).bytes
        if let place = call.pipeline {
            result.append(UInt8(ascii: " "))
            result += printed(pipelines[Int(place)])
        }
        return result + "}}".utf8
    }
}
