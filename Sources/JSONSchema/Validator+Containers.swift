import Diagnostics
import OrderedCollections
import Values

extension Validator {
    // MARK: Lists

    mutating func applyList(
        _ keyword: Keyword,
        of node: SchemaNode,
        to elements: [Value],
        _ evaluated: inout Evaluated,
        _ violations: inout [Violation]
    ) throws(Failure) {
        switch keyword {
        case .minItems(let count):
            if elements.count >= count { return }
            let wanted = "at least \(Self.plural(count, "entry"))"
            violations.append(
                violation(
                    node,
                    "minItems",
                    "\(name) must have \(wanted), found \(elements.count)",
                    helm: "minItems: got \(elements.count), want \(count)"
                )
            )
        case .maxItems(let count):
            if elements.count <= count { return }
            let wanted = "at most \(Self.plural(count, "entry"))"
            violations.append(
                violation(
                    node,
                    "maxItems",
                    "\(name) must have \(wanted), found \(elements.count)",
                    helm: "maxItems: got \(elements.count), want \(count)"
                )
            )
        case .uniqueItems:
            guard let (first, second) = try duplicate(in: elements, of: node) else { return }
            violations.append(
                violation(
                    node,
                    "uniqueItems",
                    "\(name) must not hold an entry twice, found \(first) and \(second) equal",
                    helm: "items at \(first) and \(second) are equal"
                )
            )
        case .items(let rules):
            for (index, element) in elements.enumerated() {
                guard let number = index < rules.first.count ? rules.first[index] : rules.rest else { break }
                try check(element, at: .index(index), number, &violations)
                evaluated.items.insert(index)
            }
            if rules.rest != nil { evaluated.hasAllItems = true }
        case .contains(let number, let minimum, let maximum):
            try applyContains(number, minimum, maximum, of: node, to: elements, &evaluated, &violations)
        case .unevaluatedItems(let number):
            if !evaluated.hasAllItems {
                for (index, element) in elements.enumerated() where !evaluated.items.contains(index) {
                    try check(element, at: .index(index), number, &violations)
                }
            }
            evaluated.hasAllItems = true
        default: return
        }
    }

    private mutating func applyContains(
        _ number: Int,
        _ minimum: Int,
        _ maximum: Int?,
        of node: SchemaNode,
        to elements: [Value],
        _ evaluated: inout Evaluated,
        _ violations: inout [Violation]
    ) throws(Failure) {
        var count = 0
        for (index, element) in elements.enumerated() {
            var misfits: [Violation] = []
            try check(element, at: .index(index), number, &misfits)
            guard misfits.isEmpty else { continue }
            count += 1
            // Only since 2020-12 what 'contains' fits counts as looked at.
            if schema.draft == .draft2020 { evaluated.items.insert(index) }
        }
        if count < minimum {
            let wanted = "at least \(Self.plural(minimum, "entry"))"
            violations.append(
                violation(
                    node,
                    minimum == 1 ? "contains" : "minContains",
                    "\(name) must have \(wanted) of the form in 'contains', found \(count)",
                    helm: minimum == 1
                        ? "no items match contains schema" : "minContains: got \(count), want \(minimum)"
                )
            )
        } else if let maximum, count > maximum {
            let wanted = "at most \(Self.plural(maximum, "entry"))"
            violations.append(
                violation(
                    node,
                    "maxContains",
                    "\(name) must have \(wanted) of the form in 'contains', found \(count)",
                    helm: "maxContains: got \(count), want \(maximum)"
                )
            )
        }
    }

    /// The positions of two entries that are the same data.
    private mutating func duplicate(
        in elements: [Value],
        of node: SchemaNode
    ) throws(Failure) -> (Int, Int)? {
        var positions: [[UInt8]: Int] = [:]
        for (index, element) in elements.enumerated() {
            // Equal numbers have one text, whether written 1 or 1.0.
            let text = JSON.encode(element, sortKeys: true)
            try count(2 + text.count / 16, node)
            if let first = positions.updateValue(index, forKey: text) { return (first, index) }
        }
        return nil
    }

    // MARK: Mappings

