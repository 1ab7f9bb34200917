import Diagnostics
import FoundationEssentials
import Local
import Releases
import TestSupport
import Testing

/// A real Compose tool on a real engine.
@Suite(.enabled(if: canRunCompose), .serialized, .timeLimit(.minutes(15)))
struct RealComposeTests {
    private let release = Engine.uniqueName("davit-local")

    private func stack(page: String, image: String = "davit-test/busybox:1") -> String {
        """
        services:
          web:
            image: \(image)
            command: [sh, -c, "cat /page /run/secrets/key; echo $$NAME; exec sleep 1000"]
            environment: {NAME: "five $$ and $${NAME}"}
            stop_grace_period: 1s
            configs: [{source: page, target: /page}]
            secrets: [key]
            networks: [front]
            depends_on: {setup: {condition: service_completed_successfully}}
            healthcheck: {test: [CMD, "true"], interval: 1s}
            restart: unless-stopped
          setup:
            image: davit-test/busybox:1
            command: ["true"]
        configs:
          page: {content: "\(page) "}
        secrets:
          key: {content: "swordfish "}
        networks: {front: {}}
        """
    }

    @Test func aReleaseRunsChangesAndGoes() async throws {
        let variables = ["DOCKER_HOST": try Engine.requireDocker()]
        let found = await ComposeTool.find(variables: variables)
        let tool = try #require(found)
        try await withTemporaryFolder { folder in
            let here = ReleaseEnvironment(
                orchestrator: LocalOrchestrator(folder: folder, findRunner: { tool }),
                store: DirectoryStore(folder: folder)
            )
            let compose = ["-p", release, "-f", "\(folder)/releases/\(release)/compose.yaml"]
            do {
                let result = try await Install(release: release, makeContent: content(stack(page: "one")))
                    .run(in: here)
                #expect(result.status == .deployed)
                let log = try await tool.run(compose + ["logs", "--no-color", "web"])
                #expect(log.output.contains("one swordfish five $ and ${NAME}"), "\(log)")
                let report = try await Status(release: release).run(in: here)
                #expect(report.live.services.map(\.name) == ["web", "setup"])
                #expect(report.live.services.map(\.running) == [1, 0])

                _ = try await Upgrade(release: release, makeContent: content(stack(page: "two")))
                    .run(in: here)
                let changed = try await tool.run(compose + ["logs", "--no-color", "web"])
                #expect(changed.output.contains("two swordfish"), "\(changed)")

                var broken = Upgrade(
                    release: release,
                    makeContent: content(stack(page: "two", image: "davit-test/none:1"))
                )
                broken.options.rollbackOnFailure = true
                do {
                    _ = try await broken.run(in: here)
                    Issue.record("an image that does not exist was started")
                } catch let failure as Failure {
                    #expect(failure.kind == .refused, "\(failure)")
                    #expect(failure.notes.contains { $0.contains("davit-test/none") }, "\(failure.notes)")
                    #expect(failure.notes.last?.contains("revision 2 is in force again") == true)
                }
                #expect(try await Status(release: release).run(in: here).live.services.first?.running == 1)
                _ = try await Uninstall(release: release).run(in: here)
                #expect(files("\(folder)/releases") == [])
            } catch {
                _ = try? await tool.run(compose + ["down", "--volumes"])
                throw error
            }
        }
    }
}

/// Whether there is an engine, and a Compose tool to talk to it.
private var canRunCompose: Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let isInstalled = path.split(separator: ":").contains { folder in
        FileManager.default.isExecutableFile(atPath: "\(folder)/docker-compose")
    }
    return Engine.isDockerEnabled && isInstalled
}
