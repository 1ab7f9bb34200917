import OrderedCollections
import Values

extension Chart {
    /// Where the values hold secrets: the paths that `values.schema.json` of the chart or a subchart
    /// marks `writeOnly: true`, with `*` for any key or index.
    package var secretPaths: [[String]] {
        var result: [[String]] = []
        if let file = schema, let schema = try? JSON.decode(file.bytes, file: file.path) {
            Self.collect(schema, [], root: schema, depth: 0, into: &result)
        }
        for child in dependencies { result += child.secretPaths.map { [child.name] + $0 } }
        return result
    }

    private static func collect(
        _ schema: Value,
        _ path: [String],
        root: Value,
        depth: Int,
        into result: inout [[String]]
    ) {
        // A schema that refers to itself would never end.
        guard depth < 32 else { return }
        if schema["writeOnly"] == true {
            if !result.contains(path) { result.append(path) }
            return
        }
        if let reference = schema["$ref"]?.stringValue, reference.hasPrefix("#/") {
            var target: Value? = root
            for key in reference.dropFirst(2).split(separator: "/") { target = target?[String(key)] }
            if let target { collect(target, path, root: root, depth: depth + 1, into: &result) }
        }
        for (key, member) in schema["properties"]?.objectValue ?? [:] {
            collect(member, path + [key], root: root, depth: depth + 1, into: &result)
        }
        for keyword in ["additionalProperties", "items"] {
            if let member = schema[keyword], member.objectValue != nil {
                collect(member, path + ["*"], root: root, depth: depth + 1, into: &result)
            }
        }
        for member in schema["patternProperties"]?.objectValue?.values.elements ?? [] {
            collect(member, path + ["*"], root: root, depth: depth + 1, into: &result)
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            for member in schema[keyword]?.arrayValue ?? [] {
                collect(member, path, root: root, depth: depth + 1, into: &result)
            }
        }
    }
}
