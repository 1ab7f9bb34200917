import Diagnostics
import OrderedCollections
import Values

extension Validator {
    mutating func applyLogic(
        _ keyword: Keyword,
        of node: SchemaNode,
        to value: Value,
        _ evaluated: inout Evaluated,
        _ violations: inout [Violation]
    ) throws(Failure) {
        switch keyword {
        case .allOf(let numbers):
            for number in numbers { evaluated.add(try check(value, number, &violations)) }
        case .anyOf(let numbers):
            let outcome = try tryAll(numbers, on: value)
            if outcome.fitting.isEmpty {
                violations.append(misfit(node, "anyOf", outcome.misfits))
            }
            evaluated.add(outcome.evaluated)
        case .oneOf(let numbers):
            let outcome = try tryAll(numbers, on: value)
            if outcome.fitting.isEmpty {
                violations.append(misfit(node, "oneOf", outcome.misfits))
            } else if outcome.fitting.count > 1 {
                let forms = outcome.fitting.map { "\($0 + 1)" }.joined(separator: " and ")
                violations.append(
                    violation(
                        node,
                        "oneOf",
                        "\(name) must fit exactly one of the allowed forms, it fits \(forms)",
                        helm: "oneOf failed, subschemas "
                            + outcome.fitting.prefix(2).map { "\($0)" }.joined(separator: ", ") + " matched"
                    )
                )
            } else {
                evaluated.add(outcome.evaluated)
            }
        case .not(let number):
            var misfits: [Violation] = []
            _ = try check(value, number, &misfits)
            if misfits.isEmpty {
                violations.append(
                    violation(node, "not", "\(name) must not have this form", helm: "'not' failed")
                )
            }
        case .conditional(let condition, let then, let otherwise):
            var misfits: [Violation] = []
            let seen = try check(value, condition, &misfits)
            if misfits.isEmpty { evaluated.add(seen) }
            if let branch = misfits.isEmpty ? then : otherwise {
                evaluated.add(try check(value, branch, &violations))
            }
        case .dependentSchemas(let dependencies):
            guard case .object(let members) = value else { return }
            for dependency in dependencies where members[dependency.key] != nil {
                evaluated.add(try check(value, dependency.schema, &violations))
            }
        default: return
        }
    }

    private struct Outcome {
        /// Positions of the schemas that the value fits.
        var fitting: [Int] = []
        var evaluated = Evaluated()
        /// What is wrong with each of the others.
        var misfits: [[Violation]] = []
    }

    private mutating func tryAll(_ numbers: [Int], on value: Value) throws(Failure) -> Outcome {
        var outcome = Outcome()
        for (position, number) in numbers.enumerated() {
            var misfits: [Violation] = []
            let evaluated = try check(value, number, &misfits)
            if misfits.isEmpty {
                outcome.fitting.append(position)
                outcome.evaluated.add(evaluated)
            } else {
                outcome.misfits.append(misfits)
            }
        }
        return outcome
    }

    /// Nothing of several forms fits: says what is wrong with the nearest.
    ///
    /// A form is near when the value is of its sort, so that what is wrong lies deeper.
    private func misfit(_ node: SchemaNode, _ keyword: String, _ misfits: [[Violation]]) -> Violation {
        // Helm lists what is wrong with each form below this line.
        let reasonsOfHelm = misfits.joined().map(\.helmText).filter { !$0.isEmpty }.map { "\n  \($0)" }
            .joined()
        let helm = (keyword == "oneOf" ? "oneOf failed, none matched" : "\(keyword) failed") + reasonsOfHelm
        let near = misfits.filter {
            $0.contains { !$0.keywordLocation.hasSuffix("/type") || $0.path != path }
        }
        let forms = near.isEmpty ? misfits : near
        let reasons = forms.compactMap(\.first?.message)
        if reasons.count == 1, let reason = reasons.first {
            return violation(node, keyword, reason, helm: helm)
        }
        var unique: [String] = []
        for reason in reasons where !unique.contains(reason) { unique.append(reason) }
        return violation(
            node,
            keyword,
            "\(name) fits none of the allowed forms: " + unique.prefix(4).joined(separator: "; or "),
            helm: helm
        )
    }
}