    mutating func applyMapping(
        _ keyword: Keyword,
        of node: SchemaNode,
        to members: Value.Object,
        _ evaluated: inout Evaluated,
        _ violations: inout [Violation]
    ) throws(Failure) {
        switch keyword {
        case .minProperties(let count):
            if members.count >= count { return }
            let wanted = "at least \(Self.plural(count, "key"))"
            violations.append(
                violation(
                    node,
                    "minProperties",
                    "\(name) must have \(wanted), found \(members.count)",
                    helm: "minProperties: got \(members.count), want \(count)"
                )
            )
        case .maxProperties(let count):
            if members.count <= count { return }
            let wanted = "at most \(Self.plural(count, "key"))"
            violations.append(
                violation(
                    node,
                    "maxProperties",
                    "\(name) must have \(wanted), found \(members.count)",
                    helm: "maxProperties: got \(members.count), want \(count)"
                )
            )
        case .required(let keys):
            let missing = keys.filter { members[$0] == nil }
            for (index, key) in missing.enumerated() {
                violations.append(
                    violation(
                        node,
                        "required",
                        "'\(path.appending(key: key))' is required",
                        helm: index > 0 ? "" : HelmWords.missing(missing)
                    )
                )
            }
        case .dependentRequired(let dependencies):
            for dependency in dependencies where members[dependency.key] != nil {
                for key in dependency.needed where members[key] == nil {
                    let given = path.appending(key: dependency.key)
                    violations.append(
                        violation(
                            node,
                            "dependentRequired",
                            "'\(path.appending(key: key))' is required because '\(given)' is given",
                            helm: "properties \(HelmWords.quoted(key)) required, if "
                                + "\(HelmWords.quoted(dependency.key)) exists"
                        )
                    )
                }
            }
        case .properties(let rules):
            try applyProperties(rules, of: node, to: members, &evaluated, &violations)
        case .propertyNames(let number): try applyNames(number, of: node, to: members, &violations)
        case .unevaluatedProperties(let number):
            if !evaluated.hasAllProperties {
                for (key, value) in members where !evaluated.properties.contains(key) {
                    try checkOther(value, key, number, known: [], &violations)
                }
            }
            evaluated.hasAllProperties = true
        default: return
        }
    }

    private mutating func applyProperties(
        _ rules: PropertyRules,
        of node: SchemaNode,
        to members: Value.Object,
        _ evaluated: inout Evaluated,
        _ violations: inout [Violation]
    ) throws(Failure) {
        for (key, value) in members {
            var isKnown = false
            if let number = rules.named[key] {
                isKnown = true
                try check(value, at: .key(key), number, &violations)
            }
            try count(rules.patterns.count * (1 + key.utf8.count / 16), node)
            for rule in rules.patterns where try schema.matches(rule.pattern, key) {
                isKnown = true
                try check(value, at: .key(key), rule.schema, &violations)
            }
            if !isKnown, let others = rules.others {
                isKnown = true
                try checkOther(value, key, others, known: rules.named.keys.sorted(), &violations)
            }
            if isKnown { evaluated.properties.insert(key) }
        }
    }

    /// Checks a member that has no schema of its own.
    private mutating func checkOther(
        _ value: Value,
        _ key: String,
        _ number: Int,
        known: [String],
        _ violations: inout [Violation]
    ) throws(Failure) {
        let before = violations.count
        try check(value, at: .key(key), number, &violations)
        // Draft 4 says 'false' as a schema that nothing fits.
        guard schema.nodes[number].isNever || isNothing(number), violations.count > before else { return }
        let place = path.appending(key: key)
        violations[before].helmText = path.helmText(
            "additional properties \(HelmWords.quoted(key)) not allowed"
        )
        violations[before].message = "'\(place)' is not allowed here"
        violations[before].hint = suggestion(for: key, among: known).map { "did you mean '\($0)'?" }
    }

    private func isNothing(_ number: Int) -> Bool {
        guard schema.draft == .draft4, case .not(let inner)? = schema.nodes[number].keywords.first else {
            return false
        }
        return schema.nodes[inner].keywords.isEmpty
    }

    private mutating func applyNames(
        _ number: Int,
        of node: SchemaNode,
        to members: Value.Object,
        _ violations: inout [Violation]
    ) throws(Failure) {
        for key in members.keys {
            var misfits: [Violation] = []
            try check(.string(key), at: .key(key), number, &misfits)
            guard let first = misfits.first else { continue }
            violations.append(
                Violation(
                    path: path,
                    keywordLocation: first.keywordLocation,
                    message: "the key '\(key)' of \(name) is not allowed: \(first.message)",
                    helmText: path.helmText("invalid propertyName \(HelmWords.quoted(key))")
                )
            )
        }
    }
}
