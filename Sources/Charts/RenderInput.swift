import TemplateFunctions

/// What templates are told of the release they are rendered for (`.Release`).
package struct ReleaseFacts: Sendable, Hashable {
    package var name: String
    package var namespace: String
    package var revision: Int
    package var isInstall: Bool
    package var isUpgrade: Bool { !isInstall }

    package init(name: String, namespace: String, revision: Int, isInstall: Bool) {
        self.name = name
        self.namespace = namespace
        self.revision = revision
        self.isInstall = isInstall
    }
}

/// What one rendering is for.
package struct RenderInput: Sendable {
    package var release: ReleaseFacts
    /// Where the result is to run: `swarm`, `kubernetes` or `local`; templates see `.Capabilities.Target`.
    package var target: String
    /// The engine's version, when one was asked.
    package var engineVersion: String?
    /// How many nodes the engine has ready.
    package var nodes: Int
    /// Whether the values are checked against `values.schema.json`.
    package var validatesSchema: Bool

    package init(
        release: ReleaseFacts,
        target: String = "swarm",
        engineVersion: String? = nil,
        nodes: Int = 0,
        validatesSchema: Bool = true
    ) {
        self.release = release
        self.target = target
        self.engineVersion = engineVersion
        self.nodes = nodes
        self.validatesSchema = validatesSchema
    }
}

extension RenderInput {
    /// `.Capabilities`.
    var capabilities: Capabilities {
        Capabilities(
            target: target,
            swarmVersion: engineVersion ?? "",
            swarmNodes: nodes,
            davitVersion: DavitVersion.number
        )
    }
}
