import Diagnostics
import HTTP
import KubernetesAPI
import Releases
import TestSupport
import Testing
import Values

@testable import Kubernetes

/// A release that is made so that little has to start and nothing is waited for, and what has to be true of it
/// whatever was done to it.
struct TrialRelease: Sendable {
    let cluster: LiveCluster
    let release: String
    static let historyMax = 3

    var options: OperationOptions {
        LiveCluster.options(timeout: 30) { options in
            options.wait = false
            options.historyMax = Self.historyMax
        }
    }

    /// A client whose exchanges go through a transport, and who does not wait before asking again.
    func client(_ transport: any Transport) -> KubernetesClient {
        KubernetesClient(cluster.access, transport: transport, sleep: { _ in await Task.yield() })
    }

    /// An environment of a process of its own; whoever had a lease is gone, as processes here come one by one.
    func environment(_ client: KubernetesClient? = nil, number: Int) -> ReleaseEnvironment {
        let holder = LeaseHolder(user: "ann", host: "box", processID: number, id: "\(number)")
        var environment = cluster.environment(client)
        environment.lease = LeaseSettings(holder: holder, isGone: { $0.processID != number })
        return environment
    }

    /// Two services of which one has a config that says `text` and a secret, and objects of the chart's own.
    func stack(_ text: String) -> Stack {
        Stack(
            """
            services:
              \(release)-web:
                image: davit-test/busybox:1
                configs: [page]
                secrets: [key]
                deploy: {replicas: 0}
              \(release)-api:
                image: davit-test/busybox:1
                environment: {TEXT: "\(text)"}
                deploy: {replicas: 0}
            configs:
              page: {content: "\(text)"}
            secrets:
              key: {x-davit: {generate: {length: 16, charset: hex}}}
            """,
            objects:
                "{apiVersion: v1, kind: Secret, metadata: {name: \(release)-own}, stringData: {a: \"\(text)\"}}"
        )
    }

    /// - Returns: Whether it has made a revision.
    @discardableResult
    func upgrade(_ text: String, _ environment: ReleaseEnvironment) async throws -> Bool {
        let upgrade = Upgrade(
            release: release,
            install: true,
            options: options,
            makeContent: stack(text).content
        )
        return try await upgrade.run(in: environment).outcome != .unchanged
    }

    /// - Returns: Whether it has made a revision.
    @discardableResult
    func rollback(to revision: Int? = nil, _ environment: ReleaseEnvironment) async throws -> Bool {
        let rollback = Rollback(release: release, revision: revision, options: options)
        return try await rollback.run(in: environment).outcome != .unchanged
    }

    func uninstall(_ environment: ReleaseEnvironment) async throws {
        _ = try await Uninstall(release: release, options: options).run(in: environment)
    }

    func state() async throws -> ReleaseState {
        try await environment(number: 0).ledger.state(of: release)
    }

    // MARK: What has to be true

    /// What is wrong with a release that an operation has ended well on: the history is whole, what it says is
    /// what is live, and nothing else is there.
    ///
    /// - Parameters:
    ///   - text: What the release says; nil is whatever it does.
    ///   - isNew: Whether the operation has made a revision. With nothing to change nothing is written, so what a
    ///     failure before has left over stays for the next.
    func faults(_ text: String?, isNew: Bool = true) async throws -> [String] {
        var faults: [String] = []
        func expect(_ isTrue: Bool, _ fault: @autoclosure () -> String) {
            if !isTrue { faults.append(fault()) }
        }
        let state = try await state()
        let revisions = state.revisions.map(\.revision)
        let statuses = state.revisions.map(\.status)
        expect(statuses.last == .deployed, "statuses \(statuses)")
        expect(statuses.count { $0.isInForce } == 1, "in force: \(statuses)")
        expect(!statuses.contains { $0.isPending }, "pending: \(statuses)")
        let first = revisions.first ?? 0
        expect(revisions == Array(first..<(first + revisions.count)), "revisions \(revisions)")
        expect(revisions.count <= Self.historyMax + (isNew ? 0 : 1), "history \(revisions)")
        expect(state.head?.lease == nil, "the lease is held")
        expect(state.head?.revision == revisions.last, "the head is at \(state.head?.revision ?? 0)")
        expect(state.head?.status == .deployed, "the head says \(state.head?.status.rawValue ?? "nothing")")
        return try await faults + liveFaults(text, isNew: isNew)
    }

