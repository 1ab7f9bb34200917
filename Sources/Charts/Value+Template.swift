import GoTemplate
import OrderedCollections
import Values

extension Value {
    /// The value as a template sees it: Go's types, mappings as shared reference objects.
    var templateValue: GoValue {
        switch self {
        case .null: .nil
        case .bool(let value): .bool(value)
        case .int(let value): .int64(value)
        case .double(let value): .float64(value)
        case .string(let value): .text(value)
        case .array(let elements): .list(elements.map(\.templateValue))
        case .object(let members): .map(Value.templateMap(members))
        }
    }

    /// A mapping as Go's `map[string]any`.
    static func templateMap(
        _ members: Value.Object,
        type: String = "map[string]interface {}"
    ) -> GoMap {
        var entries: [GoString: GoValue] = [:]
        entries.reserveCapacity(members.count)
        for (key, value) in members { entries[GoString(key)] = value.templateValue }
        return GoMap(entries, type: type)
    }
}
