import Values

/// The words in which Helm 4.2.3 tells violations (`santhosh-tekuri/jsonschema` v6), for `--helm-errors`.
enum HelmWords {
    /// A value's type: whole numbers are numbers too.
    static func type(of value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .int, .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// Types in the order in which Helm names them.
    static func types(_ names: [String]) -> String {
        let order = ["null", "boolean", "number", "integer", "string", "array", "object"]
        return order.filter(names.contains).joined(separator: " or ")
    }

    static func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }

    /// A plain value.
    static func text(_ value: Value) -> String {
        if case .string(let text) = value { return quoted(text) }
        return String(decoding: JSON.encode(value), as: UTF8.self)
    }

    /// For `enum` and `const`.
    static func choice(_ values: [Value]) -> String {
        for value in values {
            switch value {
            case .array, .object: return values.count == 1 ? "const failed" : "enum failed"
            default: continue
            }
        }
        let texts = values.map(text)
        if texts.count == 1 { return "value must be \(texts[0])" }
        return "value must be one of \(texts.joined(separator: ", "))"
    }

    /// For `required`.
    static func missing(_ keys: [String]) -> String {
        let texts = keys.map(quoted).joined(separator: ", ")
        return keys.count == 1 ? "missing property \(texts)" : "missing properties \(texts)"
    }
}

extension ValuePath {
    /// Helm's line for what is wrong at this place.
    func helmText(_ message: String) -> String {
        let pointer = components.map { component in
            switch component {
            case .key(let key): "/" + key.replacing("~", with: "~0").replacing("/", with: "~1")
            case .index(let index): "/\(index)"
            }
        }
        return "- at '\(pointer.joined())': \(message)"
    }
}
