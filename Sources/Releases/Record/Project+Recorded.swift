internal import Compose
internal import Diagnostics
internal import OrderedCollections
internal import Values
internal import YAML

extension Project {
    /// The hash of each config that has its content with it, by the config's key.
    var contentHashes: [String: String] {
        var hashes: [String: String] = [:]
        for (key, config) in configs {
            if case .inline(_, let hash) = config.content { hashes[key] = hash }
        }
        return hashes
    }

    /// A project out of its canonical form.
    ///
    /// - Parameters:
    ///   - value: The canonical form.
    ///   - contentHashes: The hashes of configs as they were recorded. They are part of the names in the
    ///     engine, so they are taken from the record and not computed anew.
    ///   - name: The record, for messages.
    /// - Throws: `.invalidInput` when it is no project.
    init(recorded value: Value, contentHashes: [String: String], name: String) throws(Failure) {
        let options = ComposeOptions(interpolation: .none, profiles: ["*"], contentHash: { _ in "" })
        let document = ComposeDocument(file: name, node: Node(value))
        self = try Compose.load(documents: [document], options: options).project
        for (key, config) in configs {
            guard case .inline(let bytes, _) = config.content else { continue }
            guard let hash = contentHashes[key] else {
                throw Failure(.invalidInput, "the record '\(name)' has no hash for the config '\(key)'")
            }
            configs[key]?.content = .inline(bytes, hash: hash)
        }
    }
}

extension Node {
    /// A node for data that was never text and so has no places.
    fileprivate init(_ value: Value) {
        let content: Content =
            switch value {
            case .null: .scalar(text: "null", isPlain: true)
            case .bool(let bool): .scalar(text: bool ? "true" : "false", isPlain: true)
            case .int(let number): .scalar(text: String(number), isPlain: true)
            case .double: .scalar(text: String(decoding: JSON.encode(value), as: UTF8.self), isPlain: true)
            case .string(let text): .scalar(text: text, isPlain: false)
            case .array(let elements): .sequence(elements.map { Node($0) })
            case .object(let members):
                .mapping(members.map { (key: Node(.string($0.key)), value: Node($0.value)) })
            }
        self.init(content, line: 0, column: 0)
    }
}
