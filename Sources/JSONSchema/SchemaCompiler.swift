import Diagnostics
import OrderedCollections
import Values

/// Turns a schema document into nodes that refer to each other by number.
///
/// Schemas wait in a list until their turn comes, so that neither nesting nor references recurse.
final class SchemaCompiler {
    let draft: JSONSchema.Draft
    let file: String
    let matches: JSONSchema.Matcher
    /// The schema, and the documents that it refers to.
    private var documents: [Value]
    /// Other documents that may be referred to, by URI without a fragment.
    private let known: [String: Value]
    /// Whether the metaschema is one without the vocabulary that checks values by themselves.
    var leavesOutValidation = false
    private(set) var index: SchemaIndex
    private var nodes: [SchemaNode] = []
    private var numbers: [SchemaPointer: Int] = [:]
    private var waiting: [(number: Int, place: SchemaPointer, schema: Value)] = []

    init(
        _ document: Value,
        draft: JSONSchema.Draft,
        file: String,
        known: [String: Value],
        matches: @escaping JSONSchema.Matcher
    ) throws(Failure) {
        documents = [document]
        self.known = known
        self.draft = draft
        self.file = file
        self.matches = matches
        index = SchemaIndex(document, draft: draft)
    }

    var finishedNodes: [SchemaNode] { nodes }

    func compileRoot() throws(Failure) -> Int {
        let root = number(of: .root, schema: documents[0])
        numberResources(from: 0, anchors: 0)
        while let next = waiting.popLast() {
            try compile(next.schema, at: next.place, into: next.number)
        }
        return root
    }

    /// Gives numbers to what may be referred to dynamically, of the resources and anchors found last.
    private func numberResources(from first: Int, anchors: Int) {
        for anchor in index.dynamicAnchors[anchors...] {
            guard let schema = index.values[anchor.place] else { continue }
            index.resources[anchor.resource].dynamicAnchors[anchor.name] = number(
                of: anchor.place,
                schema: schema
            )
        }
        for position in index.resources.indices[first...] {
            guard let place = index.placeOf[index.resources[position].uri], let schema = index.values[place]
            else { continue }
            index.resources[position].root = number(of: place, schema: schema)
        }
    }

    /// Adds the document that a reference leads to, when it is one that is known.
    ///
    /// - Returns: Whether it is there now and was not before.
    private func addDocument(of reference: String, from resource: Int) -> Bool {
        let uri = URIReference(reference).resolved(against: index.resources[resource].uri)
        guard index.placeOf[uri] == nil else { return false }
        guard
            let document = known[uri]
                ?? Metaschemas.text(uri).flatMap({ try? JSON.decode(Array($0.utf8), file: uri) })
        else { return false }
        let (resources, anchors) = (index.resources.count, index.dynamicAnchors.count)
        index.add(document, uri: uri, number: documents.count)
        documents.append(document)
        numberResources(from: resources, anchors: anchors)
        return true
    }

    /// The number of the schema at a place; it is compiled later.
    func number(of place: SchemaPointer, schema: Value) -> Int {
        if let number = numbers[place] { return number }
        let number = nodes.count
        numbers[place] = number
        nodes.append(SchemaNode(location: place.text, resource: index.resource(at: place)))
        waiting.append((number, place, schema))
        return number
    }

    private func compile(_ schema: Value, at place: SchemaPointer, into number: Int) throws(Failure) {
        switch schema {
        case .bool(let isValid) where draft > .draft4: nodes[number].isNever = !isValid
        case .object(let members):
            nodes[number].isWriteOnly = members["writeOnly"] == true
            nodes[number].keywords = try keywords(members, at: place, resource: nodes[number].resource)
        default:
            let wanted = draft == .draft4 ? "a mapping" : "a mapping, true or false"
            throw failure(at: place, "a schema must be \(wanted), found \(schema.kindName)")
        }
    }

    private func keywords(
        _ members: Value.Object,
        at place: SchemaPointer,
        resource: Int
    ) throws(Failure) -> [Keyword] {
        var members = members
        if leavesOutValidation { for keyword in Self.validation { members.removeValue(forKey: keyword) } }
        var keywords: [Keyword] = []
        if let value = members["$ref"] {
            let target = try target(of: value, keyword: "$ref", at: place, resource: resource)
            keywords.append(.reference(number(of: target.place, schema: target.schema)))
            if draft <= .draft7 { return keywords }
        }
        var reader = KeywordReader(members: members, place: place, compiler: self)
        try reader.readDynamicReferences(resource: resource)
        try reader.readScalars()
        try reader.readLists()
        try reader.readMappings()
        try reader.readLogic()
        try reader.readUnevaluated()
        return keywords + reader.keywords
    }

    /// What a reference leads to.
    ///
    /// - Throws: When it leads out of the document, or nowhere.
    func target(
        of value: Value,
        keyword: String,
        at place: SchemaPointer,
        resource: Int
    ) throws(Failure) -> (place: SchemaPointer, schema: Value, uri: String) {
        guard let reference = value.stringValue else {
            throw failure(at: place, "'\(keyword)' must be a string, found \(value.kindName)")
        }
        var found = index.place(of: reference, from: resource)
        if found == nil, addDocument(of: reference, from: resource) {
            found = index.place(of: reference, from: resource)
        }
        guard let (target, uri) = found else {
            let isInside =
                reference.hasPrefix("#")
                || index.placeOf[URIReference(reference).resolved(against: "")] != nil
            throw failure(
                at: place,
                isInside
                    ? "'\(keyword)' leads to '\(reference)', which does not exist"
                    : "'\(keyword)' leads to '\(reference)' outside of the schema",
                hint: isInside ? nil : "copy that schema into '$defs' and refer to it as '#/$defs/NAME'"
            )
        }
        if let schema = index.values[target] { return (target, schema, uri) }
        var schema = documents[target.document]
        for token in SchemaPointer.tokens(target.text) {
            guard let member = schema.member(token) else {
                throw failure(at: place, "'\(keyword)' leads to '\(reference)', which does not exist")
            }
            schema = member
        }
        return (target, schema, uri)
    }

    /// The keywords of the validation vocabulary (JSON Schema Validation 2020-12, section 6).
    private static let validation = [
        "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
        "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxContains",
        "minContains", "maxProperties", "minProperties", "required", "dependentRequired",
    ]

    func failure(at place: SchemaPointer, _ message: String, hint: String? = nil) -> Failure {
        let message = place == .root ? message : "\(message) (at \(place.text))"
        return Failure(.invalidInput, message, at: SourceLocation(file: file), hint: hint)
    }
}
