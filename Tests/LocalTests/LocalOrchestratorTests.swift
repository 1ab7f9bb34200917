import Compose
import Diagnostics
import FoundationEssentials
import Local
import Releases
import TestSupport
import Testing
import Values

@Suite struct LocalOrchestratorTests {
    private static let shop = """
        services:
          web:
            image: nginx:1
            command: ["echo", "a $$HOME and 5 $$"]
            configs: [{source: page, target: /page}]
            secrets: [key, token]
            x-davit: {keep: false}
          job:
            image: busybox
            x-davit: {hook: test}
        configs:
          page: {content: hello}
        secrets:
          key: {content: hunter2}
          token: {x-davit: {generate: {length: 20, charset: hex}}}
        volumes:
          data: {}
        """

    private func environment(_ folder: String, _ runner: FakeRunner? = nil) -> ReleaseEnvironment {
        ReleaseEnvironment(
            orchestrator: LocalOrchestrator(folder: folder, findRunner: { runner }),
            store: DirectoryStore(folder: folder)
        )
    }

    private func install(_ text: String, _ environment: ReleaseEnvironment) async throws -> OperationResult {
        try await Install(release: "shop", makeContent: content(text)).run(in: environment)
    }

    private func upgrade(_ text: String, _ environment: ReleaseEnvironment) async throws -> OperationResult {
        try await Upgrade(release: "shop", makeContent: content(text)).run(in: environment)
    }

