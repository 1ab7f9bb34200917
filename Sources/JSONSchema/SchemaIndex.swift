import Diagnostics
import OrderedCollections
import Values

/// The addresses in a schema document: which parts are resources, and where anchors are.
struct SchemaIndex {
    let draft: JSONSchema.Draft
    var resources: [SchemaResource] = []
    /// The resource of every schema found by walking over the keywords that hold schemas.
    private(set) var resourceAt: [SchemaPointer: Int] = [:]
    /// The place of each resource, by its URI.
    private(set) var placeOf: [String: SchemaPointer] = [:]
    /// The place of each anchor, by `URI#name`.
    private(set) var anchors: [String: SchemaPointer] = [:]
    /// Dynamic anchors of each resource.
    private(set) var dynamicAnchors: [(resource: Int, name: String, place: SchemaPointer)] = []

    /// The values by their place, so that a reference does not have to walk from the root.
    private(set) var values: [SchemaPointer: Value] = [:]

    init(_ schema: Value, draft: JSONSchema.Draft) {
        self.draft = draft
        resources.append(SchemaResource(uri: ""))
        placeOf[""] = .root
        scan(schema, at: .root, resource: 0)
    }

    /// Adds a document that the schema refers to.
    mutating func add(_ schema: Value, uri: String, number: Int) {
        let place = SchemaPointer(document: number, text: "#")
        resources.append(SchemaResource(uri: uri))
        placeOf[uri] = place
        scan(schema, at: place, resource: resources.count - 1)
    }

    private mutating func scan(_ schema: Value, at place: SchemaPointer, resource: Int) {
        values[place] = schema
        guard case .object(let members) = schema else {
            resourceAt[place] = resource
            return
        }
        let resource = enter(members, at: place, resource: resource)
        resourceAt[place] = resource
        for (key, value) in members {
            // Most keywords hold no schemas.
            guard let holder = Self.holders[key] else { continue }
            let inner = place.appending(key)
            switch (holder, value) {
            case (.schema, .object), (.schema, .bool), (.schemaOrList, .object), (.schemaOrList, .bool):
                scan(value, at: inner, resource: resource)
            case (.list, .array(let elements)), (.schemaOrList, .array(let elements)):
                for (index, element) in elements.enumerated() {
                    scan(element, at: inner.appending(index), resource: resource)
                }
            case (.mapping, .object(let schemas)):
                for (name, schema) in schemas { scan(schema, at: inner.appending(name), resource: resource) }
            default: break
            }
        }
    }

    /// Notes the address and anchors of a schema; returns its resource.
    private mutating func enter(_ members: Value.Object, at place: SchemaPointer, resource: Int) -> Int {
        var resource = resource
        // Before 2019-09 nothing beside a reference counts.
        if draft <= .draft7, members["$ref"]?.stringValue != nil { return resource }
        let id = members[draft == .draft4 ? "id" : "$id"]?.stringValue
        if let id {
            let reference = URIReference(id)
            if draft <= .draft7, id.hasPrefix("#") {
                anchors["\(resources[resource].uri)#\(id.dropFirst())"] = place
            } else {
                let uri = reference.resolved(against: resources[resource].uri)
                if uri != resources[resource].uri {
                    resources.append(SchemaResource(uri: uri))
                    resource = resources.count - 1
                }
                placeOf[uri] = place
                if draft <= .draft7, let fragment = reference.fragment, !fragment.isEmpty {
                    anchors["\(uri)#\(fragment)"] = place
                }
            }
        }
        if draft >= .draft2019, let anchor = members["$anchor"]?.stringValue {
            anchors["\(resources[resource].uri)#\(anchor)"] = place
        }
        if draft == .draft2020, let anchor = members["$dynamicAnchor"]?.stringValue {
            anchors["\(resources[resource].uri)#\(anchor)"] = place
            dynamicAnchors.append((resource, anchor, place))
        }
        if draft == .draft2019, members["$recursiveAnchor"] == true { resources[resource].isRecursive = true }
        return resource
    }

    /// The place a reference leads to; nil when it leads out of the document or nowhere.
    func place(of reference: String, from resource: Int) -> (place: SchemaPointer, uri: String)? {
        // Nearly every reference is a plain pointer into the document it stands in.
        if reference.hasPrefix("#/"),
            !reference.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "~") })
        {
            let uri = resources[resource].uri
            guard let root = placeOf[uri] else { return nil }
            return (SchemaPointer(document: root.document, text: root.text + reference.dropFirst()), uri)
        }
        let parts = URIReference(reference)
        let uri = parts.resolved(against: resources[resource].uri)
        let fragment = parts.fragment.map { URIReference.percentDecoded($0) } ?? ""
        if !fragment.isEmpty, !fragment.hasPrefix("/") {
            return anchors["\(uri)#\(fragment)"].map { ($0, uri) }
        }
        guard var place = placeOf[uri] else { return nil }
        for token in SchemaPointer.tokens(fragment) { place = place.appending(token) }
        return (place, uri)
    }

    /// The resource of a place that may lie below keywords that are not known to hold schemas.
    func resource(at place: SchemaPointer) -> Int {
        var text = place.text[...]
        while true {
            let holder = SchemaPointer(document: place.document, text: String(text))
            if let resource = resourceAt[holder] { return resource }
            guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return 0 }
            text = text[..<slash]
        }
    }

    /// How a keyword holds schemas.
    private enum Holder {
        case schema, list, schemaOrList, mapping
    }

    private static let holders: [String: Holder] = [
        "additionalItems": .schema, "additionalProperties": .schema, "contains": .schema,
        "contentSchema": .schema,
        "else": .schema, "if": .schema, "not": .schema, "propertyNames": .schema, "then": .schema,
        "unevaluatedItems": .schema, "unevaluatedProperties": .schema, "items": .schemaOrList,
        "prefixItems": .list, "allOf": .list, "anyOf": .list, "oneOf": .list, "$defs": .mapping,
        "definitions": .mapping, "dependencies": .mapping, "dependentSchemas": .mapping,
        "patternProperties": .mapping, "properties": .mapping,
    ]
}
