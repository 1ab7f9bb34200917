package import Diagnostics
import OrderedCollections
package import Values
package import Versions

/// One of `prerequisites` in `Chart.yaml`: a release of its own that has to be there first.
///
/// Unlike a dependency it is no part of the release: all who need it share it, and it outlives them.
package struct Prerequisite: Sendable, Hashable {
    /// The chart.
    package var name: String
    /// The versions of the chart that will do; nil is any.
    package var version: VersionConstraint?
    /// Where the chart is: a URL, a repository's name (`@stable`), a path that begins at the chart which has the
    /// prerequisite (`../etcd`, `file://../etcd`), or empty for where that chart itself came from.
    package var repository: String
    /// The release, by default of the chart's name.
    package var release: String
    /// The namespace of the release, on a target that has some; nil is the dependent's own.
    package var namespace: String?
    /// The targets that it is needed on; empty is all.
    package var targets: [String]
    /// What it serves: kinds of an API (`GROUP/VERSION/KIND`), API versions, services or networks of a Swarm.
    package var provides: [String]
    /// The values it is installed with.
    package var values: Value.Object
    /// By what it is known to serve, beyond what the engine itself can tell.
    package var ready: [ReadinessRule]
    /// How long it may take until it serves, in seconds.
    package var timeout: Double
    /// Where it is written.
    package var place: SourceLocation

    /// The time-out of a prerequisite that gives none, in seconds.
    package static let defaultTimeout = 300.0

    package init(name: String) {
        self.name = name
        self.version = nil
        self.repository = ""
        self.release = name
        self.namespace = nil
        self.targets = []
        self.provides = []
        self.values = [:]
        self.ready = []
        self.timeout = Self.defaultTimeout
        self.place = SourceLocation(file: "Chart.yaml")
    }

    /// Whether it is needed on a target.
    package func isNeeded(on target: String) -> Bool {
        targets.isEmpty || targets.contains(target)
    }
}

extension Prerequisite {
    private static let fields: Set<String> = [
        "name", "version", "repository", "release", "namespace", "targets", "provides", "values", "ready",
        "timeout",
    ]

    /// Reads an entry of `prerequisites`.
    ///
    /// - Throws: `.invalidInput` with the place of a field that is unknown, missing or wrong.
    init(reader: FieldReader) throws(Failure) {
        try reader.refuseUnknown(Self.fields, in: "prerequisites")
        self.init(name: try reader.string("name"))
        place = reader.place
        guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")) else {
            throw Failure(
                .invalidInput,
                name.isEmpty ? "a prerequisite has no 'name'" : "'\(name)' is not a chart's name",
                at: name.isEmpty ? reader.place : reader.place(of: "name"),
                hint:
                    "add the name of its chart, such as 'name: etcd-operator'; where it is says 'repository'"
            )
        }
        let range = try reader.string("version")
        if !range.isEmpty {
            do throws(Failure) {
                version = try VersionConstraint(range)
            } catch {
                throw Failure(.invalidInput, error.message, at: reader.place(of: "version"), hint: error.hint)
            }
        }
        repository = try reader.string("repository")
        let release = try reader.string("release")
        if !release.isEmpty { self.release = release }
        let namespace = try reader.string("namespace")
        if !namespace.isEmpty { self.namespace = namespace }
        targets = try reader.strings("targets")
        let known = ["swarm", "kubernetes", "local"]
        for target in targets where !known.contains(target) {
            throw Failure(
                .invalidInput,
                "'targets' of the prerequisite '\(name)' names '\(target)'",
                at: reader.place(of: "targets"),
                hint: "the targets are swarm, kubernetes and local"
            )
        }
        provides = try reader.strings("provides")
        for provided in provides where provided.isEmpty || provided.hasPrefix("/") || provided.hasSuffix("/")
        {
            throw Failure(
                .invalidInput,
                "'\(provided)' of 'provides' is neither an API's kind nor a service's name",
                at: reader.place(of: "provides"),
                hint: "write GROUP/VERSION/KIND, GROUP/VERSION, or on a Swarm service/NAME or network/NAME"
            )
        }
        values = try reader.mapping("values")
        var rules: [ReadinessRule] = []
        for entry in try reader.objects("ready") {
            rules.append(try ReadinessRule(reader: entry, previous: rules.last))
        }
        ready = rules
        timeout = try reader.seconds("timeout") ?? Self.defaultTimeout
    }
}
