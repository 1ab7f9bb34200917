import Compose
import Diagnostics
import OrderedCollections
import Values

extension SwarmConverter {
    /// A config or a secret of the project.
    mutating func data(_ key: String, _ recorded: FileObject, isSecret: Bool) -> WantedData {
        var object = recorded
        // A content that is not known whole is known by its hash, as that of a secret is.
        if let placeholder = project.placeholder, case .inline(let bytes, let hash) = object.content,
            bytes.contains(Array(placeholder.utf8))
        {
            object.content = .reference(hash: hash)
        }
        var labels = ownLabels(object.labels)
        if let hash = object.content.hash { labels[Label.content] = hash }
        if case .generated = object.content { labels[Label.generated] = "true" }
        var extra: Value.Object = [:]
        if let driver = object.driver {
            extra["Driver"] = .object(
                of: ("Name", .string(driver)),
                ("Options", .nonEmpty(object.driverOptions))
            )
        }
        if let driver = object.templateDriver {
            extra["Templating"] = .object(of: ("Name", .string(driver)))
        }
        if case .inline(let bytes, _) = object.content {
            checkSize(bytes.count, key: key, isSecret: isSecret)
        }
        return WantedData(
            key: key,
            name: names.data(key, object),
            isSecret: isSecret,
            object: object,
            labels: Value.strings(labels).objectValue ?? [:],
            extra: extra,
            placeholder: project.placeholder
        )
    }

    private mutating func checkSize(_ count: Int, key: String, isSecret: Bool) {
        let kind = isSecret ? "secret" : "config"
        let limit = isSecret ? 500 * 1024 : 1000 * 1024
        if count == 0 {
            collector.error(
                "the \(kind) '\(key)' is empty, and a Swarm takes no empty ones",
                hint: "give it some content"
            )
        } else if count >= limit {
            collector.error(
                "the \(kind) '\(key)' has \(count) bytes, and a Swarm takes less than \(limit)",
                hint: "put the file into an image or a volume"
            )
        }
    }

    /// The files that configs or secrets are in the containers, sorted by the object's name, then as written.
    func files(_ references: [FileReference], of objects: OrderedDictionary<String, FileObject>, word: String)
        -> Value?
    {
        let files = references.compactMap { reference -> (String, Value)? in
            guard let object = objects[reference.source] else { return nil }
            let name = names.data(reference.source, object)
            // Docker writes the root folder of a config's usual place not at all.
            let target = reference.target == "/\(reference.source)" ? reference.source : reference.target
            let file = Value.object(
                of: ("Name", .string(target)),
                ("UID", .string(reference.uid)),
                ("GID", .string(reference.gid)),
                ("Mode", .int(Int64(reference.mode)))
            )
            return (name, .object(of: ("File", file), ("\(word)Name", .string(name))))
        }
        let sorted = files.enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }
        return .nonEmpty(sorted.map(\.element.1))
    }
}
