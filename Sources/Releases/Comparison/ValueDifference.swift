internal import OrderedCollections
package import Values

/// One place at which an object is to become another than it is.
package struct ValueDifference: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case value
        /// Text that is best compared line by line.
        case text
        /// Nobody is shown what it is, only that it differs.
        case secret
    }

    /// In the words of a Compose file: `deploy.replicas`, `environment.LOG_LEVEL`.
    package var path: String
    /// nil where there is nothing.
    package var old: Value?
    /// nil where there is to be nothing.
    package var new: Value?
    package var kind: Kind
    /// What is there is not what the revision in force put there: the change undoes somebody's else.
    package var isRepair = false

    package init(_ path: String, from old: Value?, to new: Value?, kind: Kind = .value) {
        self.path = path
        self.old = old
        self.new = new
        self.kind = kind
        if kind == .secret { hide() }
    }

    /// Makes a secret of it: what was and what will be is gone from it.
    mutating func hide() {
        kind = .secret
        // Written out, for a bare nil would be the value null.
        old = old.map { _ in .string(SecretValues.mask) }
        new = new.map { _ in .string(SecretValues.mask) }
    }
}

extension [ValueDifference] {
    /// What differs between two trees: mappings are compared key by key, lists by what tells their elements
    /// apart.
    ///
    /// Of two trees of which one is absent, everything differs.
    package init(from old: Value?, to new: Value?, below path: String = "") {
        let before = Self.flat(old, path)
        let after = Self.flat(new, path)
        self = before.keys.elements.compactMap { key in
            let (one, other) = (before[key], after[key])
            return one == other ? nil : ValueDifference(key, from: one, to: other)
        }
        self += after.keys.filter { before[$0] == nil }.map { key in
            ValueDifference(key, from: nil, to: after[key])
        }
    }

    private static func flat(_ value: Value?, _ path: String) -> OrderedDictionary<String, Value> {
        var result: OrderedDictionary<String, Value> = [:]
        if let value { add(value, path, &result) }
        return result
    }

    private static func add(_ value: Value, _ path: String, _ result: inout OrderedDictionary<String, Value>)
    {
        switch value {
        case .object(let members) where !members.isEmpty:
            for (key, member) in members { add(member, path.isEmpty ? key : "\(path).\(key)", &result) }
        case .array(let elements):
            let name = path.split(separator: ".").last.map(String.init) ?? path
            let keys = elements.map { key(of: $0, in: name) }
            // A list whose elements cannot be told apart is one thing.
            guard !elements.isEmpty, !keys.contains(nil), Set(keys).count == keys.count else {
                result[path] = value
                return
            }
            for (key, element) in zip(keys, elements) { result["\(path).\(key ?? "")"] = element }
        default:
            result[path] = value
        }
    }

    /// What an element of a list of a canonical Compose document is known by.
    private static func key(of element: Value, in list: String) -> String? {
        switch list {
        case "volumes", "configs", "secrets":
            return element["target"]?.stringValue
        case "ports":
            guard let target = element["target"]?.intValue else { return nil }
            let published = element["published"].map {
                "\($0.intValue.map(String.init) ?? $0.stringValue ?? ""):"
            }
            return "\(published ?? "")\(target)/\(element["protocol"]?.stringValue ?? "tcp")"
        default:
            return nil
        }
    }
}
