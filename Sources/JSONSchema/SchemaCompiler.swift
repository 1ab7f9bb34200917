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
    private let document: Value
    private(set) var index: SchemaIndex
    private var nodes: [SchemaNode] = []
    private var numbers: [SchemaPointer: Int] = [:]
    private var waiting: [(number: Int, place: SchemaPointer, schema: Value)] = []

    init(
        _ document: Value,
        draft: JSONSchema.Draft,
        file: String,
        matches: @escaping JSONSchema.Matcher
    ) throws(Failure) {
        self.document = document
        self.draft = draft
        self.file = file
        self.matches = matches
        index = SchemaIndex(document, draft: draft)
    }

    var finishedNodes: [SchemaNode] { nodes }

    func compileRoot() throws(Failure) -> Int {
        let root = number(of: .root, schema: document)
        for anchor in index.dynamicAnchors {
            guard let schema = index.values[anchor.place] else { continue }
            index.resources[anchor.resource].dynamicAnchors[anchor.name] = number(
                of: anchor.place,
                schema: schema
            )
        }
        for position in index.resources.indices {
            guard let place = index.placeOf[index.resources[position].uri], let schema = index.values[place]
            else {
                continue
            }
            index.resources[position].root = number(of: place, schema: schema)
        }
        while let next = waiting.popLast() {
            try compile(next.schema, at: next.place, into: next.number)
        }
        return root
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
        guard let (target, uri) = index.place(of: reference, from: resource) else {
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
        var schema = document
        for token in SchemaPointer.tokens(target.text) {
            guard let member = schema.member(token) else {
                throw failure(at: place, "'\(keyword)' leads to '\(reference)', which does not exist")
            }
            schema = member
        }
        return (target, schema, uri)
    }

    func failure(at place: SchemaPointer, _ message: String, hint: String? = nil) -> Failure {
        let message = place == .root ? message : "\(message) (at \(place.text))"
        return Failure(.invalidInput, message, at: SourceLocation(file: file), hint: hint)
    }
}
