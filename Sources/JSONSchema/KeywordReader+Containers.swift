import Diagnostics
import OrderedCollections
import Values

extension KeywordReader {
    mutating func readLists() throws(Failure) {
        if let count = try count("minItems") { keywords.append(.minItems(count)) }
        if let count = try count("maxItems") { keywords.append(.maxItems(count)) }
        if try flag("uniqueItems") { keywords.append(.uniqueItems) }
        try readItems()
        if draft >= .draft6, let contains = schema("contains") {
            let minimum = draft >= .draft2019 ? try count("minContains") : nil
            let maximum = draft >= .draft2019 ? try count("maxContains") : nil
            keywords.append(.contains(contains, minimum: minimum ?? 1, maximum: maximum))
        }
    }

    private mutating func readItems() throws(Failure) {
        if draft == .draft2020 {
            if case .array? = members["items"] {
                throw compiler.failure(
                    at: place,
                    "'items' must be one schema in draft 2020-12, found a list",
                    hint: "use 'prefixItems', or declare the older draft with '$schema'"
                )
            }
            let first = try schemas("prefixItems", allowsEmpty: true) ?? []
            let rest = schema("items")
            if rest == nil, first.isEmpty { return }
            keywords.append(.items(ItemRules(first: first, rest: rest, restKeyword: "items")))
        } else if case .array? = members["items"] {
            let first = try schemas("items", allowsEmpty: true) ?? []
            let rest = additional("additionalItems")
            keywords.append(.items(ItemRules(first: first, rest: rest, restKeyword: "additionalItems")))
        } else if let rest = additional("items") {
            keywords.append(.items(ItemRules(first: [], rest: rest, restKeyword: "items")))
        }
    }

    /// The schema of a keyword that draft 4, which has no schemas `true` and `false`, allows as a boolean.
    private func additional(_ keyword: String) -> Int? {
        if draft == .draft4, case .bool(let isAllowed)? = members[keyword] {
            return compiler.number(of: place.appending(keyword), schema: isAllowed ? [:] : ["not": [:]])
        }
        return schema(keyword)
    }

    mutating func readMappings() throws(Failure) {
        if let count = try count("minProperties") { keywords.append(.minProperties(count)) }
        if let count = try count("maxProperties") { keywords.append(.maxProperties(count)) }
        if let value = members["required"] {
            keywords.append(.required(try strings("required", value)))
        }
        try readProperties()
        if draft >= .draft6, let names = schema("propertyNames") { keywords.append(.propertyNames(names)) }
        try readDependencies()
    }

    private mutating func readProperties() throws(Failure) {
        var rules = PropertyRules()
        for (key, schema) in try schemaMapping("properties") { rules.named[key] = schema }
        for (pattern, schema) in try schemaMapping("patternProperties") {
            try checkPattern(pattern, "patternProperties")
            rules.patterns.append((pattern, schema))
        }
        rules.others = additional("additionalProperties")
        if rules.named.isEmpty, rules.patterns.isEmpty, rules.others == nil { return }
        keywords.append(.properties(rules))
    }

    private mutating func readDependencies() throws(Failure) {
        var needed: [(key: String, needed: [String])] = []
        var schemas: [(key: String, schema: Int)] = []
        if draft >= .draft2019 {
            if let value = members["dependentRequired"] {
                guard case .object(let lists) = value else {
                    throw invalid("dependentRequired", "a mapping of lists", value)
                }
                for (key, list) in lists { needed.append((key, try strings("dependentRequired", list))) }
            }
            schemas += try schemaMapping("dependentSchemas")
        }
        // Gone since 2019-09, yet still written; to let it pass unchecked would surprise.
        if let value = members["dependencies"] {
            guard case .object(let dependencies) = value else {
                throw invalid("dependencies", "a mapping", value)
            }
            for (key, dependency) in dependencies {
                if case .array = dependency {
                    needed.append((key, try strings("dependencies", dependency)))
                } else {
                    let inner = place.appending("dependencies").appending(key)
                    schemas.append((key, compiler.number(of: inner, schema: dependency)))
                }
            }
        }
        if !needed.isEmpty { keywords.append(.dependentRequired(needed)) }
        if !schemas.isEmpty { keywords.append(.dependentSchemas(schemas)) }
    }

    // MARK: Logic

    mutating func readLogic() throws(Failure) {
        if let schemas = try schemas("allOf") { keywords.append(.allOf(schemas)) }
        if let schemas = try schemas("anyOf") { keywords.append(.anyOf(schemas)) }
        if let schemas = try schemas("oneOf") { keywords.append(.oneOf(schemas)) }
        if let schema = schema("not") { keywords.append(.not(schema)) }
        if draft >= .draft7, let condition = schema("if") {
            keywords.append(
                .conditional(condition: condition, then: schema("then"), otherwise: schema("else"))
            )
        }
    }

    /// Reads what depends on all other keywords.
    mutating func readUnevaluated() throws(Failure) {
        guard draft >= .draft2019 else { return }
        if let schema = schema("unevaluatedItems") { keywords.append(.unevaluatedItems(schema)) }
        if let schema = schema("unevaluatedProperties") { keywords.append(.unevaluatedProperties(schema)) }
    }

    mutating func readDynamicReferences(resource: Int) throws(Failure) {
        let keyword = draft == .draft2020 ? "$dynamicRef" : "$recursiveRef"
        guard draft >= .draft2019, let value = members[keyword] else { return }
        let target = try compiler.target(of: value, keyword: keyword, at: place, resource: resource)
        let number = compiler.number(of: target.place, schema: target.schema)
        if draft == .draft2019 {
            keywords.append(.recursiveReference(number))
            return
        }
        // Dynamic only when the anchor it leads to is; else as '$ref'.
        let name = value.stringValue.flatMap { URIReference($0).fragment }.map(String.init) ?? ""
        let isDynamic = !name.isEmpty && target.schema["$dynamicAnchor"] == .string(name)
        keywords.append(isDynamic ? .dynamicReference(number, anchor: name) : .reference(number))
    }
}
