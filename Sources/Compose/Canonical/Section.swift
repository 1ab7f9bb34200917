internal import OrderedCollections
internal import Values

/// A mapping under construction, in which what is absent or empty leaves no key.
struct Section {
    private(set) var members: Value.Object = [:]

    var value: Value { .object(members) }

    /// The mapping, or nil when it is empty.
    var ifAny: Value? {
        // Written out, for a bare `nil` beside a value would be the value null.
        members.isEmpty ? Value?.none : .some(value)
    }

    mutating func add(_ key: String, _ value: Value?) {
        if let value { members[key] = value }
    }

    mutating func add(_ key: String, _ text: String?) {
        add(key, text.map { Value.string($0) })
    }

    mutating func add(_ key: String, _ flag: Bool?) {
        add(key, flag.map { Value.bool($0) })
    }

    mutating func add(_ key: String, _ number: Int?) {
        add(key, number.map { Value.int(Int64($0)) })
    }

    mutating func add(_ key: String, _ number: Int64?) {
        add(key, number.map { Value.int($0) })
    }

    mutating func add(_ key: String, duration: Int64?) {
        add(key, duration.map { Value.string(Quantity.durationText($0)) })
    }

    mutating func add(_ key: String, nanoCPUs: Int64?) {
        add(key, nanoCPUs.map { Value.string(Quantity.decimalText(billionths: $0)) })
    }

    mutating func add(_ key: String, mode: UInt32?) {
        add(key, mode.map { Value.string("0" + String($0, radix: 8)) })
    }

    mutating func add(_ key: String, whenTrue flag: Bool) {
        if flag { members[key] = .bool(true) }
    }

    /// A mapping, when it has members.
    mutating func add(_ key: String, members others: Value.Object) {
        if !others.isEmpty { members[key] = .object(others) }
    }

    /// A list, when it has items.
    mutating func add(_ key: String, _ texts: [String]) {
        if !texts.isEmpty { add(key, .array(texts.map { .string($0) })) }
    }

    /// A list of mappings, when it has items.
    mutating func add(_ key: String, items: [Value]) {
        if !items.isEmpty { add(key, .array(items)) }
    }

    /// A mapping of texts, when it has members.
    mutating func add(_ key: String, _ texts: OrderedDictionary<String, String>) {
        if !texts.isEmpty { add(key, .object(texts.mapValues { .string($0) })) }
    }

    /// Keys that are kept verbatim.
    mutating func add(_ others: Value.Object) {
        for (key, value) in others { members[key] = value }
    }
}