    private func failure(_ body: () async throws -> some Any) async -> Failure? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? Failure
        }
    }

    @Test func withoutAToolAReleaseIsWrittenOut() async throws {
        try await withTemporaryFolder { folder in
            let here = environment(folder)
            let result = try await install(Self.shop, here)
            #expect(result.status == .rendered)
            let file = "\(folder)/releases/shop/compose.yaml"
            #expect(result.advice == "Run it with: docker compose -p shop -f \(file) up -d")
            let hashes = [hash("hello"), hash("hunter2")]
            #expect(
                files("\(folder)/releases/shop") == [
                    "compose.yaml", "configs", "configs/page_\(hashes[0])",
                    "secrets", "secrets/key_\(hashes[1])", "secrets/token",
                ]
            )
            let release = "\(folder)/releases/shop"
            #expect(text("\(release)/configs/page_\(hashes[0])") == "hello")
            #expect(text("\(release)/secrets/key_\(hashes[1])") == "hunter2")
            let token = try #require(text("\(release)/secrets/token"))
            #expect(token.count == 20)
            #expect(token.allSatisfy { $0.isHexDigit })
            #expect(try mode(release) == 0o700)
            #expect(try mode("\(release)/secrets") == 0o700)
            #expect(try mode("\(release)/secrets/token") == 0o600)
            #expect(try mode("\(release)/secrets/key_\(hashes[1])") == 0o600)
            let compose = try #require(text(file))
            #expect(compose.contains("a $$HOME and 5 $$"))
            #expect(compose.contains("source: ./configs/page_\(hashes[0])"))
            #expect(compose.contains("file: ./secrets/key_\(hashes[1])"))
            #expect(!compose.contains("x-davit"))
            #expect(!compose.contains("busybox"))
            #expect(!compose.contains("hunter2"))
            // A record is no place for secrets either.
            let record = try await GetRevision(release: "shop").run(in: here).record
            #expect(!String(decoding: JSON.encode(record.value), as: UTF8.self).contains("hunter2"))
            let report = try await Status(release: "shop").run(in: here)
            #expect(report.live.services.map(\.name) == ["web"])
            #expect(!report.live.runs)
            #expect(report.live.missing.isEmpty)
        }
    }

    @Test func changesGoForthAndBack() async throws {
        try await withTemporaryFolder { folder in
            let here = environment(folder)
            _ = try await install(Self.shop, here)
            let release = "\(folder)/releases/shop"
            let first = try #require(text("\(release)/compose.yaml"))
            let token = text("\(release)/secrets/token")
            #expect(try await upgrade(Self.shop, here).outcome == .unchanged)
            let changed = Self.shop.replacing("hello", with: "goodbye").replacing("nginx:1", with: "nginx:2")
            let result = try await upgrade(changed, here)
            #expect(
                result.changes.filter { $0.action != .keep }.map { "\($0.action) \($0.object) \($0.paths)" }
                    == [
                        "update service shop_web [\"image\", \"volumes\"]",
                        "create config shop_page_\(hash("goodbye")) []",
                    ]
            )
            #expect(text("\(release)/compose.yaml")?.contains("nginx:2") == true)
            #expect(text("\(release)/secrets/token") == token)
            _ = try await Rollback(release: "shop").run(in: here)
            #expect(text("\(release)/compose.yaml") == first)
            #expect(text("\(release)/secrets/token") == token)
            _ = try await Uninstall(release: "shop").run(in: here)
            #expect(files(folder) == ["releases", "store", "store/lock"])
        }
    }

    @Test func whatIsDroppedGoesWithTheLastRevisionThatHasIt() async throws {
        try await withTemporaryFolder { folder in
            let here = environment(folder)
            for number in 1...3 {
                var upgrade = Upgrade(
                    release: "shop",
                    install: true,
                    makeContent: content(Self.shop.replacing("hello", with: "hello \(number)"))
                )
                upgrade.options.historyMax = 2
                _ = try await upgrade.run(in: here)
            }
            #expect(files("\(folder)/releases/shop/configs").count == 2)
        }
    }

    @Test func lostSecretsAreNamedBeforeAnythingChanges() async throws {
        try await withTemporaryFolder { folder in
            let here = environment(folder)
            _ = try await install(Self.shop, here)
            _ = try await upgrade(Self.shop.replacing("hunter2", with: "swordfish"), here)
            try FileManager.default.removeItem(
                atPath:
                    "\(folder)/releases/shop/secrets/key_\(hash("hunter2"))"
            )
            let failure = await failure { try await Rollback(release: "shop").run(in: here) }
            #expect(failure?.kind == .notFound)
            #expect(failure?.message.contains("'key_") == true)
            let history = try await History(release: "shop").run(in: here)
            #expect(history.map(\.status) == [.superseded, .rendered])
        }
    }

    @Test func aToolRunsTheRelease() async throws {
        try await withTemporaryFolder { folder in
            let runner = FakeRunner()
            let here = environment(folder, runner)
            runner.answer("ps --services --filter status=running", ComposeAnswer(status: 0, output: "web\n"))
            let result = try await install(Self.shop, here)
            #expect(result.status == .deployed)
            #expect(result.advice == nil)
            #expect(runner.calls.first == "up -d --remove-orphans")
            let report = try await Status(release: "shop").run(in: here)
            #expect(report.live.services.map(\.running) == [1])
            #expect(try await upgrade(Self.shop, here).outcome == .unchanged)
            let uninstalled = try await Uninstall(release: "shop").run(in: here)
            #expect(runner.calls.last == "down --remove-orphans")
            #expect(uninstalled.leftovers == [ObjectReference(kind: "volume", name: "shop_data")])
            #expect(files("\(folder)/releases") == [])
        }
    }

    @Test func aToolThatComesLaterStartsWhatWasWrittenOut() async throws {
        try await withTemporaryFolder { folder in
            _ = try await install(Self.shop, environment(folder))
            let runner = FakeRunner()
            runner.answer("ps --services --filter status=running", ComposeAnswer(status: 0, output: "web\n"))
            let result = try await upgrade(Self.shop, environment(folder, runner))
            #expect(result.outcome == .upgraded)
            #expect(result.status == .deployed)
        }
    }

    @Test(arguments: [
        "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
        "ERROR: Couldn't connect to Docker daemon at http+docker://localhost - is it running?",
    ])
    func aToolWithoutAnEngineIsAsGoodAsNone(message: String) async throws {
        try await withTemporaryFolder { folder in
            let runner = FakeRunner()
            runner.answer("up", ComposeAnswer(status: 1, errors: message))
            let here = environment(folder, runner)
            let result = try await install(Self.shop, here)
            #expect(result.status == .rendered)
            #expect(result.advice?.contains("docker compose -p shop") == true)
            _ = try await Uninstall(release: "shop").run(in: here)
            #expect(!runner.calls.contains { $0.hasPrefix("down") })
        }
    }

    @Test func whatTheToolRefusesIsShown() async throws {
        try await withTemporaryFolder { folder in
            let runner = FakeRunner()
            runner.answer("up", ComposeAnswer(status: 18, errors: "pulling\nno such image: nginx:1\n"))
            let here = environment(folder, runner)
            let failure = await failure { try await install(Self.shop, here) }
            #expect(failure?.kind == .refused)
            #expect(failure?.notes == ["pulling", "no such image: nginx:1"])
            let history = try await History(release: "shop").run(in: here)
            #expect(history.map(\.status) == [.failed])
        }
    }

    @Test func aServiceThatEndsIsAFailureWithItsLog() async throws {
        try await withTemporaryFolder { folder in
            let runner = FakeRunner()
            runner.answer("ps --services --filter status=exited", ComposeAnswer(status: 0, output: "web\n"))
            runner.answer("logs", ComposeAnswer(status: 0, output: "one\ntwo\n"))
            let failure = await failure { try await install(Self.shop, environment(folder, runner)) }
            #expect(failure?.message == "service 'web' has ended")
            #expect(failure?.notes == ["one", "two"])
        }
    }

    @Test func whatDoesNotStartTimesOut() async throws {
        try await withTemporaryFolder { folder in
            var install = Install(release: "shop", makeContent: content(Self.shop))
            install.options.timeout = 0.01
            let failure = await failure { try await install.run(in: environment(folder, FakeRunner())) }
            #expect(failure?.kind == .timeout)
            #expect(failure?.message.contains("'web'") == true)
        }
    }

    @Test func keptObjectsStay() async throws {
        try await withTemporaryFolder { folder in
            let runner = FakeRunner()
            runner.answer(
                "ps --services --filter status=running",
                ComposeAnswer(status: 0, output: "web\ndb\n")
            )
            let here = environment(folder, runner)
            _ = try await install(
                """
                services:
                  web: {image: nginx:1}
                  db: {image: postgres, x-davit: {keep: true}}
                """,
                here
            )
            let result = try await Uninstall(release: "shop").run(in: here)
            #expect(result.leftovers == [ObjectReference(kind: "service", name: "shop_db")])
            #expect(runner.calls.last == "rm -s -f web")
            #expect(text("\(folder)/releases/shop/compose.yaml") != nil)
        }
    }

    @Test(arguments: [
        ("services: {web: {build: .}}", "cannot do 'build' of the service 'web'"),
        (
            "services: {web: {image: a, secrets: [s]}}\nsecrets: {s: {external: true}}",
            "cannot do 'external' of the secret 's'"
        ),
        (
            "services: {web: {image: a, configs: [s]}}\nconfigs: {s: {external: true}}",
            "cannot do 'external' of the config 's'"
        ),
    ])
    func whatThisMachineCannotDoIsAnError(text: String, message: String) async throws {
        try await withTemporaryFolder { folder in
            let failure = await failure { try await install(text, environment(folder)) }
            #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "no failure")")
            #expect(files("\(folder)/releases") == [])
            #expect(files("\(folder)/store") == ["lock"])
        }
    }

    @Test(arguments: [
        "mode: global", "endpoint_mode: dnsrr", "placement: {constraints: [node.role == manager]}",
    ])
    func whatIsIgnoredIsSaid(deploy: String) async throws {
        try await withTemporaryFolder { folder in
            let result = try await install(
                "services: {web: {image: a, deploy: {\(deploy)}}}",
                environment(folder)
            )
            let key = deploy.prefix { $0 != ":" }
            #expect(
                result.diagnostics.contains {
                    $0.severity == .note && $0.message.contains("deploy.\(key)")
                }
            )
        }
    }

    @Test func replicasThatShareAPortAreWarnedOf() async throws {
        try await withTemporaryFolder { folder in
            let result = try await install(
                "services: {web: {image: a, ports: ['80:80'], deploy: {replicas: 2}}}",
                environment(folder)
            )
            #expect(
                result.diagnostics.map(\.message) == [
                    "'deploy.replicas: 2' of the service 'web' is ignored: only one task can publish a port on "
                        + "this machine"
                ]
            )
        }
    }

    @Test func twentyUpgradesAtOnce() async throws {
        try await withTemporaryFolder { folder in
            _ = try await install(Self.shop, environment(folder))
            let failures = await withTaskGroup(of: Failure?.self) { group in
                for number in 1...20 {
                    group.addTask {
                        await failure {
                            try await upgrade(
                                Self.shop.replacing("nginx:1", with: "nginx:\(number + 1)"),
                                environment(folder)
                            )
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let made = failures.count { $0 == nil }
            #expect(made > 0)
            for failure in failures.compactMap(\.self) {
                #expect(failure.kind == .conflict)
                #expect(failure.message.contains("is in use by '"))
            }
            let history = try await History(release: "shop").run(in: environment(folder))
            #expect(history.last?.revision == made + 1)
            #expect(history.count { $0.status == .rendered } == 1)
        }
    }
}
