import OrderedCollections

/// The way from a value to one inside it.
package struct ValuePath: Sendable, Hashable {
    package enum Component: Sendable, Hashable {
        case key(String)
        case index(Int)
    }

    package var components: [Component]

    package init(_ components: [Component] = []) {
        self.components = components
    }

    package func appending(key: String) -> ValuePath {
        ValuePath(components + [.key(key)])
    }

    package func appending(index: Int) -> ValuePath {
        ValuePath(components + [.index(index)])
    }

    package var isRoot: Bool { components.isEmpty }
}

extension ValuePath: ExpressibleByArrayLiteral {
    /// A path of keys.
    package init(arrayLiteral elements: String...) {
        self.init(elements.map { .key($0) })
    }
}

extension ValuePath: CustomStringConvertible {
    /// The path as `--set` takes it: `web.ports[0].name`, with a backslash before a dot in a key.
    package var description: String {
        var text = ""
        for component in components {
            switch component {
            case .key(let key):
                if !text.isEmpty { text += "." }
                for character in key.unicodeScalars {
                    if ".[],=\\".unicodeScalars.contains(character) { text += "\\" }
                    text.unicodeScalars.append(character)
                }
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }
}

extension Value {
    /// The value at `path`; nil when a step does not exist.
    package subscript(path: ValuePath) -> Value? {
        var value = self
        for component in path.components {
            switch component {
            case .key(let key):
                guard let member = value[key] else { return nil }
                value = member
            case .index(let index):
                guard let elements = value.arrayValue, elements.indices.contains(index) else { return nil }
                value = elements[index]
            }
        }
        return value
    }

    /// Puts `value` at a path of keys, making mappings on the way in place of what is not one.
    package mutating func set(_ value: Value, at keys: some Collection<String>) {
        guard let key = keys.first else {
            self = value
            return
        }
        var members = objectValue ?? [:]
        // Taken out before it is changed, so that it is not copied.
        self = .null
        var member = members[key] ?? .null
        members[key] = .null
        member.set(value, at: keys.dropFirst())
        members[key] = member
        self = .object(members)
    }

    /// Removes the value at a path of keys; returns what was there.
    @discardableResult
    package mutating func remove(at keys: some Collection<String>) -> Value? {
        guard let key = keys.first, case .object(var members) = self else { return nil }
        let rest = keys.dropFirst()
        let removed: Value?
        if rest.isEmpty {
            removed = members.removeValue(forKey: key)
        } else {
            guard var member = members[key] else { return nil }
            removed = member.remove(at: rest)
            members[key] = member
        }
        self = .object(members)
        return removed
    }
}
