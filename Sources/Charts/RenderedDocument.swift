package import Diagnostics
package import YAML

/// One YAML document that a template gave, and what it is.
package struct RenderedDocument: Sendable {
    package enum Kind: Sendable, Hashable {
        case compose
        /// `apiVersion` and `kind` of a Kubernetes object.
        case kubernetes(apiVersion: String, kind: String)
    }

    package var kind: Kind
    package var node: Node
    package var file: RenderedFile

    private static let composeKeys: Set<String> = [
        "services", "networks", "volumes", "configs", "secrets", "name", "include",
    ]

    /// Tells what a document is (chart-format, "What rendering gives"); nil for an empty document.
    ///
    /// - Throws: `.invalidInput` for one that is neither, with its place.
    init?(_ node: Node, file: RenderedFile) throws(Failure) {
        self.node = node
        self.file = file
        let place = SourceLocation(file: file.name, line: node.line, column: node.column)
        switch node.content {
        case .scalar(let text, let isPlain) where isPlain && ["", "null", "~"].contains(text):
            return nil
        case .mapping(let pairs):
            if pairs.isEmpty { return nil }
            var fields: [String: Node] = [:]
            for (key, value) in pairs {
                if case .scalar(let name, _) = key.content { fields[name] = value }
            }
            if let version = fields["apiVersion"]?.scalarText, let kind = fields["kind"]?.scalarText {
                self.kind = .kubernetes(apiVersion: version, kind: kind)
            } else if !fields.keys.allSatisfy({ $0 == "version" || $0.hasPrefix("x-") })
                && Self.composeKeys.isDisjoint(with: fields.keys)
            {
                let names = pairs.compactMap { $0.key.scalarText }.prefix(3).map { "'\($0)'" }
                throw Failure(
                    .invalidInput,
                    "the document with \(names.joined(separator: ", ")) is neither a Compose document nor a "
                        + "Kubernetes object",
                    at: place,
                    hint: "put services under 'services:', or give 'apiVersion' and 'kind'"
                )
            } else {
                self.kind = .compose
            }
        default:
            throw Failure(
                .invalidInput,
                "a rendered document must be a mapping",
                at: place,
                hint: "'davit template' shows the whole text; --show-only picks one file"
            )
        }
    }
}

extension Node {
    /// The text of a scalar.
    fileprivate var scalarText: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }
}
