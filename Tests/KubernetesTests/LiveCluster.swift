import Compose
import Diagnostics
import FoundationEssentials
import HTTP
import KubernetesAPI
import Releases
import Synchronization
import TestSupport
import Values
import YAML

@testable import Kubernetes

/// The real cluster, and a namespace of a test's own in it.
struct LiveCluster: Sendable {
    let access: ClusterAccess
    let transport: RecordingTransport
    let client: KubernetesClient
    let namespace: String
    /// Services are called after themselves alone, so that one name of a release does for all namespaces.
    let release = "shop"

    /// How many tests use the node at a time.
    private static let turnstile = Turnstile(places: 8)

    static func access(of user: String = "admin") throws -> ClusterAccess {
        try ClusterAccess.resolve(
            environment: KubernetesEnvironment(variables: ["PATH": "/usr/bin:/bin"], home: nil),
            file: try user == "admin" ? Engine.requireKubernetes() : Engine.requireKubeconfig(of: user)
        )
    }

    /// The connections that a client makes by itself.
    static func connection(_ access: ClusterAccess) -> HTTPClient {
        HTTPClient(HTTPClient.Configuration(proxy: access.proxy, tls: access.tls, maximumConnections: 16))
    }

    init(namespace: String) throws {
        access = try Self.access()
        transport = RecordingTransport(Self.connection(access))
        client = KubernetesClient(access, transport: transport)
        self.namespace = namespace
    }

    /// Runs `body` with a namespace that nobody else uses, and deletes it afterwards, also after a failure.
    static func run(
        createsNamespace: Bool = true,
        _ body: (LiveCluster) async throws -> Void
    ) async throws {
        try await turnstile.pass {
            let cluster = try LiveCluster(namespace: Engine.uniqueName("t-kube"))
            if createsNamespace { try await cluster.makeNamespace(cluster.namespace) }
            do {
                try await body(cluster)
            } catch {
                await cluster.cleanUp()
                throw error
            }
            await cluster.cleanUp()
        }
    }

