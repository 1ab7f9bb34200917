import Diagnostics
import JSONSchema
import OrderedCollections
import Testing
import Values

/// What a person is told.
@Suite("JSONSchema messages")
struct ViolationTests {
    private static let schema = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "required": ["image"],
          "properties": {
            "image": {"type": "string", "minLength": 1},
            "web": {
              "type": "object",
              "properties": {
                "replicas": {"type": "integer", "minimum": 1},
                "ports": {"items": {"$ref": "#/$defs/port"}, "maxItems": 1, "uniqueItems": true},
                "password": {"type": "string", "minLength": 8},
                "cert": {"writeOnly": true, "enum": ["a"]},
                "mode": {"enum": ["replicated", "global"]},
                "size": {"anyOf": [{"type": "string", "pattern": "^[0-9]+Gi$"}, {"type": "integer"}]}
              },
              "additionalProperties": false,
              "dependentRequired": {"ports": ["mode"]}
            }
          },
          "$defs": {"port": {"type": "integer", "exclusiveMaximum": 65536}}
        }
        """#

    @Test(arguments: [
        (##"{}"##, "#/required", "'image' is required", ""),
        (
            ##"{"image":""}"##, "#/properties/image/minLength",
            "'image' must have at least 1 character, found 0", ""
        ),
        (
            ##"{"image":"i","web":{"replicas":"two"}}"##, "#/properties/web/properties/replicas/type",
            #"'web.replicas' must be a whole number, found "two""#, ""
        ),
        (
            ##"{"image":"i","web":{"replicas":0}}"##, "#/properties/web/properties/replicas/minimum",
            "'web.replicas' must be at least 1, found 0", ""
        ),
        (
            ##"{"image":"i","web":{"mode":"global","ports":[65536]}}"##, "#/$defs/port/exclusiveMaximum",
            "'web.ports[0]' must be less than 65536, found 65536", ""
        ),
        (
            ##"{"image":"i","web":{"mode":"global","ports":[1,2]}}"##,
            "#/properties/web/properties/ports/maxItems",
            "'web.ports' must have at most 1 entry, found 2", ""
        ),
        (
            ##"{"image":"i","web":{"ports":[]}}"##, "#/properties/web/dependentRequired",
            "'web.mode' is required because 'web.ports' is given", ""
        ),
        (
            ##"{"image":"i","web":{"replica":1}}"##, "#/properties/web/additionalProperties",
            "'web.replica' is not allowed here", "did you mean 'replicas'?"
        ),
        (
            ##"{"image":"i","web":{"mode":"globl"}}"##, "#/properties/web/properties/mode/enum",
            #"'web.mode' must be "replicated" or "global", found "globl""#, "did you mean 'global'?"
        ),
        (
            ##"{"image":"i","web":{"size":"5"}}"##, "#/properties/web/properties/size/anyOf",
            #"'web.size' must match the pattern '^[0-9]+Gi$', found "5""#, ""
        ),
        (
            ##"{"image":"i","web":{"size":true}}"##, "#/properties/web/properties/size/anyOf",
            "'web.size' fits none of the allowed forms: 'web.size' must be a string, found true; "
                + "or 'web.size' must be a whole number, found true", ""
        ),
        (##"[]"##, "", "", ""),
        (##"{"image":{"x":1}}"##, "#/properties/image/type", "'image' must be a string, found a mapping", ""),
    ])
    func names(value: String, keyword: String, message: String, hint: String) throws {
        let violations = try compile(Self.schema).validate(JSON.decode(Array(value.utf8), file: "v"))
        #expect(violations.first?.keywordLocation ?? "" == keyword)
        #expect(violations.first?.message ?? "" == message)
        #expect(violations.first?.hint ?? "" == hint)
        #expect(violations.count == (message.isEmpty ? 0 : 1))
    }

    /// What may be a secret is never shown.
    @Test(arguments: [
        (##"{"image":"i","web":{"password":12345678}}"##, "'web.password' must be a string, found a number"),
        (##"{"image":"i","web":{"cert":"b"}}"##, #"'web.cert' must be "a", found a string"#),
    ])
    func hidesSecrets(value: String, message: String) throws {
        let violations = try compile(Self.schema).validate(JSON.decode(Array(value.utf8), file: "v"))
        #expect(violations.map(\.message) == [message])
    }

    @Test func reportsEveryViolation() throws {
        let value: Value = ["image": 1, "web": ["replicas": 0, "mode": 3]]
        let paths = try compile(Self.schema).validate(value).map(\.path.description)
        #expect(paths == ["image", "web.replicas", "web.mode"])
    }

    @Test(arguments: [
        (##"{"$schema":"https://x.org/other"}"##, "unknown '$schema' 'https://x.org/other'"),
        (
            ##"{"properties":{"a":{"$ref":"https://x.org/s.json"}}}"##,
            "'$ref' leads to 'https://x.org/s.json' outside of the schema (at #/properties/a)"
        ),
        (##"{"$ref":"other.json#/a"}"##, "'$ref' leads to 'other.json#/a' outside of the schema"),
        (##"{"$ref":"#/$defs/none"}"##, "'$ref' leads to '#/$defs/none', which does not exist"),
        (##"{"$ref":"#none"}"##, "'$ref' leads to '#none', which does not exist"),
        (##"{"type":"strng"}"##, "'type' cannot be 'strng'"),
        (
            ##"{"properties":{"a":{"minimum":"1"}}}"##,
            "'minimum' must be a number, found a string (at #/properties/a)"
        ),
        (##"{"properties":[]}"##, "'properties' must be a mapping of schemas, found a list"),
        (##"{"not":3}"##, "a schema must be a mapping, true or false, found a number (at #/not)"),
        (##"{"allOf":[]}"##, "'allOf' must be a list of schemas, found a list"),
        (##"{"items":[{}]}"##, "'items' must be one schema in draft 2020-12, found a list"),
        (##"{"pattern":"("}"##, "'pattern' has a regular expression that is not valid: '(': no such pattern"),
        (##"{"required":"a"}"##, "'required' must be a list of strings, found a string"),
        (##"{"multipleOf":0}"##, "'multipleOf' must be greater than 0"),
        (##"{"minLength":-1}"##, "'minLength' must be a whole number of at least 0, found a number"),
    ])
    func refusesSchemas(schema: String, message: String) {
        let failure = #expect(throws: Failure.self) { try compile(schema) }
        #expect(failure?.message == message)
        #expect(failure?.location?.file == "values.schema.json")
    }

    /// Schemas that would never end, or only after ages.
    @Test func boundsWork() throws {
        let loop = try compile(
            ##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}"##
        )
        let failure = #expect(throws: Failure.self) { try loop.validate(1) }
        #expect(failure?.message == "the schema refers to itself without end (at #/$defs/a)")
        let doubling = (0..<40).map {
            ###""d\###($0)":{"allOf":[{"$ref":"#/$defs/d\###($0 + 1)"},{"$ref":"#/$defs/d\###($0 + 1)"}]}"###
        }
        let wide = try compile(
            ###"{"$ref":"#/$defs/d0","$defs":{\###(doubling.joined(separator: ",")),"d40":{}}}"###
        )
        #expect(throws: Failure.self) { try wide.validate(1, maximumSteps: 10_000) }
        let recursive = try compile(##"{"properties":{"a":{"$ref":"#"}}}"##)
        var deep = Value.emptyObject
        for _ in 0..<200 { deep = .object(["a": deep]) }
        #expect(try recursive.validate(deep).isEmpty)
        for _ in 0..<700 { deep = .object(["a": deep]) }
        #expect(throws: Failure.self) { try recursive.validate(deep) }
    }
}
