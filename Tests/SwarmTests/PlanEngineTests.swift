import Compose
import Diagnostics
import DockerAPI
import HTTP
import OrderedCollections
import Releases
import TestSupport
import Testing
import Values

@testable import Swarm

@Suite(
    "plan and drift on a real Swarm",
    .enabled(if: Engine.isDockerEnabled, "DAVIT_TEST_DOCKER_HOST is not set")
)
struct PlanEngineTests {
    static let stack = """
        services:
          web:
            image: davit-test/busybox:1
            command: sleep 1000
            stop_grace_period: 0s
            environment: {LOG_LEVEL: info}
            configs: [page]
            deploy: {replicas: 1}
          scaled:
            image: davit-test/busybox:1
            command: sleep 1000
            stop_grace_period: 0s
            x-davit: {replicas: keep}
        configs: {page: {content: "one"}}
        """

    /// A release of a test on the real Swarm, with what it asks of the engine.
    struct World {
        let swarm: LiveSwarm
        let environment: ReleaseEnvironment
        let transport: RecordingTransport

        init(_ swarm: LiveSwarm) throws {
            self.swarm = swarm
            let endpoint = swarm.client.endpoint
            var configuration = HTTPClient.Configuration()
            if case .unix(let path) = endpoint.address { configuration.unixSocket = path }
            transport = RecordingTransport(HTTPClient(configuration))
            let client = DockerClient(endpoint: endpoint, transport: transport)
            environment = ReleaseEnvironment(
                orchestrator: SwarmOrchestrator(client: client),
                store: SwarmStore(client: client)
            )
        }

        /// Content as a chart would give it.
        static func content(_ yaml: String) -> ContentMaker {
            { request in
                ReleaseContent(
                    chartMetadata: ["name": "test"],
                    chartName: "test",
                    chartVersion: "1.0.0",
                    archive: Array("no archive".utf8),
                    userValues: request.userValues,
                    mergedValues: request.userValues,
                    project: try Project.parse(yaml)
                )
            }
        }

        func install(_ yaml: String) async throws {
            _ = try await Install(release: swarm.release, makeContent: Self.content(yaml)).run(
                in: environment
            )
        }

        func upgrade(_ yaml: String, report: @escaping @Sendable (ProgressEvent) -> Void = { _ in })
            async throws
            -> OperationResult
        {
            var options = OperationOptions()
            options.report = report
            return try await Upgrade(
                release: swarm.release,
                options: options,
                makeContent: Self.content(yaml)
            )
            .run(in: environment)
        }

        func uninstall() async throws {
            _ = try await Uninstall(release: swarm.release).run(in: environment)
        }
    }

