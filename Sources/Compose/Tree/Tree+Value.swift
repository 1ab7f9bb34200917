internal import OrderedCollections
internal import Values

extension Tree {
    /// The plain data, for the sections that are kept verbatim.
    var value: Value {
        switch content {
        case .null: .null
        case .scalar(let text, let isPlain): isPlain ? Self.resolved(text) : .string(text)
        case .sequence(let items): .array(items.map(\.value))
        case .mapping(let members): .object(members.mapValues { $0.value.value })
        }
    }

    /// A plain scalar by the core schema of YAML 1.2: `true`, `12`, `1.5`, else text.
    private static func resolved(_ text: String) -> Value {
        switch text {
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        guard let first = text.utf8.first,
            first.isDigit || first == UInt8(ascii: "-") || first == UInt8(ascii: ".")
        else { return .string(text) }
        let isPadded = text.utf8.count > 1 && first == UInt8(ascii: "0")
        if !isPadded, let number = Int64(text) { return .int(number) }
        let isDecimal = text.utf8.allSatisfy { $0.isDigit || "+-.eE".utf8.contains($0) }
        if isDecimal, !isPadded || text.hasPrefix("0."), let number = Double(text), number.isFinite {
            return .double(number)
        }
        return .string(text)
    }
}
