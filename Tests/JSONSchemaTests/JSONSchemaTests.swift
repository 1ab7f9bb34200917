import Diagnostics
import JSONSchema
import Testing
import Values

/// Compiles a schema given as JSON, with Swift's regular expressions.
func compile(
    _ text: String,
    draft: JSONSchema.Draft? = nil,
    known: [String: Value] = [:]
) throws(Failure) -> JSONSchema {
    var schema = try JSON.decode(Array(text.utf8), file: "values.schema.json")
    if let draft { schema.set(.string(uris[draft] ?? ""), at: ["$schema"]) }
    return try JSONSchema(
        schema: schema,
        file: "values.schema.json",
        known: known
    ) { pattern, text throws(Failure) in
        do {
            return try Regex(pattern).firstMatch(in: text) != nil
        } catch {
            throw Failure(.invalidInput, "no such pattern")
        }
    }
}

let uris: [JSONSchema.Draft: String] = [
    .draft4: "http://json-schema.org/draft-04/schema#", .draft6: "http://json-schema.org/draft-06/schema#",
    .draft7: "http://json-schema.org/draft-07/schema",
    .draft2019: "https://json-schema.org/draft/2019-09/schema",
    .draft2020: "https://json-schema.org/draft/2020-12/schema",
]

/// Expected results follow the validation specifications of the drafts.
@Suite("JSONSchema keywords")
struct JSONSchemaKeywordTests {
    private static func isValid(
        _ value: String,
        _ schema: String,
        _ draft: JSONSchema.Draft
    ) throws -> Bool {
        try compile(schema, draft: draft).validate(JSON.decode(Array(value.utf8), file: "v")).isEmpty
    }