    @Test("an upgrade with nothing to change, a plan and a look at the drift write nothing at all")
    func nothingToChange() async throws {
        try await LiveSwarm.run { swarm in
            let world = try World(swarm)
            try await world.install(Self.stack)
            func footprint() async throws -> [String] {
                let stack = EngineFilters.label("com.docker.stack.namespace", swarm.release)
                let all =
                    try await swarm.client.objects(.config, .label("davit.release", swarm.release))
                    + swarm.client.objects(.config, stack) + swarm.client.services(stack)
                return all.map { "\($0.name) \($0.version)" }.sorted()
            }
            let before = try await footprint()
            #expect(before.count > 4)
            world.transport.clear()

            let result = try await world.upgrade(Self.stack)
            #expect(result.outcome == .unchanged)
            #expect(result.record.revision == 1)
            let drift = try await Drift(release: swarm.release).run(in: world.environment)
            #expect(drift.changes == [])
            var options = OperationOptions()
            options.dryRun = true
            let changed = Self.stack.replacing("LOG_LEVEL: info", with: "LOG_LEVEL: debug")
            let plan = try await Upgrade(
                release: swarm.release,
                options: options,
                makeContent: World.content(changed)
            ).run(in: world.environment)
            #expect(
                plan.changes.flatMap(\.differences).map(\.text) == ["environment.LOG_LEVEL (info → debug)"]
            )

            #expect(world.transport.writes == [])
            #expect(world.transport.all.count > 5)
            #expect(try await footprint() == before)
            try await world.uninstall()
        }
    }

    @Test("what was changed by hand is told, and put back by an upgrade that says so")
    func drift() async throws {
        try await LiveSwarm.run { swarm in
            let world = try World(swarm)
            try await world.install(Self.stack)
            let web = try #require(try await swarm.service("web"))
            let spec = web.spec.setting(["Mode", "Replicated", "Replicas"], 2)
                .setting(
                    ["TaskTemplate", "ContainerSpec", "Env"],
                    ["LOG_LEVEL=debug", "DB_PASSWORD=geheim"]
                )
            try await swarm.client.updateService(web, spec: spec)
            let scaled = try #require(try await swarm.service("scaled"))
            try await swarm.client.updateService(
                scaled,
                spec: scaled.spec.setting(["Mode", "Replicated", "Replicas"], 2)
            )
            _ = try await swarm.client.createService([
                "Name": .string("\(swarm.release)_extra"),
                "Labels": [
                    "davit.owner": .string(swarm.release),
                    "com.docker.stack.namespace": .string(swarm.release),
                ],
                "TaskTemplate": [
                    "ContainerSpec": ["Image": "davit-test/busybox:1", "Args": ["sleep", "1000"]]
                ],
            ])

            let drift = try await Drift(release: swarm.release).run(in: world.environment)
            #expect(
                drift.changes.map { "\($0.action) \($0.object.name.dropFirst(swarm.release.count + 1))" } == [
                    "update web", "delete extra",
                ]
            )
            let change = try #require(drift.changes.first)
            #expect(
                change.differences.map(\.text) == [
                    "deploy.replicas (2 → 1)", "environment.DB_PASSWORD",
                    "environment.LOG_LEVEL (debug → info)",
                ]
            )
            #expect(change.trace?.wasAsRecorded == true)
            let updated = try #require(change.trace?.updated)
            #expect(updated >= drift.record.time)
            #expect(!"\(drift.changes)".contains("geheim"))

            let events = Events()
            let result = try await world.upgrade(Self.stack, report: { events.add($0) })
            #expect(result.outcome == .upgraded)
            #expect(!"\(result.changes)".contains("geheim"))
            let notes = events.all.compactMap { event in
                if case .diagnostic(let diagnostic) = event { diagnostic.message } else { nil }
            }
            #expect(
                notes.contains {
                    $0.contains("_web was changed outside of Davit") && $0.contains("(debug → info)")
                }
            )
            #expect(notes.contains { $0.contains("_extra was added outside of Davit") })
            #expect(!"\(notes)".contains("geheim"))
            #expect(try await Drift(release: swarm.release).run(in: world.environment).changes == [])
            #expect(try await swarm.service("web")?.spec.at("Mode", "Replicated", "Replicas") == 1)
            // The number that is to be kept was kept.
            #expect(try await swarm.service("scaled")?.spec.at("Mode", "Replicated", "Replicas") == 2)
            try await world.uninstall()
        }
    }

    @Test("a change of a config is told with both contents, and a secret of the chart with none")
    func contents() async throws {
        try await LiveSwarm.run { swarm in
            let secret = "\nsecrets: {key: {content: geheim-1}}\n"
            let world = try World(swarm)
            try await world.install(Self.stack + secret)
            var options = OperationOptions()
            options.dryRun = true
            let changed = (Self.stack + secret).replacing("\"one\"", with: "\"two\"")
                .replacing("geheim-1", with: "geheim-2")
            let plan = try await Upgrade(
                release: swarm.release,
                options: options,
                makeContent: World.content(changed)
            ).run(in: world.environment)
            let page = try #require(plan.changes.first { $0.object.kind == "config" })
            #expect(page.action == .create)
            #expect(page.differences == [ValueDifference("content", from: "one", to: "two", kind: .text)])
            #expect(page.predecessor?.name.hasPrefix("\(swarm.release)_page_") == true)
            let key = try #require(plan.changes.first { $0.object.kind == "secret" })
            #expect(key.differences == [ValueDifference("content", from: "••••", to: "••••", kind: .secret)])
            #expect(!"\(plan.changes)".contains("geheim"))
            try await world.uninstall()
        }
    }

    @Test("everything that stands in the way is told at once, and nothing is changed")
    func preflight() async throws {
        try await LiveSwarm.run { swarm in
            let other = "\(swarm.release)-other"
            let port = 29_871
            let blocker = try await swarm.client.createService([
                "Name": .string(other),
                "Mode": ["Replicated": ["Replicas": 0]],
                "EndpointSpec": ["Ports": [["TargetPort": 80, "PublishedPort": .int(Int64(port))]]],
                "TaskTemplate": ["ContainerSpec": ["Image": "davit-test/busybox:1"]],
            ])
            let taken = try await swarm.client.create(
                .config,
                name: "\(swarm.release)-config",
                labels: ["davit.owner": "somebody"],
                data: [1]
            )
            func cleanUp() async throws {
                try await swarm.client.deleteService(id: blocker, name: other)
                try await swarm.client.delete(.config, id: taken, name: other)
            }
            do {
                let world = try World(swarm)
                let yaml = """
                    services:
                      web:
                        image: davit-test/busybox:1
                        ports: ["\(port):80"]
                        networks: [out]
                        configs: [gone, taken]
                        secrets: [gone]
                        volumes: ["/no/such/folder:/x"]
                        deploy: {placement: {constraints: [node.labels.disk == ssd]}}
                      many:
                        image: davit-test/busybox:1
                        networks: [out]
                        ports: [{target: 1, published: 29872, mode: host}]
                        deploy: {replicas: 40}
                    networks: {out: {external: true, name: \(swarm.release)-nowhere}}
                    configs:
                      gone: {external: true, name: \(swarm.release)-nothing}
                      taken: {content: x, name: \(swarm.release)-config}
                    secrets: {gone: {external: true, name: \(swarm.release)-hidden}}
                    """
                var failure: Failure?
                do { try await world.install(yaml) } catch let error as Failure { failure = error }
                let told = ([failure?.message ?? ""] + (failure?.notes ?? [])).joined(separator: "\n")
                for part in [
                    "the external network '\(swarm.release)-nowhere' does not exist",
                    "the external config '\(swarm.release)-nothing' does not exist",
                    "the external secret '\(swarm.release)-hidden' does not exist",
                    "config '\(swarm.release)-config' belongs to the release 'somebody'",
                    "port \(port)/tcp of '\(swarm.release)_web' is already published by service '\(other)'",
                    "no ready node fits the placement of 'web': 'node.labels.disk == ssd'",
                    "40 replicas do not fit on 1 node",
                ] { #expect(told.contains(part), "\(told)") }
                #expect(failure?.hint != nil)
                #expect(
                    try await swarm.client.services(.label("com.docker.stack.namespace", swarm.release)) == []
                )
                #expect(try await swarm.client.objects(.config, .label("davit.release", swarm.release)) == [])
            } catch {
                try await cleanUp()
                throw error
            }
            try await cleanUp()
        }
    }

    @Test("a folder to bind that this node does not have is told where that can be known")
    func binds() async throws {
        try await LiveSwarm.run { swarm in
            let yaml = """
                services: {web: {image: a, volumes: ["/no/such/folder:/x", "/tmp:/y"]}}
                """
            let plan = try await swarm.orchestrator.swarmPlan(try swarm.deployment(yaml))
            let nodes = try await swarm.client.nodes()
            let check = BindCheck(plan.services, nodes: nodes, endpoint: swarm.client.endpoint)
            // The test's engine runs beside the test, as the only node.
            #expect(
                check.problems.map(\.message) == [
                    "'/no/such/folder', which 'web' binds, does not exist on this node"
                ]
            )
            #expect(check.warnings == [])
            // From elsewhere nothing can be known.
            let far = BindCheck(plan.services, nodes: nodes, endpoint: DockerEndpoint(.tcp("far:2375")))
            #expect(far.problems.isEmpty)
            #expect(far.warnings.map(\.message).first?.contains("'/no/such/folder', '/tmp'") == true)
        }
    }
}
