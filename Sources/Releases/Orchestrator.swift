package import Charts
package import Compose
package import Diagnostics
package import Values

/// An engine that runs releases: Swarm, Kubernetes, or the machine at hand.
///
/// The verbs are written against this protocol and `ReleaseStore` only. An orchestrator knows
/// nothing of charts, records or leases: it compares what is wanted with what is live, and acts.
package protocol Orchestrator: Sendable {
    var kind: TargetKind { get }
    /// The engine in the words of a person: `Swarm at unix:///var/run/docker.sock`.
    var endpoint: String { get }

    /// Facts of the engine for `.Capabilities`.
    ///
    /// - Throws: `.unavailable` when the engine cannot be reached, `.refused` when it cannot hold
    ///   releases (a Docker daemon that is not a Swarm manager).
    func facts() async throws -> EngineFacts

    /// Reads an object of the engine for a template's `lookup`, never the data of a secret.
    ///
    /// - Parameters:
    ///   - kind: As in `Service`; upper and lower case are the same.
    ///   - namespace: The release that the object belongs to; empty for any.
    ///   - name: The object's name; empty for all objects, as `items` of one list.
    /// - Returns: The object, or nil when there is none.
    func lookup(kind: String, namespace: String, name: String) async throws -> Value?

    /// Reads the live state of everything the deployment owns or will own, and compares.
    ///
    /// Writes nothing. Translation problems (a key the engine cannot do) are in the plan's diagnostics.
    func plan(_ deployment: Deployment) async throws -> any ReleasePlan

    /// Removes what hooks of an operation that broke off have left; objects of the stack stay.
    func removeHooks(of release: String, operation: OperationContext) async throws

    /// Hands over what the services of a release write.
    ///
    /// With `query.follow` it goes on, tasks that come later included, until this task is cancelled or
    /// nothing of the release is left.
    func logs(
        of release: String,
        _ query: LogQuery,
        receive: @escaping @Sendable (LogLine) -> Void
    ) async throws

    /// What runs of a release, by its ownership labels.
    ///
    /// With a `desired`, which is what the record says should be there, what is missing is reported too.
    func status(of release: String, desired: DesiredState?) async throws -> LiveStatus

    /// Everything that carries the release's ownership, but for what hooks and checks have left.
    func owned(by release: String) async throws -> [ObjectReference: ObjectTrace]

    /// Removes everything that carries the release's ownership, services first, and waits until it is gone.
    ///
    /// The objects of `keeping` stay (`x-davit.keep`). Returns what was left on purpose: these and volumes.
    func remove(
        release: String,
        keeping: Set<ObjectReference>,
        operation: OperationContext
    ) async throws -> [ObjectReference]

    /// A running stack that no release of Davit made, as a project that describes it, for taking it over.
    ///
    /// - Throws: `.notFound` when there is none, `.conflict` when it belongs to a release, `.refused` where the
    ///   engine has no stacks.
    func stack(named name: String) async throws -> RunningStack

    /// Whether something that a prerequisite provides is served, and works.
    ///
    /// - Parameter provided: A kind of an API (`GROUP/VERSION/KIND`), a version of one (`GROUP/VERSION`), or on a
    ///   Swarm `service/NAME` or `network/NAME`.
    /// - Returns: `.absent` also for what is no such thing on this engine.
    func provision(of provided: String) async throws -> Provision

    /// Forgets what is known of the engine, because something has changed what it serves.
    func invalidateFacts() async

    /// All stacks that run, whether Davit made them or not, sorted by name.
    func stacks() async throws -> [StackSummary]

    /// The engine objects that a revision of a release refers to, for telling which old ones are still needed.
    func objects(of desired: DesiredState, release: String) -> Set<ObjectReference>
}

extension Orchestrator {
    /// An engine that has no objects to look up.
    package func lookup(kind: String, namespace: String, name: String) async throws -> Value? { nil }

    /// An engine that knows no stacks.
    package func stacks() async throws -> [StackSummary] { [] }

    /// An engine whose objects carry no marks of ownership.
    package func owned(by release: String) async throws -> [ObjectReference: ObjectTrace] { [:] }
}

