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

/// What `.Capabilities` says of Kubernetes and of Helm, where it is not what Helm assumes by itself.
package struct KubernetesFacts: Sendable, Hashable {
    /// The version to assume, as in `v1.31.2` (`--kube-version`); nil is Helm's own default.
    package var version: String?
    /// API versions to assume besides the default ones (`--api-versions`).
    package var apiVersions: [String]
    /// What `.Capabilities.HelmVersion.Version` is; nil is the version of Helm that Davit follows.
    package var helmVersion: String?
    /// Whether a cluster has told all this: then it serves nothing but `apiVersions`.
    package var isLive = false

    package init(version: String? = nil, apiVersions: [String] = [], helmVersion: String? = nil) {
        self.version = version
        self.apiVersions = apiVersions
        self.helmVersion = helmVersion
    }
}

/// What one rendering is for.
package struct RenderInput: Sendable {
    package var release: ReleaseFacts
    /// Who makes the release: `.Release.Service`.
    package var service = "Davit"
    package var kubernetes = KubernetesFacts()
    /// Processor time for evaluating the templates, in seconds.
    package var seconds = 1.5
    /// Answers `lookup`; nil gives empty maps, as Helm does without a cluster.
    package var lookup: LiveLookup?
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
            kubeVersion: kubernetes.version ?? DefaultCapabilities.kubeVersion,
            apiVersions: (kubernetes.isLive ? [] : DefaultCapabilities.apiVersions) + kubernetes.apiVersions,
            helmVersion: kubernetes.helmVersion ?? DefaultCapabilities.helmVersion,
            target: target,
            swarmVersion: engineVersion ?? "",
            swarmNodes: nodes,
            davitVersion: DavitVersion.number
        )
    }
}
