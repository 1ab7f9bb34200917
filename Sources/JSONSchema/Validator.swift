import Diagnostics
import OrderedCollections
import Values

/// Checks one value against a compiled schema.
struct Validator {
    let schema: JSONSchema
    /// The way to the value looked at.
    var path = ValuePath()
    /// The resources entered, for references that look back.
    private var scope: [Int] = []
    /// The schemas under way for the value looked at: one of them again would never end.
    private var active: [Int] = []
    private var steps = 0
    private let maximumSteps: Int
    private var depth = 0
    /// Whether a value on the way here is a secret that must not be shown.
    var hidesValue = false

    private static let violationSteps = 20

    /// Schemas under way at once; each takes a few kilobytes of stack.
    private static let maximumDepth = 500

    init(schema: JSONSchema, maximumSteps: Int) {
        self.schema = schema
        self.maximumSteps = maximumSteps
    }

    mutating func run(_ value: Value) throws(Failure) -> [Violation] {
        var violations: [Violation] = []
        _ = try check(value, schema.root, &violations)
        return violations
    }

    /// Checks `value` against a schema.
    ///
    /// - Returns: The parts of the value that the schema looked at.
    mutating func check(
        _ value: Value,
        _ number: Int,
        _ violations: inout [Violation]
    ) throws(Failure) -> Evaluated {
        let node = schema.nodes[number]
        steps += 1
        if steps > maximumSteps { throw endless("the schema takes too many steps to check", node) }
        if depth >= Self.maximumDepth { throw endless("the values or the schema are nested too deep", node) }
        if active.contains(number) { throw endless("the schema refers to itself without end", node) }
        if node.isNever {
            violations.append(violation(node, "", "\(name) is not allowed here", helm: "false schema"))
            return Evaluated()
        }
        depth += 1
        active.append(number)
        let wasHidden = hidesValue
        if node.isWriteOnly { hidesValue = true }
        let entersResource = scope.last != node.resource
        if entersResource { scope.append(node.resource) }
        defer {
            if entersResource { scope.removeLast() }
            hidesValue = wasHidden
            active.removeLast()
            depth -= 1
        }
        var evaluated = Evaluated()
        let before = violations.count
        for keyword in node.keywords {
            try apply(keyword, of: node, to: value, &evaluated, &violations)
        }
        // Putting one into words takes longer than finding it.
        steps += Self.violationSteps * max(violations.count - before, 0)
        return evaluated
    }

    /// Counts work that takes longer the larger the values are.
    mutating func count(_ steps: Int, _ node: SchemaNode) throws(Failure) {
        self.steps += steps
        if self.steps > maximumSteps { throw endless("the schema takes too many steps to check", node) }
    }

    private func endless(_ message: String, _ node: SchemaNode) -> Failure {
        Failure(.invalidInput, "\(message) (at \(node.location))")
    }

    /// Checks a part of the value, one step further down.
    mutating func check(
        _ value: Value,
        at component: ValuePath.Component,
        _ number: Int,
        _ violations: inout [Violation]
    ) throws(Failure) {
        path.components.append(component)
        let outer = active
        active = []
        let wasHidden = hidesValue
        if case .key(let key) = component, Self.soundsSecret(key) { hidesValue = true }
        defer {
            path.components.removeLast()
            active = outer
            hidesValue = wasHidden
        }
        _ = try check(value, number, &violations)
    }

    private mutating func apply(
        _ keyword: Keyword,
        of node: SchemaNode,
        to value: Value,
        _ evaluated: inout Evaluated,
        _ violations: inout [Violation]
    ) throws(Failure) {
        switch keyword {
        case .reference(let target): evaluated.add(try check(value, target, &violations))
        case .dynamicReference(let target, let anchor):
            evaluated.add(try check(value, override(of: anchor) ?? target, &violations))
        case .recursiveReference(let target):
            evaluated.add(try check(value, recursiveTarget(target), &violations))
        case .allOf, .anyOf, .oneOf, .not, .conditional, .dependentSchemas:
            try applyLogic(keyword, of: node, to: value, &evaluated, &violations)
        case .minItems, .maxItems, .uniqueItems, .items, .contains, .unevaluatedItems:
            guard case .array(let elements) = value else { return }
            try applyList(keyword, of: node, to: elements, &evaluated, &violations)
        case .minProperties, .maxProperties, .required, .properties, .propertyNames, .dependentRequired,
            .unevaluatedProperties:
            guard case .object(let members) = value else { return }
            try applyMapping(keyword, of: node, to: members, &evaluated, &violations)
        default: try applyScalar(keyword, of: node, to: value, &violations)
        }
    }

    /// The outermost schema entered that gives the dynamic anchor a meaning.
    private func override(of anchor: String) -> Int? {
        for resource in scope {
            if let number = schema.resources[resource].dynamicAnchors[anchor] { return number }
        }
        return nil
    }

    private func recursiveTarget(_ target: Int) -> Int {
        let resource = schema.nodes[target].resource
        guard schema.resources[resource].isRecursive, schema.resources[resource].root == target else {
            return target
        }
        let outermost = scope.first { schema.resources[$0].isRecursive }
        return outermost.flatMap { schema.resources[$0].root } ?? target
    }

    // MARK: Messages

    /// The value looked at, as messages name it.
    var name: String {
        path.isRoot ? "the document" : "'\(path)'"
    }

    /// - Parameter helm: What is wrong in Helm's words.
    func violation(
        _ node: SchemaNode,
        _ keyword: String,
        _ message: String,
        helm: String,
        hint: String? = nil
    ) -> Violation {
        let location = keyword.isEmpty ? node.location : "\(node.location)/\(keyword)"
        return Violation(
            path: path,
            keywordLocation: location,
            message: message,
            helmText: helm.isEmpty ? "" : path.helmText(helm),
            hint: hint
        )
    }

    /// The value as messages show it: short, and only its sort where it may be a secret.
    func shown(_ value: Value) -> String {
        switch value {
        case .array, .object, .null: return value.kindName
        default:
            if hidesValue { return value.kindName }
            let text = String(decoding: JSON.encode(value), as: UTF8.self)
            return text.count > 60 ? text.prefix(59) + "…" : text
        }
    }

    private static func soundsSecret(_ key: String) -> Bool {
        let key = key.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return secretWords.contains { word in
            key.indices.contains { key[$0] == word[0] && key[$0...].starts(with: word) }
        }
    }

    private static let secretWords: [[UInt8]] = [
        "password", "passwd", "passphrase", "secret", "token", "credential", "apikey", "privatekey",
    ].map { Array($0.utf8) }
}

/// The parts of a value that schemas have looked at, for `unevaluatedItems` and `unevaluatedProperties`.
struct Evaluated {
    var hasAllProperties = false
    var properties: Set<String> = []
    var hasAllItems = false
    var items: Set<Int> = []

    mutating func add(_ other: Evaluated) {
        if other.hasAllProperties { hasAllProperties = true }
        if other.hasAllItems { hasAllItems = true }
        if !other.properties.isEmpty { properties.formUnion(other.properties) }
        if !other.items.isEmpty { items.formUnion(other.items) }
    }
}
