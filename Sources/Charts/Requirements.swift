package import Compose
package import Diagnostics
import OrderedCollections
package import Values
package import YAML

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
    /// - Parameters:
    ///   - document: What the file says.
    ///   - file: The file, for errors.
    ///   - node: The document as it was written, for the places of errors.
    /// - Returns: nil for the file of the same name that old Helm charts list their dependencies in.
    /// - Throws: `.invalidInput` for an unknown key, a wrong type and an entry without a name.
    package init?(document: Value.Object, file: String, node: Node?) throws(Failure) {
        if document["dependencies"] != nil { return nil }
        self.file = file
        let reader = FieldReader(object: document, file: file, node: node)
        try reader.check(known: Self.sections)
        networks = try reader.objects("networks").map { (entry: FieldReader) throws(Failure) in
            try entry.check(known: Self.networkFields)
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
        configs = try Self.objects(reader, "configs")
        secrets = try Self.objects(reader, "secrets")
    }

    private static func objects(_ reader: FieldReader, _ key: String) throws(Failure) -> [Object] {
        try reader.objects(key).map { (entry: FieldReader) throws(Failure) in
            try entry.check(known: ["name", "description"])
            return Object(name: try entry.name(), description: try entry.string("description"))
        }
    }
}

extension FieldReader {
    fileprivate func check(known: [String]) throws(Failure) {
        for key in object.keys where !known.contains(key) {
            throw Failure(
                .invalidInput,
                "'\(key)' is not a key of requirements.yaml",
                at: place(ofKey: key),
                hint: suggestion(for: key, among: known).map { "did you mean '\($0)'?" }
                    ?? "the keys are \(known.joined(separator: ", "))"
            )
        }
    }

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
            at: place,
            hint: "add the name that the object has in the engine"
        )
    }
}
