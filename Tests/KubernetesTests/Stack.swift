import Archives
import Compose
import Diagnostics
import Releases
import TestSupport
import Values
import YAML

/// What a chart would give: a Compose document, and Kubernetes objects of its own.
struct Stack: Sendable {
    var yaml: String
    /// Documents of Kubernetes objects.
    var objects = ""
    /// Documents of Kubernetes objects that are hooks.
    var hooks = ""
    /// Documents of custom resource definitions.
    var definitions = ""
    var version = "1.0.0"

    init(_ yaml: String, objects: String = "", hooks: String = "", definitions: String = "") {
        self.yaml = yaml
        self.objects = objects
        self.hooks = hooks
        self.definitions = definitions
    }

    /// No services at all.
    static func of(_ objects: String, hooks: String = "", definitions: String = "") -> Stack {
        Stack("services: {}", objects: objects, hooks: hooks, definitions: definitions)
    }

    /// Content as a chart would give it.
    var content: ContentMaker {
        { request in
            ReleaseContent(
                chartMetadata: ["name": "test", "version": .string(version)],
                chartName: "test",
                chartVersion: version,
                archive: Array("no archive \(request.namespace)".utf8),
                userValues: request.userValues,
                mergedValues: request.userValues,
                project: try project(),
                objects: try Self.documents(objects),
                hooks: try Self.documents(hooks),
                definitions: try Self.documents(definitions)
            )
        }
    }

    func project() throws -> Project {
        guard let node = try YAML.parse(Array(yaml.utf8), file: "compose.yaml").first else {
            throw Failure(.invalidInput, "an empty document")
        }
        let options = ComposeOptions(
            interpolation: .none,
            contentHash: { String(Digest.sha256($0).prefix(12)) }
        )
        return try load(
            documents: [ComposeDocument(file: "compose.yaml", node: node, chart: "")],
            options: options
        ).project
    }

    private static func documents(_ text: String) throws -> [Value] {
        if text.isEmpty { return [] }
        return try text.split(separator: "\n---\n").map { part in
            try YAML.decode(Array(part.utf8), file: "objects.yaml")
        }
    }
}
