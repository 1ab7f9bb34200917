internal import OrderedCollections
internal import Values
internal import YAML

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

    /// What a plain scalar is by the rules of `YAML`; text where a value could not hold it (`.inf`).
    private static func resolved(_ text: String) -> Value {
        let node = Node(.scalar(text: text, isPlain: true), line: 0, column: 0)
        return (try? node.value(file: "")) ?? .string(text)
    }
}
