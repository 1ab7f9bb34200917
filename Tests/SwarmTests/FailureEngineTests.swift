import Diagnostics
import DockerAPI
import Releases
import TestSupport
import Testing
import Values

@testable import Swarm

@Suite("failures on a real Swarm", .enabled(if: Engine.isDockerEnabled, "DAVIT_TEST_DOCKER_HOST is not set"))
struct FailureEngineTests {
    static func service(_ keys: String) -> String {
        "services: {web: {image: davit-test/busybox:1, stop_grace_period: 0s, \(keys)}}"
    }

    @Test("an install with an image that does not exist fails at once")
    func installMissingImage() async throws {
        try await LiveSwarm.run { swarm in
            // Where it waited for the time-out, this would say so by its kind.
            let failure = try await swarm.failure(of: "services: {web: {image: 'davit-test/missing:9'}}")
            #expect(failure?.kind == .refused)
            #expect(failure?.message == "service 'web' failed: No such image: davit-test/missing:9")
            #expect(failure?.notes.first?.contains("rejected: No such image") == true)
            // The same again fails again, and not only when its time is over.
            let again = try await swarm.failure(of: "services: {web: {image: 'davit-test/missing:9'}}")
            #expect(again?.kind == .refused)
        }
    }

    @Test("a program that ends badly shows its exit code and its last words")
    func crash() async throws {
        let crash = Self.service("command: \"sh -c 'echo opening; echo cannot open the file >&2; exit 3'\"")
        try await LiveSwarm.run { swarm in
            try await swarm.apply(Self.service("command: sleep 1000"))
            let failure = try await swarm.failure(of: crash)
            #expect(failure?.message == "service 'web' failed: task: non-zero exit (3)")
            #expect(failure?.notes.first?.contains("exit code 3") == true)
            #expect(failure?.notes.contains("cannot open the file") == true)
            // The update is paused now. The same spec again is tried again, another one works.
            let again = try await swarm.orchestrator.plan(try swarm.deployment(crash))
            #expect(again.changes.first { $0.object.kind == "service" }?.action == .update)
            try await swarm.apply(Self.service("command: sleep 1001"))
        }
    }

    @Test("restarts that are used up are a failure, and applying again starts anew")
    func givenUp() async throws {
        let yaml = Self.service(
            "command: 'false', deploy: {restart_policy: {condition: on-failure, max_attempts: 1, delay: 0s}}"
        )
        try await LiveSwarm.run { swarm in
            let failure = try await swarm.failure(of: yaml)
            #expect(failure?.message.hasSuffix("the engine does not restart it") == true)
            let former = try await swarm.client.tasks(.label(Label.stack, swarm.release)).map(\.id)
            let again = try await swarm.failure(of: yaml)
            #expect(again?.message.contains("non-zero exit (1)") == true)
            let tasks = try await swarm.client.tasks(.label(Label.stack, swarm.release)).map(\.id)
            #expect(!Set(tasks).subtracting(former).isEmpty)
        }
    }