    private func liveFaults(_ text: String?, isNew: Bool) async throws -> [String] {
        var faults: [String] = []
        let deployments = try await own(.deployments)
        let names = deployments.compactMap { $0.at("metadata", "name")?.stringValue }.sorted()
        if names != ["\(release)-api", "\(release)-web"] { faults.append("deployments \(names)") }
        let web = deployments.first { $0.at("metadata", "name")?.stringValue == "\(release)-web" }
        let volumes = web?.at("spec", "template", "spec", "volumes")?.arrayValue ?? []
        let used = volumes.compactMap { $0.at("configMap", "name")?.stringValue }.first
        let configs = try await own(.configMaps)
        if configs.count > Self.historyMax + (isNew ? 0 : 1) { faults.append("\(configs.count) configs") }
        let page = configs.first { $0.at("metadata", "name")?.stringValue == used }?.at("data", "page")
        if page == nil { faults.append("the config '\(used ?? "")' that the service uses is gone") }
        if let text, page?.stringValue != text { faults.append("the page says \(page?.stringValue ?? "")") }
        let secrets = try await own(.secrets)
        let key = "\(release)-key"
        let secretNames = secrets.compactMap { $0.at("metadata", "name")?.stringValue }.sorted()
        if secretNames != [key, "\(release)-own"].sorted() { faults.append("secrets \(secretNames)") }
        if let text {
            let own = secrets.first { $0.at("metadata", "name")?.stringValue == "\(release)-own" }
            if own?.at("data", "a")?.stringValue != Base64.encode(Array(text.utf8)) {
                faults.append("the chart's own secret is another")
            }
        }
        return faults
    }

    private func own(_ resource: APIResource) async throws -> [Value] {
        let owner = ObjectOwner(release: release, namespace: cluster.namespace)
        return try await cluster.client.list(resource, namespace: cluster.namespace, labels: owner.selector)
            .items
    }

    /// What is left of a release that was removed.
    func remains() async throws -> [String] {
        var left: [String] = []
        for resource in [APIResource.deployments, .services, .configMaps, .secrets] {
            left += try await own(resource).compactMap { $0.at("metadata", "name")?.stringValue }
        }
        for resource in [APIResource.configMaps, .secrets] {
            left += try await cluster.client.listMetadata(
                resource,
                namespace: cluster.namespace,
                labels: "davit.release=\(release)"
            ).items.compactMap { $0.at("metadata", "name")?.stringValue }
        }
        return left
    }

    /// What is wrong with a failure, or with the history after it.
    func faults(of error: any Error, above before: ReleaseState, isRemoval: Bool) async throws -> [String] {
        guard let failure = error as? Failure else { return ["not a failure: \(error)"] }
        var faults: [String] = []
        if failure.kind == .internal { faults.append("internal: \(failure)") }
        if failure.message.isEmpty || failure.message.contains("\n") { faults.append("message: \(failure)") }
        if failure.message.contains("Optional(") { faults.append("not for people: \(failure)") }
        let state = try await state()
        if let newest = before.newest, !isRemoval, state.newest?.revision ?? 0 < newest.revision {
            faults.append("revision \(newest.revision) is lost")
        }
        if state.revisions.count(where: { $0.status.isInForce }) > 2 {
            faults.append("in force: \(state.revisions.map(\.status))")
        }
        return faults
    }
}
