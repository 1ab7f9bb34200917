import Values

/// A compiled schema; other schemas are referred to by their number.
struct SchemaNode: Sendable {
    /// Where it stands in the document: `#/properties/web`.
    var location: String
    /// The resource (the document, or a part with an `$id`) it belongs to.
    var resource: Int
    /// `false` as a schema: nothing is valid.
    var isNever = false
    var keywords: [Keyword] = []
    /// `title` or `description` say what a person calls the value.
    var isWriteOnly = false
}

/// A part of the document with an address of its own.
struct SchemaResource: Sendable {
    var uri: String
    var root: Int?
    /// Draft 2019-09: the root has `$recursiveAnchor: true`.
    var isRecursive = false
    /// Draft 2020-12: nodes with `$dynamicAnchor`.
    var dynamicAnchors: [String: Int] = [:]
}

/// A keyword with its value made ready.
enum Keyword: Sendable {
    case types([SchemaType])
    case enumeration([Value])
    case constant(Value)
    case minimum(Value, isExclusive: Bool)
    case maximum(Value, isExclusive: Bool)
    case multipleOf(Value)
    case minLength(Int)
    case maxLength(Int)
    case pattern(String)
    case minItems(Int)
    case maxItems(Int)
    case uniqueItems
    case items(ItemRules)
    case contains(Int, minimum: Int, maximum: Int?)
    case minProperties(Int)
    case maxProperties(Int)
    case required([String])
    case properties(PropertyRules)
    case propertyNames(Int)
    case dependentRequired([(key: String, needed: [String])])
    case dependentSchemas([(key: String, schema: Int)])
    case allOf([Int])
    case anyOf([Int])
    case oneOf([Int])
    case not(Int)
    case conditional(condition: Int, then: Int?, otherwise: Int?)
    case reference(Int)
    /// `$dynamicRef` to a dynamic anchor; the number is where it leads without any override.
    case dynamicReference(Int, anchor: String)
    /// `$recursiveRef`; the number is the root of its resource.
    case recursiveReference(Int)
    case unevaluatedItems(Int)
    case unevaluatedProperties(Int)
}

/// What lists hold: schemas for the first elements, and one for the rest.
struct ItemRules: Sendable {
    var first: [Int]
    var rest: Int?
    /// The keyword of the schema for the rest.
    var restKeyword: String
}

/// What mappings hold.
struct PropertyRules: Sendable {
    var named: [String: Int] = [:]
    var patterns: [(pattern: String, schema: Int)] = []
    var others: Int?
}

/// The names of `type`.
enum SchemaType: String, Sendable, CaseIterable {
    case null, boolean, integer, number, string, array, object

    func includes(_ value: Value) -> Bool {
        switch (self, value) {
        case (.null, .null), (.boolean, .bool), (.integer, .int), (.number, .int), (.number, .double),
            (.string, .string), (.array, .array), (.object, .object):
            true
        // A whole number may be written 1.0.
        case (.integer, .double(let number)): number == number.rounded(.towardZero) && number.isFinite
        default: false
        }
    }

    /// What a person calls such a value.
    var title: String {
        switch self {
        case .null: "null"
        case .boolean: "true or false"
        case .integer: "a whole number"
        case .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "a mapping"
        }
    }
}
