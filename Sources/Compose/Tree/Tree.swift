internal import Diagnostics
internal import OrderedCollections

/// A document between parsing and decoding: YAML with a place for every key and value.
///
/// The stages of loading rewrite it: interpolation changes scalars, expansion turns short syntaxes
/// into long ones, merging joins documents. A place names its file, for a merged tree has many.
struct Tree: Sendable {
    /// A value of a mapping with the place of its key.
    struct Member: Sendable {
        var keyLocation: SourceLocation
        var value: Tree
    }

    typealias Members = OrderedDictionary<String, Member>

    enum Content: Sendable {
        case null
        /// The text as written, and whether it was plain and so may be a number or a boolean.
        case scalar(String, isPlain: Bool)
        case sequence([Tree])
        case mapping(Members)
    }

    /// The tags of the merge rules.
    enum Tag: String, Sendable {
        case reset = "!reset"
        case override = "!override"
    }

    var content: Content
    var tag: Tag?
    var location: SourceLocation

    init(_ content: Content, tag: Tag? = nil, at location: SourceLocation) {
        self.content = content
        self.tag = tag
        self.location = location
    }

    /// A text that did not stand in the document by itself.
    static func text(_ text: String, at location: SourceLocation) -> Tree {
        Tree(.scalar(text, isPlain: false), at: location)
    }
}

extension Tree {
    var isNull: Bool {
        if case .null = content { true } else { false }
    }

    /// The text of a scalar.
    var text: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    /// The items of a sequence; none for null.
    var items: [Tree]? {
        switch content {
        case .sequence(let items): items
        case .null: []
        case .scalar, .mapping: nil
        }
    }

    /// The members of a mapping; none for null.
    var members: Members? {
        switch content {
        case .mapping(let members): members
        case .null: [:]
        case .scalar, .sequence: nil
        }
    }

    /// The member `key` of a mapping, unless it is missing or null.
    subscript(key: String) -> Tree? {
        guard case .mapping(let members) = content, let member = members[key], !member.value.isNull else {
            return nil
        }
        return member.value
    }

    /// The node as a message shows it: `"two"`, `a list`, `a mapping`, `nothing`.
    var found: String {
        switch content {
        case .null: "nothing"
        case .scalar(let text, _): "\"\(text)\""
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// Whether both say the same, wherever they are written.
    func says(_ other: Tree) -> Bool {
        switch (content, other.content) {
        case (.null, .null):
            true
        case (.scalar(let text, _), .scalar(let otherText, _)):
            text == otherText
        case (.sequence(let items), .sequence(let others)):
            items.count == others.count && zip(items, others).allSatisfy { $0.says($1) }
        case (.mapping(let members), .mapping(let others)):
            members.count == others.count
                && members.allSatisfy { key, member in
                    others[key].map { member.value.says($0.value) } ?? false
                }
        default:
            false
        }
    }

    /// The mapping with `change` applied to each value; anything else as it is.
    func mapMembers(_ change: (_ key: String, _ value: Tree) -> Tree) -> Tree {
        guard case .mapping(var members) = content else { return self }
        for index in members.values.indices {
            let key = members.keys[index]
            members.values[index].value = change(key, members.values[index].value)
        }
        return Tree(.mapping(members), tag: tag, at: location)
    }
}
