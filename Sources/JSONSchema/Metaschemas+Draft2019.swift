extension Metaschemas {
    /// Of draft 2019-09, by URI without a fragment, without what only describes.
    static let draft2019: [String: String] = [
        "https://json-schema.org/draft/2019-09/schema": #"""
        {"$id": "https://json-schema.org/draft/2019-09/schema", "$recursiveAnchor": true, "allOf": [
        {"$ref": "meta/core"}, {"$ref": "meta/applicator"}, {"$ref": "meta/validation"}, {
        "$ref": "meta/meta-data"}, {"$ref": "meta/format"}, {"$ref": "meta/content"}], "type": [
        "object", "boolean"], "properties": {"definitions": {"type": "object",
        "additionalProperties": {"$recursiveRef": "#"}}, "dependencies": {"type": "object",
        "additionalProperties": {"anyOf": [{"$recursiveRef": "#"}, {
        "$ref": "meta/validation#/$defs/stringArray"}]}}}}
        """#,
        "https://json-schema.org/draft/2019-09/meta/core": #"""
        {"$id": "https://json-schema.org/draft/2019-09/meta/core", "$recursiveAnchor": true,
        "type": ["object", "boolean"], "properties": {"$id": {"type": "string",
        "pattern": "^[^#]*#?$"}, "$schema": {"type": "string"}, "$anchor": {"type": "string",
        "pattern": "^[A-Za-z][-A-Za-z0-9.:_]*$"}, "$ref": {"type": "string"}, "$recursiveRef": {
        "type": "string"}, "$recursiveAnchor": {"type": "boolean"}, "$vocabulary": {
        "type": "object", "propertyNames": {"type": "string"}, "additionalProperties": {
        "type": "boolean"}}, "$comment": {"type": "string"}, "$defs": {"type": "object",
        "additionalProperties": {"$recursiveRef": "#"}}}}
        """#,
        "https://json-schema.org/draft/2019-09/meta/applicator": #"""
        {"$id": "https://json-schema.org/draft/2019-09/meta/applicator", "$recursiveAnchor": true,
        "type": ["object", "boolean"], "properties": {"additionalItems": {"$recursiveRef": "#"},
        "unevaluatedItems": {"$recursiveRef": "#"}, "items": {"anyOf": [{"$recursiveRef": "#"}, {
        "$ref": "#/$defs/schemaArray"}]}, "contains": {"$recursiveRef": "#"},
        "additionalProperties": {"$recursiveRef": "#"}, "unevaluatedProperties": {
        "$recursiveRef": "#"}, "properties": {"type": "object", "additionalProperties": {
        "$recursiveRef": "#"}}, "patternProperties": {"type": "object", "additionalProperties": {
        "$recursiveRef": "#"}, "propertyNames": {}}, "dependentSchemas": {"type": "object",
        "additionalProperties": {"$recursiveRef": "#"}}, "propertyNames": {"$recursiveRef": "#"},
        "if": {"$recursiveRef": "#"}, "then": {"$recursiveRef": "#"}, "else": {
        "$recursiveRef": "#"}, "allOf": {"$ref": "#/$defs/schemaArray"}, "anyOf": {
        "$ref": "#/$defs/schemaArray"}, "oneOf": {"$ref": "#/$defs/schemaArray"}, "not": {
        "$recursiveRef": "#"}}, "$defs": {"schemaArray": {"type": "array", "minItems": 1, "items": {
        "$recursiveRef": "#"}}}}
        """#,
        "https://json-schema.org/draft/2019-09/meta/validation": #"""
        {"$id": "https://json-schema.org/draft/2019-09/meta/validation", "$recursiveAnchor": true,
        "type": ["object", "boolean"], "properties": {"multipleOf": {"type": "number",
        "exclusiveMinimum": 0}, "maximum": {"type": "number"}, "exclusiveMaximum": {
        "type": "number"}, "minimum": {"type": "number"}, "exclusiveMinimum": {"type": "number"},
        "maxLength": {"$ref": "#/$defs/nonNegativeInteger"}, "minLength": {
        "$ref": "#/$defs/nonNegativeIntegerDefault0"}, "pattern": {"type": "string"}, "maxItems": {
        "$ref": "#/$defs/nonNegativeInteger"}, "minItems": {
        "$ref": "#/$defs/nonNegativeIntegerDefault0"}, "uniqueItems": {"type": "boolean"},
        "maxContains": {"$ref": "#/$defs/nonNegativeInteger"}, "minContains": {
        "$ref": "#/$defs/nonNegativeInteger"}, "maxProperties": {
        "$ref": "#/$defs/nonNegativeInteger"}, "minProperties": {
        "$ref": "#/$defs/nonNegativeIntegerDefault0"}, "required": {"$ref": "#/$defs/stringArray"},
        "dependentRequired": {"type": "object", "additionalProperties": {
        "$ref": "#/$defs/stringArray"}}, "const": true, "enum": {"type": "array", "items": true},
        "type": {"anyOf": [{"$ref": "#/$defs/simpleTypes"}, {"type": "array", "items": {
        "$ref": "#/$defs/simpleTypes"}, "minItems": 1, "uniqueItems": true}]}}, "$defs": {
        "nonNegativeInteger": {"type": "integer", "minimum": 0}, "nonNegativeIntegerDefault0": {
        "$ref": "#/$defs/nonNegativeInteger"}, "simpleTypes": {"enum": ["array", "boolean",
        "integer", "null", "number", "object", "string"]}, "stringArray": {"type": "array",
        "items": {"type": "string"}, "uniqueItems": true}}}
        """#,
        "https://json-schema.org/draft/2019-09/meta/meta-data": #"""
        {"$id": "https://json-schema.org/draft/2019-09/meta/meta-data", "$recursiveAnchor": true,
        "type": ["object", "boolean"], "properties": {"title": {"type": "string"}, "description": {
        "type": "string"}, "default": true, "deprecated": {"type": "boolean"}, "readOnly": {
        "type": "boolean"}, "writeOnly": {"type": "boolean"}, "examples": {"type": "array",
        "items": true}}}
        """#,
        "https://json-schema.org/draft/2019-09/meta/format": #"""
        {"$id": "https://json-schema.org/draft/2019-09/meta/format", "$recursiveAnchor": true,
        "type": ["object", "boolean"], "properties": {"format": {"type": "string"}}}
        """#,
        "https://json-schema.org/draft/2019-09/meta/content": #"""
        {"$id": "https://json-schema.org/draft/2019-09/meta/content", "$recursiveAnchor": true,
        "type": ["object", "boolean"], "properties": {"contentMediaType": {"type": "string"},
        "contentEncoding": {"type": "string"}, "contentSchema": {"$recursiveRef": "#"}}}
        """#,
    ]
}
