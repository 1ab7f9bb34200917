import Diagnostics
import DockerAPI
import HTTP
import Releases
import Swarm
import TestSupport
import Testing

@Suite("the store on a real Swarm", .enabled(if: Engine.isDockerEnabled, "DAVIT_TEST_DOCKER_HOST is not set"))
struct StoreEngineTests {
    /// Runs `body` with a store and a label of the test's own; deletes the objects with that label afterwards.
    private func withStore(
        _ body: (SwarmStore, _ name: String, _ labels: [String: String]) async throws -> Void
    ) async throws {
        let store = SwarmStore(client: try LiveSwarm.connect())
        let name = Engine.uniqueName("t-swarm-store")
        let labels = ["davit.test": name]
        func cleanUp() async {
            for object in (try? await store.objects(labels: labels, named: [], withData: false)) ?? [] {
                try? await store.delete(object)
            }
        }
        do {
            try await body(store, name, labels)
        } catch {
            await cleanUp()
            throw error
        }
        await cleanUp()
    }

    @Test("data of every size comes back as it was", arguments: [0, 1, 2, 100_000, SwarmStore.configLimit])
    func data(size: Int) async throws {
        try await withStore { store, name, labels in
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let made = try await store.create(name: name, labels: labels, data: bytes)
            #expect(made.data == bytes)
            let read = try #require(try await store.object(named: name))
            #expect(read.id == made.id)
            #expect(read.labels == labels)
            #expect(read.data == bytes)
            #expect(try await store.objects(labels: labels, named: [], withData: true) == [read])
            #expect(try await store.object(named: String(name.dropLast())) == nil)
        }
    }

    @Test("a name is taken once")
    func create() async throws {
        try await withStore { store, name, labels in
            _ = try await store.create(name: name, labels: labels, data: [1])
            let failure = await #expect(throws: Failure.self) {
                try await store.create(name: name, labels: labels, data: [2])
            }
            #expect(failure?.kind == .conflict)
        }
    }

    @Test("of many writers with the same version exactly one wins")
    func compareAndSet() async throws {
        try await withStore { store, name, labels in
            let made = try await store.create(name: name, labels: labels, data: [])
            let winners = await withTaskGroup(of: Int?.self) { group in
                for writer in 0..<10 {
                    group.addTask {
                        do {
                            _ = try await store.update(
                                made,
                                labels: labels.merging(["writer": "\(writer)"]) { $1 }
                            )
                            return writer
                        } catch {
                            #expect((error as? Failure)?.kind == .conflict)
                            return nil
                        }
                    }
                }
                return await group.reduce(into: [Int]()) { if let writer = $1 { $0.append(writer) } }
            }
            #expect(winners.count == 1)
            let now = try #require(try await store.object(named: name))
            #expect(now.labels["writer"] == winners.first.map(String.init))
            #expect(now.data == [])
            // The winner goes on from the version that it was given.
            let next = try await store.update(now, labels: labels)
            #expect(next.labels == labels)
            let third = try await store.update(next, labels: labels.merging(["third": "yes"]) { $1 })
            #expect(third.labels["third"] == "yes")
            // Who has what was there before has lost, be it what he was given by a read or by a write.
            for old in [made, now, next] {
                let failure = await #expect(throws: Failure.self) { try await store.update(old, labels: [:]) }
                #expect(failure?.kind == .conflict)
            }
        }
    }

    @Test("labels are matched together, and what is gone is gone")
    func listAndDelete() async throws {
        try await withStore { store, name, labels in
            let one = try await store.create(
                name: "\(name)-1",
                labels: labels.merging(["kind": "a"]) { $1 },
                data: [1]
            )
            _ = try await store.create(
                name: "\(name)-2",
                labels: labels.merging(["kind": "b"]) { $1 },
                data: [2]
            )
            #expect(try await store.objects(labels: labels, named: [], withData: true).count == 2)
            #expect(
                try await store.objects(labels: one.labels, named: [], withData: true).map(\.id) == [one.id]
            )
            try await store.delete(one)
            try await store.delete(one)
            #expect(try await store.object(named: one.name) == nil)
            let failure = await #expect(throws: Failure.self) { try await store.update(one, labels: labels) }
            #expect(failure?.kind == .notFound)
        }
    }

    @Test("the engine's clock goes")
    func clock() async throws {
        let store = SwarmStore(client: try LiveSwarm.connect())
        let now = try await store.now()
        #expect(now > 1_700_000_000)
        #expect(try await store.now() - now < 60)
    }

    @Test(
        "how much fits is known by the engine's version",
        arguments: [
            ("20.10.24+dfsg1", SwarmStore.configLimit), ("20.10.12", SwarmStore.oldConfigLimit),
            ("19.03.15", SwarmStore.oldConfigLimit), ("28.5.1", SwarmStore.configLimit),
            ("23.0.0", SwarmStore.configLimit), ("20.10", SwarmStore.oldConfigLimit),
            (nil, SwarmStore.oldConfigLimit),
        ] as [(String?, Int)]
    )
    func limit(version: String?, expected: Int) async throws {
        let transport = Introduction(server: version.map { "Docker/\($0) (linux)" })
        let client = DockerClient(endpoint: DockerEndpoint(.unix("/nowhere")), transport: transport)
        #expect(try await SwarmStore(client: client).maximumDataSize == expected)
    }

    @Test("the real engine's limit is the one that it has")
    func realLimit() async throws {
        let store = SwarmStore(client: try LiveSwarm.connect())
        #expect(try await store.maximumDataSize == SwarmStore.configLimit)
    }
}

/// An engine that only introduces itself.
private struct Introduction: Transport {
    var server: String?

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var headers = ["api-version": "1.41"]
        headers["server"] = server
        return HTTPResponse(status: 200, headers: headers)
    }

    func stream(
        _ request: HTTPRequest,
        receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> HTTPResponse {
        try await send(request)
    }
}
