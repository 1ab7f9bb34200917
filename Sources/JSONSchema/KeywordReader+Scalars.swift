import Diagnostics
import OrderedCollections
import Values

extension KeywordReader {
    mutating func readScalars() throws(Failure) {
        if let value = members["type"] { keywords.append(.types(try types(value))) }
        if let value = members["enum"] {
            guard case .array(let values) = value else { throw invalid("enum", "a list", value) }
            keywords.append(.enumeration(values))
        }
        if draft >= .draft6, let value = members["const"] { keywords.append(.constant(value)) }
        try readBounds()
        if let factor = try number("multipleOf") {
            guard let number = factor.doubleValue, number > 0 else {
                throw compiler.failure(at: place, "'multipleOf' must be greater than 0")
            }
            keywords.append(.multipleOf(factor))
        }
        if let count = try count("minLength") { keywords.append(.minLength(count)) }
        if let count = try count("maxLength") { keywords.append(.maxLength(count)) }
        if let value = members["pattern"] {
            guard let pattern = value.stringValue else { throw invalid("pattern", "a string", value) }
            try checkPattern(pattern, "pattern")
            keywords.append(.pattern(pattern))
        }
    }

    private func types(_ value: Value) throws(Failure) -> [SchemaType] {
        let names = value.stringValue.map { [$0] } ?? value.arrayValue?.compactMap(\.stringValue) ?? []
        guard !names.isEmpty, names.count == value.arrayValue?.count ?? 1 else {
            throw invalid("type", "a name or a list of names", value)
        }
        var types: [SchemaType] = []
        for name in names {
            guard let type = SchemaType(rawValue: name) else {
                let known = SchemaType.allCases.map(\.rawValue)
                let near = suggestion(for: name, among: known).map { "did you mean '\($0)'?" }
                throw compiler.failure(
                    at: place,
                    "'type' cannot be '\(name)'",
                    hint: near ?? "use one of " + known.joined(separator: ", ")
                )
            }
            types.append(type)
        }
        return types
    }

    private mutating func readBounds() throws(Failure) {
        // Draft 4 has flags beside the bounds, later drafts have bounds of their own.
        let isFlagged = draft == .draft4
        if let bound = try number("minimum") {
            keywords.append(.minimum(bound, isExclusive: isFlagged ? try flag("exclusiveMinimum") : false))
        }
        if let bound = try number("maximum") {
            keywords.append(.maximum(bound, isExclusive: isFlagged ? try flag("exclusiveMaximum") : false))
        }
        if isFlagged { return }
        if let bound = try number("exclusiveMinimum") { keywords.append(.minimum(bound, isExclusive: true)) }
        if let bound = try number("exclusiveMaximum") { keywords.append(.maximum(bound, isExclusive: true)) }
    }
}
