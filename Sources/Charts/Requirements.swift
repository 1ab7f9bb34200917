package import Compose
package import Diagnostics
import OrderedCollections
package import Values

/// What a chart needs and does not make itself: `requirements.yaml`, rendered.
///
/// The format is that of SwarmCLI's charts (chart-format, "Charts of others"), with `internal` and `options`
/// of networks besides.
package struct Requirements: Sendable, Hashable {
    /// A config or a secret that somebody has to make before.
    package struct Object: Sendable, Hashable {
        package var name: String
        package var description: String
    }

    /// A network that somebody has to make before, or that Davit makes when nobody has.
    package struct Network: Sendable, Hashable {
        package var name: String
        package var description: String
        /// How it is made; nil when Davit does not make it.
        package var template: NetworkTemplate?
    }

    package var networks: [Network] = []
    package var configs: [Object] = []
    package var secrets: [Object] = []
    /// The file, for messages.
    package var file: String

    private static let sections = ["networks", "secrets", "configs"]
    private static let networkFields = [
        "name", "description", "autoCreate", "driver", "attachable", "internal", "options",
    ]

    /// Reads the rendered document.
    ///
    /// - Returns: nil for the file of the same name that old Helm charts list their dependencies in.
    /// - Throws: `.invalidInput` for an unknown key, a wrong type and an entry without a name.
    package init?(document: Value.Object, file: String) throws(Failure) {
        if document["dependencies"] != nil { return nil }
        self.file = file
        try Self.check(document, known: Self.sections, file: file)
        let reader = FieldReader(object: document, file: file, node: nil)
        networks = try reader.objects("networks").map { (entry: FieldReader) throws(Failure) in
            try Self.check(entry.object, known: Self.networkFields, file: file)
            let template = NetworkTemplate(
                driver: try entry.text("driver"),
                isAttachable: try entry.bool("attachable"),
                isInternal: try entry.bool("internal"),
                driverOptions: try entry.stringMap("options").compactMapValues(\.stringValue)
            )
            return Network(
                name: try entry.name(),
                description: try entry.string("description"),
                template: try entry.bool("autoCreate") ? template : nil
            )
        }
        configs = try Self.objects(reader, "configs", file)
        secrets = try Self.objects(reader, "secrets", file)
    }

    private static func objects(
        _ reader: FieldReader,
        _ key: String,
        _ file: String
    ) throws(Failure) -> [Object] {
        try reader.objects(key).map { (entry: FieldReader) throws(Failure) in
            try check(entry.object, known: ["name", "description"], file: file)
            return Object(name: try entry.name(), description: try entry.string("description"))
        }
    }

    private static func check(_ object: Value.Object, known: [String], file: String) throws(Failure) {
        for key in object.keys where !known.contains(key) {
            throw Failure(
                .invalidInput,
                "'\(key)' is not a key of requirements.yaml",
                at: SourceLocation(file: file),
                hint: suggestion(for: key, among: known).map { "did you mean '\($0)'?" }
                    ?? "the keys are \(known.joined(separator: ", "))"
            )
        }
    }
}

extension FieldReader {
    fileprivate func text(_ key: String) throws(Failure) -> String? {
        let text = try string(key)
        return text.isEmpty ? nil : text
    }

    fileprivate func name() throws(Failure) -> String {
        let name = try string("name")
        guard name.isEmpty else { return name }
        throw Failure(
            .invalidInput,
            "an entry has no 'name'",
            at: SourceLocation(file: file),
            hint: "add the name that the object has in the engine"
        )
    }
}
