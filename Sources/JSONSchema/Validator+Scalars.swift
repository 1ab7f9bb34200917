import Diagnostics
import Values

extension Validator {
    mutating func applyScalar(
        _ keyword: Keyword,
        of node: SchemaNode,
        to value: Value,
        _ violations: inout [Violation]
    ) throws(Failure) {
        switch keyword {
        case .types(let types):
            if types.contains(where: { $0.includes(value) }) { return }
            let wanted = Self.alternatives(types.map(\.title))
            violations.append(
                violation(
                    node,
                    "type",
                    "\(name) must be \(wanted), found \(shown(value))",
                    helm: "got \(HelmWords.type(of: value)), want "
                        + HelmWords.types(types.map(\.rawValue))
                )
            )
        case .enumeration(let values):
            try count(values.count / 4, node)
            if values.contains(where: { $0.isEquivalent(to: value) }) { return }
            try count(values.count, node)
            violations.append(misfit(value, values, of: node))
        case .constant(let constant):
            if constant.isEquivalent(to: value) { return }
            let wanted = shown(constant)
            violations.append(
                violation(
                    node,
                    "const",
                    "\(name) must be \(wanted), found \(shown(value))",
                    helm: HelmWords.choice([constant])
                )
            )
        case .minimum(let bound, let isExclusive):
            guard let order = Number.order(value, bound), isExclusive ? order <= 0 : order < 0 else { return }
            let keyword = isExclusive && schema.draft > .draft4 ? "exclusiveMinimum" : "minimum"
            let wanted = isExclusive ? "greater than" : "at least"
            violations.append(
                violation(
                    node,
                    keyword,
                    "\(name) must be \(wanted) \(shown(bound)), found \(shown(value))",
                    helm: "\(keyword): got \(HelmWords.text(value)), want \(HelmWords.text(bound))"
                )
            )
        case .maximum(let bound, let isExclusive):
            guard let order = Number.order(value, bound), isExclusive ? order >= 0 : order > 0 else { return }
            let keyword = isExclusive && schema.draft > .draft4 ? "exclusiveMaximum" : "maximum"
            let wanted = isExclusive ? "less than" : "at most"
            violations.append(
                violation(
                    node,
                    keyword,
                    "\(name) must be \(wanted) \(shown(bound)), found \(shown(value))",
                    helm: "\(keyword): got \(HelmWords.text(value)), want \(HelmWords.text(bound))"
                )
            )
        case .multipleOf(let factor):
            guard value.doubleValue != nil, !Number.isMultiple(value, of: factor) else { return }
            violations.append(
                violation(
                    node,
                    "multipleOf",
                    "\(name) must be a multiple of \(shown(factor)), found \(shown(value))",
                    helm: "multipleOf: got \(HelmWords.text(value)), want \(HelmWords.text(factor))"
                )
            )
        default: try applyText(keyword, of: node, to: value, &violations)
        }
    }

    private mutating func applyText(
        _ keyword: Keyword,
        of node: SchemaNode,
        to value: Value,
        _ violations: inout [Violation]
    ) throws(Failure) {
        guard case .string(let text) = value else { return }
        switch keyword {
        case .minLength(let count):
            let length = text.unicodeScalars.count
            if length >= count { return }
            violations.append(
                violation(
                    node,
                    "minLength",
                    "\(name) must have at least \(Self.plural(count, "character")), found \(length)",
                    helm: "minLength: got \(length), want \(count)"
                )
            )
        case .maxLength(let count):
            let length = text.unicodeScalars.count
            if length <= count { return }
            violations.append(
                violation(
                    node,
                    "maxLength",
                    "\(name) must have at most \(Self.plural(count, "character")), found \(length)",
                    helm: "maxLength: got \(length), want \(count)"
                )
            )
        case .pattern(let pattern):
            try count(1 + text.utf8.count / 16, node)
            if try schema.matches(pattern, text) { return }
            violations.append(
                violation(
                    node,
                    "pattern",
                    "\(name) must match the pattern '\(pattern)', found \(shown(value))",
                    helm: "\(HelmWords.quoted(text)) does not match pattern \(HelmWords.quoted(pattern))"
                )
            )
        default: return
        }
    }

    private func misfit(_ value: Value, _ values: [Value], of node: SchemaNode) -> Violation {
        let choices = Self.alternatives(values.map { String(decoding: JSON.encode($0), as: UTF8.self) })
        let near =
            hidesValue
            ? nil : value.stringValue.flatMap { suggestion(for: $0, among: values.compactMap(\.stringValue)) }
        return violation(
            node,
            "enum",
            "\(name) must be \(choices), found \(shown(value))",
            helm: HelmWords.choice(values),
            hint: near.map { "did you mean '\($0)'?" }
        )
    }

    /// `a`, `a or b`, `a, b or c`.
    static func alternatives(_ texts: [String]) -> String {
        guard let last = texts.last, texts.count > 1 else { return texts.first ?? "nothing" }
        return texts.dropLast().joined(separator: ", ") + " or " + last
    }

    static func plural(_ count: Int, _ noun: String) -> String {
        let plural = noun.hasSuffix("y") ? "\(noun.dropLast())ies" : "\(noun)s"
        return "\(count) \(count == 1 ? noun : plural)"
    }
}
