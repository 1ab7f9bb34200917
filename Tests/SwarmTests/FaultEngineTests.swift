import Compose
import Diagnostics
import DockerAPI
import HTTP
import Releases
import Swarm
import TestSupport
import Testing
import Values

/// Networks break, engines refuse and fail: nothing of a release is lost or left behind.
@Suite(
    "faults at random on a real Swarm",
    .enabled(if: Engine.isDockerEnabled, "DAVIT_TEST_DOCKER_HOST is not set")
)
struct FaultEngineTests {
    private static let operations = 1000
    private static let lanes = 8

    @Test("a thousand operations", .timeLimit(.minutes(10)))
    func thousand() async throws {
        let faults = try await withThrowingTaskGroup(of: Int.self) { group in
            for lane in 0..<Self.lanes {
                group.addTask {
                    let release = try FaultedRelease(seed: 4711 + UInt64(lane))
                    do {
                        try await release.run(Self.operations / Self.lanes)
                    } catch {
                        await release.cleanUp()
                        throw error
                    }
                    await release.cleanUp()
                    return release.transport.count
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(faults > Self.operations, "only \(faults) faults")
    }
}

/// A release that is operated on while exchanges with the engine go wrong.
private struct FaultedRelease {
    let release = Engine.uniqueName("t-fault")
    let transport: FaultyTransport
    private let clean: DockerClient
    private let faulty: DockerClient
    private let seed: UInt64
    private static let historyMax = 3

    init(seed: UInt64) throws {
        let host = try Engine.requireDocker()
        clean = try LiveSwarm.connect()
        let path = String(host.dropFirst("unix://".count))
        transport = FaultyTransport(HTTPClient(.init(unixSocket: path, maximumConnections: 16)), seed: seed)
        faulty = DockerClient(endpoint: clean.endpoint, transport: transport)
        self.seed = seed
    }

    /// An environment of a process of its own; whoever had a lease is gone, as processes here come one by one.
    private func environment(_ client: DockerClient, number: Int) -> ReleaseEnvironment {
        let holder = LeaseHolder(user: "ann", host: "box", processID: number, id: "\(number)")
        return ReleaseEnvironment(
            orchestrator: SwarmOrchestrator(client: client),
            store: SwarmStore(client: client),
            lease: LeaseSettings(holder: holder, isGone: { $0.processID != number })
        )
    }

    private var options: OperationOptions {
        var options = OperationOptions()
        options.wait = false
        options.timeout = 30
        options.historyMax = Self.historyMax
        return options
    }

    /// A chart of two services with a config that says `text`, a secret and a network.
    private func content(_ text: String) -> ContentMaker {
        { request in
            let project = try Project.parse(
                """
                services:
                  web:
                    image: davit-test/busybox:1
                    configs: [page]
                    secrets: [key]
                    networks: [net]
                    deploy: {replicas: 0}
                  api:
                    image: davit-test/busybox:1
                    environment: {TEXT: "\(text)"}
                    networks: [net]
                    deploy: {replicas: 0}
                networks:
                  net: {}
                configs:
                  page: {content: "\(text)"}
                secrets:
                  key: {x-davit: {generate: {length: 16, charset: hex}}}

                """
            )
            return ReleaseContent(
                chartMetadata: ["name": "shop", "version": "1.0.0"],
                chartName: "shop",
                chartVersion: "1.0.0",
                // Another chart every few operations, so that archives come and go.
                archive: Array("\(release) \(text.prefix(2))".utf8),
                userValues: request.userValues,
                mergedValues: request.userValues,
                project: project
            )
        }
    }

    func run(_ count: Int) async throws {
        var random = SeededRandom(seed: seed ^ 0xABCD)
        for number in 1...count {
            let text = "\(number % 10)-\(number)"
            let environment = environment(faulty, number: number)
            let before = try await state()
            transport.isOn = true
            let dice = random.next() % 100
            do {
                if dice < 75 {
                    try await upgrade(text, environment)
                    transport.isOn = false
                    try await expectSound(text, above: before, number)
                } else if dice < 90 {
                    let rollback = Rollback(release: release, options: options)
                    let isNew = try await rollback.run(in: environment).outcome != .unchanged
                    transport.isOn = false
                    try await expectSound(nil, above: before, number, isNew: isNew)
                } else {
                    _ = try await Uninstall(release: release, options: options).run(in: environment)
                    transport.isOn = false
                    try await expectNothingLeft(number)
                }
            } catch {
                transport.isOn = false
                try await expectHarmless(error, before, number, isRemoval: dice >= 90)
            }
            guard number % 25 == 0 else { continue }
            // When all is well again, the next command makes everything good.
            let last = self.environment(clean, number: 1_000_000 + number)
            let state = try await state()
            try await upgrade("good-\(number)", last)
            try await expectSound("good-\(number)", above: state, number)
        }
        let end = environment(clean, number: 2_000_000)
        _ = try await Uninstall(release: release, options: options).run(in: end)
        try await expectNothingLeft(count)
    }

    private func upgrade(_ text: String, _ environment: ReleaseEnvironment) async throws {
        let upgrade = Upgrade(release: release, install: true, options: options, makeContent: content(text))
        _ = try await upgrade.run(in: environment)
    }

    private func state() async throws -> ReleaseState {
        try await environment(clean, number: 0).ledger.state(of: release)
    }

    // MARK: What has to be true

    /// After a success: the history is whole, what it says is what is live, and nothing else is there.
    private func expectSound(
        _ text: String?,
        above before: ReleaseState,
        _ number: Int,
        isNew: Bool = true
    ) async throws {
        let state = try await state()
        let revisions = state.revisions.map(\.revision)
        let statuses = state.revisions.map(\.status)
        #expect(statuses.last == .deployed, "\(number): \(statuses)")
        #expect(statuses.count { $0.isInForce } == 1, "\(number): \(statuses)")
        #expect(!statuses.contains { $0.isPending }, "\(number): \(statuses)")
        // With nothing to change nothing is written, so what a failure has left over stays for the next.
        if !isNew {
            #expect(revisions == before.revisions.map(\.revision), "\(number)")
        } else {
            let first = revisions.first ?? 0
            #expect(revisions == Array(first..<(first + revisions.count)), "\(number): \(revisions)")
            #expect(revisions.count <= Self.historyMax, "\(number): \(revisions)")
            #expect(
                revisions.last == before.nextRevision,
                "\(number): \(revisions) after \(before.nextRevision)"
            )
        }
        #expect(state.head?.lease == nil, "\(number): the lease is held")
        #expect(state.head?.revision == revisions.last, "\(number)")
        #expect(state.head?.status == .deployed, "\(number)")
        try await expectLive(text, number, isNew: isNew)
    }

    private func expectLive(_ text: String?, _ number: Int, isNew: Bool) async throws {
        let ours = EngineFilters.label("com.docker.stack.namespace", release)
        let services = try await clean.services(ours)
        #expect(services.map(\.name).sorted() == ["\(release)_api", "\(release)_web"], "\(number)")
        #expect(try await clean.networks(ours).map(\.name) == ["\(release)_net"], "\(number)")
        let web = services.first { $0.name == "\(release)_web" }
        let container = web?.spec["TaskTemplate"]?["ContainerSpec"]
        let used = container?["Configs"]?.arrayValue?.first?["ConfigName"]?.stringValue
        let configs = try await clean.objects(.config, ours)
        if isNew { #expect(configs.count <= Self.historyMax, "\(number): \(configs.map(\.name))") }
        let page = configs.first { $0.name == used }?.data.map { String(decoding: $0, as: UTF8.self) }
        #expect(page != nil, "\(number): the config that the service uses is gone")
        if let text { #expect(page == text, "\(number)") }
        let key = container?["Secrets"]?.arrayValue?.first?["SecretName"]?.stringValue
        #expect(try await clean.objects(.secret, ours).map(\.name) == [key].compactMap(\.self), "\(number)")
    }

    private func expectNothingLeft(_ number: Int) async throws {
        let ours = EngineFilters.label("com.docker.stack.namespace", release)
        var left = try await clean.services(ours).map(\.name)
        left += try await clean.networks(ours).map(\.name)
        left += try await clean.objects(.config, ours).map(\.name)
        left += try await clean.objects(.secret, ours).map(\.name)
        left += try await clean.objects(.config, .label("davit.release", release)).map(\.name)
        // The archives of this release's charts begin with its name.
        left += try await clean.objects(.config, .label("davit.kind", "blob"))
            .filter { $0.data.map { String(decoding: $0, as: UTF8.self).hasPrefix(release) } == true }
            .map(\.name)
        #expect(left.isEmpty, "\(number)")
    }

    /// After a failure: a clear error, and a history from which nothing is missing.
    private func expectHarmless(
        _ error: any Error,
        _ before: ReleaseState,
        _ number: Int,
        isRemoval: Bool
    ) async throws {
        guard let failure = error as? Failure else {
            Issue.record("\(number): not a failure: \(error)")
            return
        }
        #expect(failure.kind != .internal, "\(number): \(failure)")
        #expect(!failure.message.isEmpty && !failure.message.contains("\n"), "\(number): \(failure)")
        #expect(!failure.message.contains("Optional("), "\(number): \(failure)")
        let state = try await state()
        if let newest = before.newest, !isRemoval {
            #expect(state.newest?.revision ?? 0 >= newest.revision, "\(number)")
        }
        // An uninstall takes the history along; of everything else the revision in force outlives a failure.
        let isRemoving = state.head == nil || state.revisions.isEmpty || state.newest?.status == .uninstalling
        let wasRemoving = before.newest?.status == .uninstalling || before.newest?.status == .failed
        if let former = before.inForce, !isRemoving, !wasRemoving, state.newest?.status != .failed {
            #expect(
                state.revisions.contains { $0.revision >= former.revision && $0.status != .failed },
                "\(number): revision \(former.revision) is lost: \(state.revisions.map(\.status))"
            )
        }
        #expect(state.revisions.count { $0.status.isInForce } <= 2, "\(number)")
    }

    func cleanUp() async {
        let end = environment(clean, number: 3_000_000)
        _ = try? await Uninstall(release: release, options: options).run(in: end)
    }
}