/// The comparison of one deployment with the live state, ready to be carried out.
package protocol ReleasePlan: Sendable {
    /// What would change, in the order in which it would be done; unchanged objects are `.keep`.
    var changes: [PlannedChange] { get }
    var diagnostics: [Diagnostic] { get }

    /// What the image references of the project were found to mean, where that is not what is written:
    /// `nginx:1` to `nginx:1@sha256:…`.
    var images: [String: String] { get }

    /// Makes the networks, configs and secrets that the named services use and that are not there yet.
    ///
    /// For hooks that run before the rest is made; a plan does not see what it has made itself.
    func makeObjects(usedBy services: [String], operation: OperationContext) async throws

    /// Runs a hook to its end, telling what it writes, and then leaves or removes it by its policy.
    ///
    /// What is left of an earlier run is removed before.
    ///
    /// - Throws: `.refused` with the exit code and the last lines when it fails, `.timeout`,
    ///   `CancellationError`.
    func run(_ hook: Hook, operation: OperationContext) async throws

    /// Checks everything that can be known before the first write; reports all problems at once.
    ///
    /// External networks, secrets and configs exist; ownership; published ports are free; placement
    /// constraints match a node; bind sources; names fit the engine.
    ///
    /// - Returns: What may go wrong without being sure to.
    func preflight() async throws -> [Diagnostic]

    /// Networks, volumes, configs, secrets, then services by waves; each wave is waited for when asked.
    ///
    /// - Throws: With the task's error and last log lines when a service fails; `CancellationError`.
    func apply(_ operation: OperationContext) async throws

    /// Deletes what the release owns, is not wanted by this plan and is not in `keeping`.
    func prune(keeping: Set<ObjectReference>, operation: OperationContext) async throws
}

/// What a revision wants an engine to run.
package struct Deployment: Sendable {
    /// The release; on Swarm also the stack's name.
    package var release: String
    /// The Kubernetes namespace; on other targets the release's name.
    package var namespace: String
    package var revision: Int
    /// `NAME-VERSION` of the chart, for labels.
    package var chart: String
    /// What is to be there.
    ///
    /// Secrets given by content carry it in memory; a project from a record names them by hash and
    /// expects them in the engine.
    package var desired: DesiredState
    /// Custom resource definitions, which are there before everything else and outlive the release.
    package var definitions: [Value]
    /// Take over objects that belong to nobody.
    package var adopt: Bool
    /// What image references mean, as it was found before and is to stay: `nginx:1` to
    /// `nginx:1@sha256:…`.
    package var images: [String: String]
    package var imagePolicy: ImagePolicy
    /// What the revision in force wants: what differs from it was changed outside of Davit.
    package var recorded: DesiredState?

    /// The normalised project.
    package var project: Project { desired.project }

    package init(
        release: String,
        namespace: String,
        revision: Int,
        chart: String,
        desired: DesiredState,
        definitions: [Value] = [],
        adopt: Bool = false,
        images: [String: String] = [:],
        imagePolicy: ImagePolicy = ImagePolicy(),
        recorded: DesiredState? = nil
    ) {
        self.release = release
        self.namespace = namespace
        self.revision = revision
        self.chart = chart
        self.desired = desired
        self.definitions = definitions
        self.adopt = adopt
        self.images = images
        self.imagePolicy = imagePolicy
        self.recorded = recorded
    }
}

/// What templates may know of the engine.
package struct EngineFacts: Sendable, Hashable {
    /// The engine's own version (`20.10.24`), or nil where there is none.
    package var version: String?
    /// The number of nodes that are ready.
    package var nodes: Int
    /// What a cluster of Kubernetes serves; nil for every other engine.
    package var kubernetes: KubernetesFacts?

    package init(version: String?, nodes: Int, kubernetes: KubernetesFacts? = nil) {
        self.version = version
        self.nodes = nodes
        self.kubernetes = kubernetes
    }
}

/// A stack that runs without a release, read back into a project.
package struct RunningStack: Sendable {
    package var name: String
    /// Gives the very same objects when it is deployed as a release of the stack's name.
    package var project: Project
    /// What a project cannot say of the stack, and what cannot be taken over.
    package var diagnostics: [Diagnostic]

    package init(name: String, project: Project, diagnostics: [Diagnostic]) {
        self.name = name
        self.project = project
        self.diagnostics = diagnostics
    }
}

extension Orchestrator {
    package func stack(named name: String) async throws -> RunningStack {
        throw Failure(
            .refused,
            "\(endpoint) has no stacks to take over",
            hint: "name a Swarm: davit adopt \(name) --target swarm"
        )
    }
}
