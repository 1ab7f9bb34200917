internal import OrderedCollections
package import Values

/// Values that must not be stored or shown, known by their paths.
///
/// A path is the keys from the root down; in a list the key is the index, and `*` is any key or index.
package enum SecretValues {
    /// What outputs show in the place of a secret.
    package static let mask = "••••"

    /// Takes what is at `paths` out of `values`.
    ///
    /// In a list the element is set to null, so that the others keep their places.
    ///
    /// - Returns: The values without the secrets, and the exact paths at which there was one.
    package static func leaveOut(
        _ paths: [[String]],
        of values: Value
    ) -> (values: Value, leftOut: [[String]]) {
        var result = values
        var leftOut: [[String]] = []
        for path in paths {
            for exact in matches(of: path[...], in: result, below: []) where !leftOut.contains(exact) {
                result = replacing(result, at: exact[...], with: nil)
                leftOut.append(exact)
            }
        }
        return (result, leftOut)
    }

    /// Puts the mask where something was left out, for showing.
    package static func masked(_ values: Value, at paths: [[String]]) -> Value {
        paths.reduce(values) { replacing($0, at: $1[...], with: .string(mask)) }
    }

    /// The texts and numbers at `paths`, which are secret wherever else they turn up.
    static func texts(at paths: [[String]], in values: Value) -> [String] {
        locatedTexts(at: paths, in: values).map(\.text)
    }

    /// The texts and numbers at `paths`, each with the exact path of the secret value that it is of.
    static func locatedTexts(at paths: [[String]], in values: Value) -> [(path: [String], text: String)] {
        paths.flatMap { matches(of: $0[...], in: values, below: []) }.flatMap { path in
            scalars(
                path.reduce(Value?.some(values)) { value, key in
                    value?.arrayValue.flatMap { list in Int(key).map { list[$0] } } ?? value?[key]
                }
            ).map { (path, $0) }
        }
    }

    private static func scalars(_ value: Value?) -> [String] {
        switch value {
        case .array(let elements): elements.flatMap { scalars($0) }
        case .object(let members): members.values.flatMap { scalars($0) }
        case .some(let scalar): scalarTexts(scalar)
        case nil: []
        }
    }

    /// A text, or a number as templates write it; none for anything else.
    static func scalarTexts(_ value: Value) -> [String] {
        switch value {
        case .string(let text): return [text]
        case .int(let number): return [String(number)]
        case .double(let number):
            let text = String(decoding: JSON.encode(value), as: UTF8.self)
            let whole = Int64(exactly: number).map { String($0) }
            return [whole, text].compactMap(\.self)
        default: return []
        }
    }

    /// Whether `values` say anything, if only null, at `path` or above it with something that is no mapping.
    package static func isGiven(_ path: [String], in values: Value) -> Bool {
        var current = values
        for key in path {
            switch current {
            case .object(let members):
                guard let member = members[key] else { return false }
                current = member
            case .array(let elements):
                guard let index = Int(key), elements.indices.contains(index) else { return true }
                current = elements[index]
            default:
                return true
            }
        }
        return true
    }

    private static func matches(
        of path: ArraySlice<String>,
        in value: Value,
        below prefix: [String]
    ) -> [[String]] {
        guard let key = path.first else { return value.isNull ? [] : [prefix] }
        let rest = path.dropFirst()
        switch value {
        case .object(let members):
            let keys = key == "*" ? Array(members.keys) : [key]
            return keys.flatMap { key in
                members[key].map { matches(of: rest, in: $0, below: prefix + [key]) } ?? []
            }
        case .array(let elements):
            let indices = key == "*" ? Array(elements.indices) : Int(key).map { [$0] } ?? []
            return indices.filter(elements.indices.contains).flatMap { index in
                matches(of: rest, in: elements[index], below: prefix + [String(index)])
            }
        default:
            return []
        }
    }

    /// The value with `replacement` at `path`, making mappings on the way; nil takes the member away.
    static func replacing(
        _ value: Value,
        at path: ArraySlice<String>,
        with replacement: Value?
    ) -> Value {
        guard let key = path.first else { return replacement ?? .null }
        let rest = path.dropFirst()
        switch value {
        case .object(var members):
            if rest.isEmpty {
                members[key] = replacement
            } else if replacement != nil || members[key] != nil {
                members[key] = replacing(members[key] ?? .emptyObject, at: rest, with: replacement)
            }
            return .object(members)
        case .array(var elements):
            guard let index = Int(key), elements.indices.contains(index) else { return value }
            elements[index] = replacing(elements[index], at: rest, with: replacement)
            return .array(elements)
        default:
            return value
        }
    }
}
