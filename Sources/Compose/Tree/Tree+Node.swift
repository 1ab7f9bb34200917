internal import Diagnostics
internal import OrderedCollections
internal import YAML

extension Tree {
    /// The tree of a parsed document.
    ///
    /// A tag that is neither YAML's own nor one of the merge rules' is an error, and so is a key that
    /// is not a scalar.
    init(_ node: Node, file: String, collector: inout DiagnosticCollector) {
        let location = SourceLocation(file: file, line: node.line, column: node.column)
        var tag: Tag?
        if let written = node.tag {
            tag = Tag(rawValue: written)
            if tag == nil, !written.hasPrefix("tag:yaml.org,2002:"), written != "!" {
                collector.error(
                    "the tag '\(written)' is unknown",
                    at: location,
                    hint: "the tags of Compose files are '!reset' and '!override'"
                )
            }
        }
        switch node.content {
        case .scalar(let text, let isPlain):
            let isText = node.tag == "tag:yaml.org,2002:str"
            if isPlain, !isText, Self.isNull(text) {
                self.init(.null, tag: tag, at: location)
            } else {
                self.init(.scalar(text, isPlain: isPlain && !isText), tag: tag, at: location)
            }
        case .sequence(let items):
            var trees: [Tree] = []
            for item in items {
                trees.append(Tree(item, file: file, collector: &collector))
            }
            self.init(.sequence(trees), tag: tag, at: location)
        case .mapping(let pairs):
            var members = Members(minimumCapacity: pairs.count)
            for (key, value) in pairs {
                let keyLocation = SourceLocation(file: file, line: key.line, column: key.column)
                guard case .scalar(let text, _) = key.content else {
                    collector.error("a key must be text, found a list or a mapping", at: keyLocation)
                    continue
                }
                members[text] = Member(
                    keyLocation: keyLocation,
                    value: Tree(value, file: file, collector: &collector)
                )
            }
            self.init(.mapping(members), tag: tag, at: location)
        }
    }

    private static func isNull(_ text: String) -> Bool {
        switch text {
        case "", "~", "null", "Null", "NULL": true
        default: false
        }
    }
}