    func makeNamespace(_ name: String) async throws {
        let value: Value = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
        _ = try await client.create(value, in: .namespaces)
        // Pods are refused until the namespace has its account.
        for _ in 0..<100 {
            let account = APIResource.known(GroupVersionKind(apiVersion: "v1", kind: "ServiceAccount"))
            if let account, try await client.get(account, namespace: name, name: "default") != nil { return }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private func cleanUp() async {
        // In a task of its own: a test that ran out of time is cancelled, its cleaning is not.
        await Task { _ = try? await client.delete(.namespaces, name: namespace) }.value
    }

    // MARK: Operations

    func orchestrator(_ client: KubernetesClient? = nil, force: Bool = false) -> KubernetesOrchestrator {
        KubernetesOrchestrator(client: client ?? self.client, namespace: namespace, forcesConflicts: force)
    }

    /// Where verbs work.
    ///
    /// - Parameters:
    ///   - client: Of another user, or with another transport.
    ///   - force: Whether to take fields of other managers.
    ///   - createsNamespace: Whether a missing namespace is made.
    func environment(
        _ client: KubernetesClient? = nil,
        force: Bool = false,
        createsNamespace: Bool = false
    ) -> ReleaseEnvironment {
        ReleaseEnvironment(
            orchestrator: orchestrator(client, force: force),
            store: KubernetesStore(
                client: client ?? self.client,
                namespace: namespace,
                createsNamespace: createsNamespace
            ),
            namespace: namespace
        )
    }

    /// Options with a short patience.
    static func options(
        timeout: Double = 60,
        _ change: (inout OperationOptions) -> Void = { _ in }
    ) -> OperationOptions {
        var options = OperationOptions()
        options.timeout = timeout
        change(&options)
        return options
    }

    @discardableResult
    func install(
        _ stack: Stack,
        options: OperationOptions = options(),
        in environment: ReleaseEnvironment? = nil
    ) async throws -> OperationResult {
        try await Install(release: release, options: options, makeContent: stack.content)
            .run(in: environment ?? self.environment())
    }

    @discardableResult
    func upgrade(
        _ stack: Stack,
        options: OperationOptions = options(),
        in environment: ReleaseEnvironment? = nil
    ) async throws -> OperationResult {
        try await Upgrade(release: release, install: true, options: options, makeContent: stack.content)
            .run(in: environment ?? self.environment())
    }

    @discardableResult
    func rollback(to revision: Int? = nil, options: OperationOptions = options()) async throws
        -> OperationResult
    {
        try await Rollback(release: release, revision: revision, options: options).run(in: environment())
    }

    @discardableResult
    func uninstall(options: OperationOptions = options()) async throws -> UninstallResult {
        try await Uninstall(release: release, options: options).run(in: environment())
    }

    func drift() async throws -> DriftReport { try await Drift(release: release).run(in: environment()) }

    /// The failure of what must fail; nil when it does not.
    func failure(of body: () async throws -> Void) async throws -> Failure? {
        do {
            try await body()
            return nil
        } catch let failure as Failure {
            return failure
        }
    }

    // MARK: What there is

    func object(_ resource: APIResource, _ name: String) async throws -> Value? {
        try await client.get(resource, namespace: namespace, name: name)
    }

    /// The names of the objects of a kind, but for those that every namespace has.
    func names(_ resource: APIResource) async throws -> [String] {
        try await client.listMetadata(resource, namespace: namespace).items
            .compactMap { $0.at("metadata", "name")?.stringValue }
            .filter { $0 != "kube-root-ca.crt" && !$0.hasPrefix("default-token-") }.sorted()
    }

    /// The names of a release's data, without those of its record.
    func dataNames(_ resource: APIResource) async throws -> [String] {
        try await names(resource).filter { !$0.hasPrefix("davit") }
    }

    /// Every object of the namespace with its version: equal before and after means that nothing was changed.
    ///
    /// What controllers write at times of their own is left out, and what an operation that is refused writes: the
    /// lease in the head of a release that was there before.
    func footprint() async throws -> Set<String> {
        let skipped = ["events", "endpoints", "endpointslices", "pods", "replicasets", "controllerrevisions"]
        var seen: Set<String> = []
        var result: Set<String> = []
        for resource in try await client.resources()
        where resource.isNamespaced && resource.verbs.contains("list") && !skipped.contains(resource.plural)
            && seen.insert("\(resource.plural).\(resource.gvk.group)").inserted
        {
            for item in try await client.listMetadata(resource, namespace: namespace).items {
                let name = item.at("metadata", "name")?.stringValue ?? ""
                if name.hasPrefix("default-token-") { continue }
                let isHead = name.hasPrefix("davit-head.")
                // Controllers write the state of what has a generation at any time.
                let generation = item.at("metadata", "generation")?.intValue.map { "generation \($0)" }
                let version = generation ?? item.at("metadata", "resourceVersion")?.stringValue ?? ""
                let applied = item.at("metadata", "annotations", "davit/applied")?.stringValue ?? ""
                result.insert("\(resource.gvk.kind) \(name) \(isHead ? "" : "\(version) \(applied)")")
            }
        }
        return result
    }

    /// Runs the cluster's own `kubectl` in the namespace, as its administrator.
    ///
    /// - Throws: `.unavailable` with what it says when it fails.
    @discardableResult
    func kubectl(_ words: String..., input: String = "") async throws -> String {
        try await Kubectl.run(["-n", namespace] + words, input: input)
    }
}

/// Lets a number of tasks at a time through.
private actor Turnstile {
    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { self.places = places }

    nonisolated func pass(_ body: () async throws -> Void) async throws {
        await enter()
        do {
            try await body()
        } catch {
            await leave()
            throw error
        }
        await leave()
    }

    private func enter() async {
        if places > 0 {
            places -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func leave() {
        if waiting.isEmpty { places += 1 } else { waiting.removeFirst().resume() }
    }
}
