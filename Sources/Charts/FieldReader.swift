import Diagnostics
import OrderedCollections
import Values
import YAML

/// Typed access to the fields of one mapping of `Chart.yaml`, with errors that name field and file.
struct FieldReader {
    let object: Value.Object
    let file: String
    /// The mapping as it was written, for the places of errors.
    let node: Node?

    /// Where the mapping was written; the file alone when that is not known.
    var place: SourceLocation {
        SourceLocation(file: file, line: node?.line ?? 0, column: node?.column ?? 0)
    }

    /// Where the value of a field was written, or else the mapping.
    func place(of key: String) -> SourceLocation {
        guard let value = pair(key)?.value else { return place }
        return SourceLocation(file: file, line: value.line, column: value.column)
    }

    /// Where a field was written, or else the mapping.
    func place(ofKey key: String) -> SourceLocation {
        guard let key = pair(key)?.key else { return place }
        return SourceLocation(file: file, line: key.line, column: key.column)
    }

    private func pair(_ key: String) -> (key: Node, value: Node)? {
        guard let node, case .mapping(let pairs) = node.content else { return nil }
        return pairs.last { $0.key.isScalar(key) }
    }

    /// A string field; it is empty when missing or null.
    ///
    /// Control characters are left out and white space
    /// becomes single blanks, so that nothing a chart says can act on a terminal (CVE-2021-21303).
    func string(_ key: String) throws(Failure) -> String {
        switch object[key] {
        case nil, .null: return ""
        case .string(let text): return Self.sanitized(text)
        // Helm reads Chart.yaml through JSON into strings: what is written without quotes becomes text.
        case .bool(let value): return value ? "true" : "false"
        case .int(let value): return String(value)
        case .double(let value): return Int64(exactly: value).map(String.init) ?? String(value)
        case .some(let other): throw wrongType(key, "a string", other)
        }
    }

    func bool(_ key: String) throws(Failure) -> Bool {
        switch object[key] {
        case nil, .null: return false
        case .bool(let value): return value
        case .some(let other): throw wrongType(key, "true or false", other)
        }
    }

    func list(_ key: String) throws(Failure) -> [Value] {
        switch object[key] {
        case nil, .null: return []
        case .array(let elements): return elements
        case .some(let other): throw wrongType(key, "a list", other)
        }
    }

    func strings(_ key: String) throws(Failure) -> [String] {
        try list(key).map { (element) throws(Failure) in
            guard let text = element.stringValue else { throw wrongType(key, "a list of strings", element) }
            return Self.sanitized(text)
        }
    }

    func objects(_ key: String) throws(Failure) -> [FieldReader] {
        let nodes = elements(of: key)
        var readers: [FieldReader] = []
        for (index, element) in try list(key).enumerated() {
            guard let object = element.objectValue else {
                throw wrongType(key, "a list of mappings", element)
            }
            let node = index < nodes.count ? nodes[index] : nil
            readers.append(FieldReader(object: object, file: file, node: node))
        }
        return readers
    }

    /// The nodes of a list's entries.
    private func elements(of key: String) -> [Node] {
        guard case .sequence(let elements)? = pair(key)?.value.content else { return [] }
        return elements
    }

    func stringMap(_ key: String) throws(Failure) -> Value.Object {
        switch object[key] {
        case nil, .null: return [:]
        case .object(let members):
            for (name, value) in members where value.stringValue == nil {
                throw Failure(
                    .invalidInput,
                    "'\(key).\(name)' must be a string, found \(value.kindName)",
                    at: place(of: key),
                    hint: "put the value in quotes"
                )
            }
            return members
        case .some(let other): throw wrongType(key, "a mapping", other)
        }
    }

    private func wrongType(_ key: String, _ wanted: String, _ found: Value) -> Failure {
        let hint: String? =
            switch found {
            case .int, .double, .bool: wanted == "a string" ? "put the value in quotes" : nil
            default: nil
            }
        return Failure(
            .invalidInput,
            "'\(key)' must be \(wanted), found \(found.kindName)",
            at: place(of: key),
            hint: hint
        )
    }

    private static func sanitized(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        if plain { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                result.append(" ")
            } else if scalar.properties.generalCategory != .control,
                scalar.properties.generalCategory != .format
            {
                result.append(scalar)
            }
        }
        return String(result)
    }
}

extension Node {
    fileprivate func isScalar(_ wanted: String) -> Bool {
        if case .scalar(let text, _) = content { text == wanted } else { false }
    }
}