    /// The same in every draft: schema, values that fit, values that do not.
    @Test(arguments: [
        (##"{"type":"integer"}"##, ["1", "1.0", "-3"], ["1.5", "\"1\"", "null", "true"]),
        (##"{"type":"number"}"##, ["1", "1.5"], ["\"1\"", "[]"]),
        (##"{"type":["string","null"]}"##, ["\"\"", "null"], ["0", "{}"]),
        (##"{"type":"boolean"}"##, ["true"], ["0", "\"true\""]),
        (
            ##"{"enum":[1,"a",[1.0],{"k":null}]}"##, ["1.0", "\"a\"", "[1]", "{\"k\":null}"],
            ["2", "[2]", "{}", "null"]
        ),
        (##"{"minimum":1,"maximum":3}"##, ["1", "3", "2.5", "\"x\""], ["0.9", "4"]),
        (##"{"minimum":9007199254740993}"##, ["9007199254740993"], ["9007199254740992"]),
        (##"{"multipleOf":0.01}"##, ["0.07", "19.99", "0"], ["0.075", "1e-3"]),
        (##"{"multipleOf":3}"##, ["9", "-3", "9.0"], ["10"]),
        (##"{"minLength":2,"maxLength":3}"##, ["\"ab\"", "\"äöü\"", "\"😀😀\"", "5"], ["\"a\"", "\"abcd\""]),
        (##"{"pattern":"^[a-z]+$"}"##, ["\"abc\"", "7"], ["\"aB\""]),
        (##"{"minItems":1,"maxItems":2}"##, ["[1]", "[1,2]", "{}"], ["[]", "[1,2,3]"]),
        (
            ##"{"uniqueItems":true}"##, ["[1,2]", "[{\"a\":1},{\"a\":2}]"],
            ["[1,1.0]", "[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1}]"]
        ),
        (##"{"items":{"type":"integer"}}"##, ["[1,2]", "[]"], ["[1,\"a\"]"]),
        (##"{"minProperties":1,"maxProperties":2}"##, ["{\"a\":1}"], ["{}", "{\"a\":1,\"b\":1,\"c\":1}"]),
        (##"{"required":["a","b"]}"##, ["{\"a\":null,\"b\":0}", "[]"], ["{\"a\":1}"]),
        (##"{"properties":{"a":{"type":"string"}}}"##, ["{\"a\":\"\"}", "{\"b\":1}"], ["{\"a\":1}"]),
        (
            ##"{"properties":{"a":{}},"patternProperties":{"^x-":{"type":"string"}},"additionalProperties":false}"##,
            ["{\"a\":1,\"x-b\":\"\"}"], ["{\"x-b\":1}", "{\"c\":1}"]
        ),
        (##"{"additionalProperties":{"type":"integer"}}"##, ["{\"a\":1}"], ["{\"a\":\"\"}"]),
        (
            ##"{"dependencies":{"a":["b"],"c":{"required":["d"]}}}"##, ["{\"a\":1,\"b\":1}", "{}"],
            ["{\"a\":1}", "{\"c\":1}"]
        ),
        (##"{"allOf":[{"minimum":1},{"maximum":2}]}"##, ["1"], ["0", "3"]),
        (##"{"anyOf":[{"type":"string"},{"minimum":5}]}"##, ["\"a\"", "5", "null"], ["4"]),
        (##"{"oneOf":[{"type":"integer"},{"minimum":5}]}"##, ["1", "5.5", "\"a\""], ["6", "1.5"]),
        (##"{"not":{"type":"string"}}"##, ["1"], ["\"a\""]),
        (
            ##"{"properties":{"a":{"$ref":"#/definitions/n~1m"}},"definitions":{"n/m":{"type":"null"}}}"##,
            ["{\"a\":null}"], ["{\"a\":1}"]
        ),
        (
            ##"{"properties":{"next":{"$ref":"#"}},"required":["v"]}"##, ["{\"v\":1,\"next\":{\"v\":2}}"],
            ["{\"v\":1,\"next\":{}}"]
        ),
        (##"{"format":"ipv4","default":5,"description":"x"}"##, ["\"no address\""], []),
    ])
    func everyDraft(schema: String, fitting: [String], failing: [String]) throws {
        for draft in JSONSchema.Draft.allCases {
            for value in fitting { #expect(try Self.isValid(value, schema, draft), "\(draft) \(value)") }
            for value in failing { #expect(try !Self.isValid(value, schema, draft), "\(draft) \(value)") }
        }
    }

    /// What came, changed or went with a draft: schema, value, the drafts in which it is valid.
    @Test(
        arguments: [
            (
                ##"{"const":{"a":[1]}}"##, "{\"a\":[1.0]}",
                [.draft4, .draft6, .draft7, .draft2019, .draft2020]
            ),
            (##"{"const":{"a":[1]}}"##, "{\"a\":[2]}", [.draft4]),
            (##"{"contains":{"type":"string"}}"##, "[1]", [.draft4]),
            (##"{"propertyNames":{"maxLength":1}}"##, "{\"ab\":1}", [.draft4]),
            (
                ##"{"if":{"minimum":1},"then":{"multipleOf":2},"else":{"multipleOf":5}}"##, "3",
                [.draft4, .draft6]
            ),
            (
                ##"{"if":{"minimum":1},"then":{"multipleOf":2},"else":{"multipleOf":5}}"##, "-3",
                [.draft4, .draft6]
            ),
            (##"{"dependentRequired":{"a":["b"]}}"##, "{\"a\":1}", [.draft4, .draft6, .draft7]),
            (##"{"dependentSchemas":{"a":{"required":["b"]}}}"##, "{\"a\":1}", [.draft4, .draft6, .draft7]),
            (
                ##"{"contains":{"type":"string"},"maxContains":1}"##, "[\"a\",\"b\"]",
                [.draft4, .draft6, .draft7]
            ),
            (##"{"contains":{"type":"string"},"minContains":0}"##, "[]", [.draft4, .draft2019, .draft2020]),
            (##"{"prefixItems":[{"type":"string"}],"items":{"type":"integer"}}"##, "[\"a\",1]", [.draft2020]),
            (
                ##"{"properties":{"a":{}},"unevaluatedProperties":false}"##, "{\"b\":1}",
                [.draft4, .draft6, .draft7]
            ),
            (
                ##"{"allOf":[{"properties":{"a":{}}}],"unevaluatedProperties":false}"##, "{\"a\":1}",
                [.draft4, .draft6, .draft7, .draft2019, .draft2020]
            ),
            (
                ##"{"anyOf":[{"required":["x"]},{"properties":{"a":{}}}],"unevaluatedProperties":false}"##,
                "{\"a\":1,\"b\":1}",
                [.draft4, .draft6, .draft7]
            ),
            (
                ##"{"contains":{"type":"string"},"unevaluatedItems":false}"##, "[\"a\"]",
                [.draft4, .draft6, .draft7, .draft2020]
            ),
            (
                ##"{"$ref":"#/definitions/n","maximum":1,"definitions":{"n":{"minimum":0}}}"##, "2",
                [.draft4, .draft6, .draft7]
            ),
        ] as [(String, String, [JSONSchema.Draft])]
    )
    func byDraft(schema: String, value: String, valid: [JSONSchema.Draft]) throws {
        for draft in JSONSchema.Draft.allCases {
            #expect(try Self.isValid(value, schema, draft) == valid.contains(draft), "\(draft)")
        }
    }

    @Test func exclusiveBounds() throws {
        let flags = ##"{"minimum":1,"exclusiveMinimum":true,"maximum":3,"exclusiveMaximum":true}"##
        let bounds = ##"{"exclusiveMinimum":1,"exclusiveMaximum":3}"##
        for draft in JSONSchema.Draft.allCases {
            let (right, wrong) = draft == .draft4 ? (flags, bounds) : (bounds, flags)
            #expect(try Self.isValid("2", right, draft))
            #expect(try !Self.isValid("1", right, draft))
            #expect(try !Self.isValid("3", right, draft))
            if draft != .draft4 { #expect(throws: Failure.self) { try compile(wrong, draft: draft) } }
        }
    }

    @Test(arguments: [JSONSchema.Draft.draft4, .draft6, .draft7, .draft2019])
    func listsOfItems(draft: JSONSchema.Draft) throws {
        let schema = ##"{"items":[{"type":"string"}],"additionalItems":false}"##
        #expect(try Self.isValid("[\"a\"]", schema, draft))
        #expect(try !Self.isValid("[1]", schema, draft))
        #expect(try !Self.isValid("[\"a\",1]", schema, draft))
    }

    @Test func anchorsAndIdentifiers() throws {
        let later =
            ##"{"$id":"https://x.org/a/root.json","$ref":"item.json#b","$defs":{"i":{"$id":"item.json","$defs":{"b":{"$anchor":"b","type":"null"}}}}}"##
        #expect(try Self.isValid("null", later, .draft2020))
        #expect(try !Self.isValid("1", later, .draft2019))
        let earlier =
            ##"{"$id":"https://x.org/r","allOf":[{"$ref":"#b"}],"definitions":{"b":{"$id":"#b","type":"null"}}}"##
        #expect(try !Self.isValid("1", earlier, .draft7))
        let old =
            ##"{"id":"https://x.org/r","allOf":[{"$ref":"https://x.org/r#b"}],"definitions":{"b":{"id":"#b","type":"null"}}}"##
        #expect(try !Self.isValid("1", old, .draft4))
    }

    /// The metaschemas are the documents that a schema may refer to without holding them.
    @Test(arguments: JSONSchema.Draft.allCases)
    func refersToItsMetaschema(draft: JSONSchema.Draft) throws {
        let schema = "{\"allOf\":[{\"$ref\":\"\(uris[draft] ?? "")\"}]}"
        #expect(try Self.isValid(##"{"type":"string","minLength":1}"##, schema, draft))
        #expect(try !Self.isValid(##"{"type":"text"}"##, schema, draft))
        #expect(try !Self.isValid(##"{"properties":{"a":{"minLength":-1}}}"##, schema, draft))
    }

    /// A tree that a stricter schema extends, the example of the core specifications.
    @Test(arguments: [
        (
            JSONSchema.Draft.draft2020,
            ##"{"$id":"https://x.org/strict","$dynamicAnchor":"node","$ref":"tree","unevaluatedProperties":false,"$defs":{"t":{"$id":"tree","$dynamicAnchor":"node","properties":{"data":true,"children":{"items":{"$dynamicRef":"#node"}}}}}}"##
        ),
        (
            JSONSchema.Draft.draft2019,
            ##"{"$id":"https://x.org/strict","$recursiveAnchor":true,"$ref":"tree","unevaluatedProperties":false,"$defs":{"t":{"$id":"tree","$recursiveAnchor":true,"properties":{"data":true,"children":{"items":{"$recursiveRef":"#"}}}}}}"##
        ),
    ])
    func extendsRecursion(draft: JSONSchema.Draft, schema: String) throws {
        #expect(try Self.isValid(##"{"children":[{"data":1}]}"##, schema, draft))
        #expect(try !Self.isValid(##"{"children":[{"daat":1}]}"##, schema, draft))
    }
}
