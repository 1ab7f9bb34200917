import Diagnostics
import DockerAPI
import Releases
import TestSupport
import Testing
import Values

@testable import Swarm

@Suite(
    "the life of a release on a real Swarm",
    .enabled(if: Engine.isDockerEnabled, "DAVIT_TEST_DOCKER_HOST is not set")
)
struct LifeEngineTests {
    @Test("waves wait for what they depend on: a healthy service, a job that has ended, a one-shot")
    func waves() async throws {
        let yaml = """
            services:
              web: {image: davit-test/busybox:1, command: sleep 1000, stop_grace_period: 0s,
                    depends_on: {migrate: {condition: service_completed_successfully}, seed: {condition: service_completed_successfully}}}
              migrate: {image: davit-test/busybox:1, command: sleep 1, depends_on: {db: {condition: service_healthy}},
                        deploy: {mode: replicated-job}}
              seed: {image: davit-test/busybox:1, command: sleep 1, restart: "no", depends_on: [db]}
              db: {image: davit-test/busybox:1, command: sleep 1000, stop_grace_period: 0s,
                   healthcheck: {test: "true", interval: 1s}}
            """
        try await LiveSwarm.run { swarm in
            let events = Events()
            try await swarm.apply(yaml, events: events)
            let waves = events.all.compactMap { event -> String? in
                if case .wave(let number, let count, let services) = event {
                    "\(number)/\(count) \(services.joined(separator: " "))"
                } else {
                    nil
                }
            }
            #expect(waves == ["1/3 db", "2/3 migrate seed", "3/3 web"])
            let tasks = try await swarm.client.tasks(.label(Label.stack, swarm.release))
            func task(_ key: String) async throws -> SwarmTask? {
                let id = try await swarm.service(key)?.id
                return tasks.first { $0.serviceID == id }
            }
            #expect(try await task("migrate")?.state == .complete)
            #expect(try await task("seed")?.state == .complete)
            let end = try await task("migrate")?.changed ?? 0
            #expect(try await task("web")?.created ?? 0 >= end)
            // Jobs that have run are not run again.
            let again = try await swarm.apply(yaml)
            #expect(again.allSatisfy { $0.action == .keep })
            #expect(try await swarm.client.tasks(.label(Label.stack, swarm.release)).count == tasks.count)

            let status = try await swarm.orchestrator.status(of: swarm.release, desired: nil)
            #expect(
                status.services.map { "\($0.name) \($0.mode) \($0.running)/\($0.desired)" } == [
                    "db replicated 1/1", "migrate replicated-job 1/1", "seed replicated 1/1",
                    "web replicated 1/1",
                ]
            )
        }
    }

    @Test("a change of mode replaces the service; what is dropped is pruned; kept objects stay")
    func replaceAndPrune() async throws {
        let before = """
            services:
              web: {image: davit-test/busybox:1, command: sleep 1000, stop_grace_period: 0s, configs: [page], networks: [a]}
              old: {image: davit-test/busybox:1, command: sleep 1000, stop_grace_period: 0s, networks: [b]}
            networks: {a: {}, b: {}}
            configs: {page: {content: one}}
            """
        let after = """
            services:
              web: {image: davit-test/busybox:1, command: sleep 1000, stop_grace_period: 0s, configs: [page], networks: [a],
                    deploy: {mode: global}}
            networks: {a: {}}
            configs: {page: {content: two}}
            """
        try await LiveSwarm.run { swarm in
            try await swarm.apply(before)
            let former = swarm.orchestrator.objects(
                of: try swarm.deployment(before).desired,
                release: swarm.release
            )
            let plan = try await swarm.orchestrator.plan(try swarm.deployment(after))
            let changes = plan.changes.filter { $0.action != .keep }.map { "\($0.action) \($0.object.kind)" }
            #expect(changes == ["create config", "replace service", "delete service", "delete network"])
            try await plan.apply(OperationContext())
            try await plan.prune(keeping: former, operation: OperationContext())
            let mode = try await swarm.service("web").map { SpecComparison.mode(of: $0.spec) }
            #expect(mode == "Global")
            // The former revision's config stays for a rollback, its service does not.
            #expect(try await swarm.client.objects(.config, .label(Label.release, swarm.release)).count == 2)
            #expect(try await swarm.client.services(.label(Label.release, swarm.release)).count == 1)
            let networks = try await swarm.client.networks(.label(Label.stack, swarm.release)).map(\.name)
            #expect(networks == ["\(swarm.release)_a"])
            try await plan.prune(keeping: [], operation: OperationContext())
            #expect(try await swarm.client.objects(.config, .label(Label.release, swarm.release)).count == 1)
        }
    }

    @Test("a stack that is being removed by the docker command does not stand in the way")
    func afterStackRemoval() async throws {
        let yaml =
            "services: {web: {image: davit-test/busybox:1, command: sleep 1000, stop_grace_period: 3s}}"
        try await LiveSwarm.run { swarm in
            try await swarm.apply(yaml)
            // It fails, and leaves the network, when a task has not let go of that yet.
            _ = try BackgroundProcess([
                "docker", "-H", try Engine.requireDocker(), "stack", "rm", swarm.release,
            ]).stop()
            let changes = try await swarm.apply(yaml)
            let service = try #require(changes.first { $0.object.kind == "service" })
            #expect(service.action == .create)
            #expect(try await swarm.running("web").count == 1)
        }
    }

    @Test("status tells what is missing and why a service lags; the docker command sees a stack")
    func status() async throws {
        let yaml = """
            services:
              web: {image: davit-test/busybox:1, command: sleep 1000, stop_grace_period: 0s, ports: [{target: 80, published: 28090, mode: host}]}
              bad: {image: 'davit-test/missing:9'}
            """
        try await LiveSwarm.run { swarm in
            let deployment = try swarm.deployment(yaml)
            let plan = try await swarm.orchestrator.plan(deployment)
            await #expect(throws: Failure.self) { try await plan.apply(OperationContext(timeout: 30)) }
            let status = try await swarm.orchestrator.status(of: swarm.release, desired: deployment.desired)
            #expect(status.services.map(\.name) == ["bad", "web"])
            #expect(status.services.first?.message == "rejected: No such image: davit-test/missing:9")
            #expect(status.services.last?.ports == ["28090->80/tcp"])
            #expect(status.missing == [])
            let web = try #require(try await swarm.service("web"))
            try await swarm.client.deleteService(id: web.id, name: web.name)
            let later = try await swarm.orchestrator.status(of: swarm.release, desired: deployment.desired)
            #expect(later.missing == [ObjectReference(kind: "service", name: "\(swarm.release)_web")])
        }
    }

    @Test("a generated secret is made once and stays; a kept object survives the removal")
    func secrets() async throws {
        let yaml = """
            services: {web: {image: davit-test/busybox:1, command: sleep 1000, stop_grace_period: 0s, secrets: [key]}}
            secrets: {key: {x-davit: {generate: {length: 40, charset: hex}}}}
            """
        try await LiveSwarm.run { swarm in
            let events = Events()
            try await swarm.apply(yaml, events: events)
            let made = try await swarm.client.object(.secret, named: "\(swarm.release)_key")
            #expect(made?.labels[Label.generated] == "true")
            try await swarm.apply(yaml.replacing("sleep 1000", with: "sleep 1001"))
            #expect(try await swarm.client.object(.secret, named: "\(swarm.release)_key")?.id == made?.id)
            let secret = ObjectReference(kind: "secret", name: "\(swarm.release)_key")
            let left = try await swarm.orchestrator.remove(
                release: swarm.release,
                keeping: [secret],
                operation: OperationContext()
            )
            #expect(left == [secret])
            #expect(try await swarm.client.services(.label(Label.release, swarm.release)) == [])
        }
    }

    @Test(
        "an engine without a Swarm is refused with what to do",
        .enabled(if: Engine.isPlainDockerEnabled, "DAVIT_TEST_PLAIN_DOCKER_HOST is not set")
    )
    func noSwarm() async throws {
        let client = try LiveSwarm.connect(host: try Engine.requirePlainDocker())
        let orchestrator = SwarmOrchestrator(client: client)
        let facts = await #expect(throws: Failure.self) { try await orchestrator.facts() }
        let list = await #expect(throws: Failure.self) { try await client.services() }
        for failure in [facts, list] {
            #expect(failure?.kind == .refused)
            #expect(failure?.hint == "docker swarm init")
        }
    }

    @Test("the facts of a manager")
    func facts() async throws {
        let facts = try await SwarmOrchestrator(client: try LiveSwarm.connect()).facts()
        #expect(facts.nodes >= 1)
        #expect(facts.version?.isEmpty == false)
    }
}
