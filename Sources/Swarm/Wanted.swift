import Compose
import DockerAPI
import OrderedCollections
import Releases
import Values

/// A network that a deployment wants the engine to have.
struct WantedNetwork: Sendable {
    /// The key in the project.
    var key: String
    var name: String
    var isExternal: Bool
    /// Whether it is external and made when nobody has made it; it then belongs to no release.
    var isAutoCreated: Bool
    /// The body of the request that makes it.
    var spec: Value
    /// See `WantedService.placeholder`.
    var placeholder: String?
}

/// A config or a secret that a deployment wants the engine to have.
struct WantedData: Sendable {
    /// The key in the project.
    var key: String
    var name: String
    var isSecret: Bool
    var object: FileObject
    var labels: Value.Object
    /// `Driver` and `Templating` of the spec.
    var extra: Value.Object
    /// See `WantedService.placeholder`.
    var placeholder: String?

    /// The engine's word for it.
    var kind: String { isSecret ? "secret" : "config" }
}

/// A service that a deployment wants the engine to run.
struct WantedService: Sendable {
    /// The key in the project.
    var key: String
    var name: String
    /// The image as the project has it.
    var image: String
    /// The engine's service spec, with networks by name and without the identifiers of configs and
    /// secrets: those are filled in when it is sent.
    var spec: Value
    /// Counted from 1; a wave is started when the one before it is up.
    var wave: Int
    /// Whether the live number of replicas stays as it is.
    var keepsReplicas: Bool
    /// Whether another service waits for this one's end.
    var mustComplete: Bool
    var ports: [Port]
    /// What stands in the spec for parts of texts that are not known, see `Project.placeholder`.
    var placeholder: String?
}

/// Everything that a deployment wants, in the engine's terms.
struct WantedObjects: Sendable {
    var networks: [WantedNetwork] = []
    var configs: [WantedData] = []
    var secrets: [WantedData] = []
    /// By wave, then in the order of the project.
    var services: [WantedService] = []
    /// The hooks, in the order of the project.
    var hooks: [WantedService] = []
}

extension WantedData {
    /// The labels as texts, with what `live` has where they are not known whole.
    func labels(filledFrom live: SwarmObject) -> [String: String] {
        var known: Value.Object = [:]
        for (key, label) in live.labels { known[key] = .string(label) }
        let filled = Value.object(labels).filling(placeholder, from: .object(known)).objectValue ?? [:]
        return Dictionary(filled.map { ($0.key, $0.value.stringValue ?? "") }) { first, _ in first }
    }
}
