internal import OrderedCollections
internal import Values

/// Typed readings of a mapping's members; absent and wrong ones are nil, for validation has named those.
extension Tree {
    func text(_ key: String) -> String? { self[key]?.text }
    func flag(_ key: String) -> Bool? { self[key]?.flag }
    func whole(_ key: String) -> Int64? { self[key]?.whole }
    func integer(_ key: String) -> Int? { self[key]?.whole.flatMap { Int(exactly: $0) } }
    func number(_ key: String) -> Double? { self[key]?.number }
    func duration(_ key: String) -> Int64? { self[key]?.duration }
    func size(_ key: String) -> Int64? { self[key]?.size }
    func nanoCPUs(_ key: String) -> Int64? { self[key]?.nanoCPUs }
    func mode(_ key: String) -> UInt32? { self[key]?.mode }

    /// One of an enumeration's words.
    func choice<Choice: RawRepresentable<String>>(_ key: String) -> Choice? {
        text(key).flatMap { Choice(rawValue: $0) }
    }

    /// The texts of a list; none when it is absent.
    func texts(_ key: String) -> [String] {
        self[key]?.items?.compactMap(\.text) ?? []
    }

    /// The items of a list; none when it is absent.
    func list(_ key: String) -> [Tree] {
        self[key]?.items ?? []
    }

    /// The members of a section; none when it is absent.
    func section(_ key: String) -> Members {
        self[key]?.members ?? [:]
    }

    /// A mapping of texts, where a name without a value has the empty one.
    func labels(_ key: String) -> OrderedDictionary<String, String> {
        section(key).mapValues { $0.value.text ?? "" }
    }

    /// The place of the member's value, or of the mapping when it is absent.
    func place(_ key: String) -> Tree {
        self[key] ?? self
    }

    /// The members whose keys begin with `x-`, but for Davit's own.
    var extensions: Value.Object {
        var extensions: Value.Object = [:]
        for (key, member) in members ?? [:] where key.hasPrefix("x-") && key != "x-davit" {
            extensions[key] = member.value.value
        }
        return extensions
    }
}
