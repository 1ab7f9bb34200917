import Diagnostics
import DockerAPI
import Releases
import Swarm
import TestSupport
import Testing

@Suite("apply on a real Swarm", .enabled(if: Engine.isDockerEnabled, "DAVIT_TEST_DOCKER_HOST is not set"))
struct ApplyEngineTests {
    static let page = """
        services:
          web:
            image: davit-test/busybox:1
            command: sleep 1000
            stop_grace_period: 0s
            environment: {B: "2", A: "1", EMPTY: ""}
            configs: [page]
            secrets: [key]
            networks: [front]
            volumes: [data:/data]
            deploy: {replicas: 2, update_config: {parallelism: 2, monitor: 1s}}
        networks: {front: {}}
        volumes: {data: {}}
        configs: {page: {content: "one"}}
        secrets: {key: {x-davit: {generate: {length: 20}}}}
        """

    @Test("an unchanged project is not written again, a changed one is written where it changed")
    func unchanged() async throws {
        try await LiveSwarm.run { swarm in
            let first = try await swarm.apply(Self.page)
            #expect(first.allSatisfy { $0.action == .create })
            #expect(try await swarm.running("web").count == 2)
            let before = try await swarm.service("web")
            let events = Events()
            let second = try await swarm.apply(Self.page, events: events, prune: true)
            #expect(second.allSatisfy { $0.action == .keep }, "\(second)")
            #expect(events.steps == [])
            #expect(try await swarm.service("web")?.version == before?.version)

            let changed = Self.page.replacing("\"one\"", with: "\"two\"").replacing(
                "A: \"1\"",
                with: "A: \"3\""
            )
            let third = try await swarm.apply(changed, prune: true)
            #expect(third.first { $0.object.kind == "service" }?.paths == ["configs.page", "environment.A"])
            let configs = try await swarm.client.objects(.config, .label("davit.owner", swarm.release))
            #expect(configs.map { String(decoding: $0.data ?? [], as: UTF8.self) } == ["two"])

            let left = try await swarm.orchestrator.remove(
                release: swarm.release,
                keeping: [],
                operation: OperationContext()
            )
            #expect(left == [ObjectReference(kind: "volume", name: "\(swarm.release)_data")])
            #expect(try await swarm.client.networks(.label("davit.owner", swarm.release)) == [])
            #expect(try await swarm.client.objects(.secret, .label("davit.owner", swarm.release)) == [])
        }
    }

    @Test("an image that does not exist fails an update with the task's error, and the old tasks go on")
    func missingImage() async throws {
        let good =
            "services: {web: {image: davit-test/busybox:1, command: sleep 1000, stop_grace_period: 0s}}"
        try await LiveSwarm.run { swarm in
            try await swarm.apply(good)
            let before = try await swarm.running("web").map(\.id)
            let bad = good.replacing("davit-test/busybox:1", with: "davit-test/missing:9")
            let failure = try await swarm.failure(of: bad)
            #expect(failure?.message.contains("No such image: davit-test/missing:9") == true)
            #expect(try await swarm.running("web").map(\.id) == before)
            let services = try await swarm.client.services(.label("davit.owner", swarm.release))
            #expect(services.map(\.name) == ["\(swarm.release)_web"])
            try await swarm.apply(good)
        }
    }
}
