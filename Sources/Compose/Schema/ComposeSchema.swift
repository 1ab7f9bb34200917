/// Every key that Compose documents may have.
///
/// The table decides what is known and of which type; documentation and the support tables of the
/// targets are made from it as well.
package enum ComposeSchema {
    /// All keys, section by section, a section before its keys.
    package static let keys: [ComposeKey] =
        topLevel + service + serviceSections + deploy
        + network + volume + fileObject(of: "configs", since: "3.3") + fileObject(of: "secrets", since: "3.1")

    /// The keys as a tree, for looking up one step at a time.
    static let root: Shape = {
        var root = Shape(kind: .object)
        for key in keys {
            root.insert(key.kind, at: key.path.split(separator: ".").map(String.init)[...])
        }
        return root
    }()

    /// A section of the schema with the sections below it.
    struct Shape: Sendable {
        var kind: ComposeKey.Kind
        var children: [String: Shape] = [:]

        mutating func insert(_ kind: ComposeKey.Kind, at path: ArraySlice<String>) {
            guard let first = path.first else {
                self.kind = kind
                return
            }
            children[first, default: Shape(kind: .object)].insert(kind, at: path.dropFirst())
        }
    }

    static func section(_ prefix: String, _ keys: [ComposeKey]) -> [ComposeKey] {
        keys.map { ComposeKey("\(prefix).\($0.path)", $0.kind, $0.since) }
    }

    private static let topLevel: [ComposeKey] = [
        ComposeKey("version", .text, "3.0"),
        ComposeKey("name", .text, "spec"),
        ComposeKey("include", .any, "spec"),
        ComposeKey("services", .map(of: .object), "3.0"),
        ComposeKey("networks", .map(of: .object), "3.0"),
        ComposeKey("volumes", .map(of: .object), "3.0"),
        ComposeKey("configs", .map(of: .object), "3.3"),
        ComposeKey("secrets", .map(of: .object), "3.1"),
        ComposeKey("models", .map(of: .any), "spec"),
    ]
}