    @Test("a service that does not come up in time says how far it is")
    func timeout() async throws {
        let yaml = Self.service(
            "command: sleep 1000, healthcheck: {test: 'false', interval: 60s, start_period: 60s}"
        )
        try await LiveSwarm.run { swarm in
            let failure = try await swarm.failure(of: yaml, timeout: 4)
            #expect(failure?.kind == .timeout)
            #expect(
                failure?.message.hasPrefix("not all services run after 4 s: 'web' has 0 of 1 tasks (") == true
            )
        }
    }

    @Test("cancelling ends the wait at once and leaves what is there")
    func cancel() async throws {
        let yaml = Self.service(
            "command: sleep 1000, healthcheck: {test: 'false', interval: 60s, start_period: 60s}"
        )
        try await LiveSwarm.run { swarm in
            let plan = try await swarm.orchestrator.plan(try swarm.deployment(yaml))
            let task = Task { try await plan.apply(OperationContext()) }
            try await Task.sleep(for: .seconds(2))
            task.cancel()
            let result = await task.result
            #expect(throws: CancellationError.self) { try result.get() }
            #expect(try await swarm.service("web") != nil)
        }
    }

    @Test("nothing is written once the lease is lost")
    func checkpoint() async throws {
        try await LiveSwarm.run { swarm in
            let plan = try await swarm.orchestrator.plan(
                try swarm.deployment(Self.service("command: sleep 1000"))
            )
            let operation = OperationContext(checkpoint: { throw Failure(.conflict, "the lease is lost") })
            await #expect(throws: Failure.self) { try await plan.apply(operation) }
            #expect(try await swarm.client.services(.label(Label.stack, swarm.release)) == [])
            #expect(try await swarm.client.networks(.label(Label.stack, swarm.release)) == [])
        }
    }

    @Test("an update that lost a race is planned anew and done")
    func outOfSequence() async throws {
        try await LiveSwarm.run { swarm in
            try await swarm.apply(Self.service("command: sleep 1000"))
            let plan = try await swarm.orchestrator.plan(
                try swarm.deployment(Self.service("command: sleep 1000, deploy: {labels: {a: b}}"))
            )
            // Somebody else writes in between.
            let live = try #require(try await swarm.service("web"))
            try await swarm.client.updateService(live, spec: live.spec.setting(["Labels", "c"], "d"))
            try await plan.apply(OperationContext())
            let labels = try await swarm.service("web")?.labels
            #expect(labels?["a"] == "b")
            #expect(labels?["c"] == nil)
        }
    }

    @Test("all problems are reported before anything is written")
    func preflight() async throws {
        let yaml = """
            services:
              web:
                image: davit-test/busybox:1
                privileged: true
                networks: [t-swarm-none]
                secrets: [none]
                deploy: {placement: {constraints: [node.labels.no == yes]}}
            networks: {t-swarm-none: {external: true}}
            secrets: {none: {external: true, name: t-swarm-no-secret}}
            """
        try await LiveSwarm.run { swarm in
            let failure = try await swarm.failure(of: yaml)
            let all = [failure?.message ?? ""] + (failure?.notes ?? [])
            for text in [
                "cannot do 'privileged'", "the external network 't-swarm-none' does not exist",
                "the external secret 't-swarm-no-secret' does not exist",
                "no ready node fits the placement of 'web'",
            ] {
                #expect(all.contains { $0.contains(text) }, "\(text) in \(all)")
            }
            #expect(try await swarm.client.services(.label(Label.stack, swarm.release)) == [])
        }
    }

    @Test("a port that another release publishes is a conflict that names it")
    func portTaken() async throws {
        let yaml = Self.service("command: sleep 1000, ports: [{target: 80, published: 28095, mode: host}]")
        try await LiveSwarm.run { first in
            try await first.apply(yaml)
            try await LiveSwarm.run { second in
                let failure = try await second.failure(of: yaml)
                #expect(failure?.kind == .conflict)
                #expect(failure?.message.contains("of the release '\(first.release)'") == true)
                #expect(try await second.client.services(.label(Label.stack, second.release)) == [])
            }
            // Its own port does not stand in its way.
            try await first.apply(yaml.replacing("sleep 1000", with: "sleep 1001"))
        }
    }

    @Test("an image that is there passes the check, which leaves nothing behind")
    func imageCheck() async throws {
        try await LiveSwarm.run { swarm in
            let plan = try await swarm.orchestrator.swarmPlan(
                try swarm.deployment(Self.service("tty: false"))
            )
            let service = try #require(plan.wanted.services.first)
            let check = ImageCheck(
                client: swarm.client,
                release: swarm.release,
                operation: OperationContext(),
                deadline: .now + .seconds(30)
            )
            try await check.tryOut("davit-test/busybox:1", for: service)
            await #expect(throws: Failure.self) {
                try await check.tryOut("davit-test/missing:9", for: service)
            }
            #expect(try await swarm.client.services(.label(Label.stack, swarm.release)) == [])
        }
    }

    @Test("a service of nobody is a conflict, and is taken over on request")
    func adoption() async throws {
        try await LiveSwarm.run { swarm in
            let name = "\(swarm.release)_web"
            let id = try await swarm.client.createService([
                "Name": .string(name),
                "TaskTemplate": [
                    "ContainerSpec": ["Image": "davit-test/busybox:1", "Args": ["sleep", "1000"]]
                ],
            ])
            do {
                let yaml = Self.service("command: sleep 1000")
                let failure = try await swarm.failure(of: yaml)
                #expect(failure?.kind == .conflict)
                #expect(failure?.message == "service '\(name)' exists already and belongs to no release")
                let plan = try await swarm.orchestrator.plan(try swarm.deployment(yaml, adopt: true))
                _ = try await plan.preflight()
                try await plan.apply(OperationContext())
                #expect(try await swarm.service("web")?.id == id)
                #expect(try await swarm.service("web")?.labels[Label.release] == swarm.release)
            } catch {
                try? await swarm.client.deleteService(id: id, name: name)
                throw error
            }
        }
    }
}
