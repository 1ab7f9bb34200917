import FoundationEssentials
import Testing

extension OnSwarm {
    /// What a Swarm refuses, found before anything is changed.
    @Suite("refusals of a Swarm")
    struct EngineErrorTests {
        @Test("an external network that is missing", .timeLimit(.minutes(15)))
        func missingExternalNetwork() async throws {
            try await withRelease { user, swarm, release in
                try user.writeChart(
                    "web",
                    compose: """
                        services:
                          web:
                            image: davit-test/busybox:1
                            networks: [outside]
                        networks:
                          outside:
                            external: true
                            name: davit-test-there-is-none

                        """
                )
                let run = try await user.davit("install \(release) web")
                expectOneError(run, containing: ["network", "'davit-test-there-is-none'"])
                try await expect(swarm.footprint(release), equals: [])
            }
        }

        @Test("a release name in use", .timeLimit(.minutes(15)))
        func releaseNameInUse() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web --set replicas=1"))
                let before = try await swarm.footprint(release)
                let run = try await user.davit("install \(release) web --set text=other")
                expectOneError(run, containing: ["'\(release)'", "upgrade"])
                try await expect(swarm.footprint(release), equals: before)
                try await expect(user.history(release).count, equals: 1)
            }
        }

        @Test("a port that another stack publishes", .timeLimit(.minutes(15)))
        func publishedPort() async throws {
            try await withRelease { user, swarm, release in
                let other = uniqueName("other")
                try await swarm.docker(
                    """
                    service create --detach --quiet --no-resolve-image --replicas 0 --name \(other)_web
                    --label com.docker.stack.namespace=\(other) --publish 18573:80 davit-test/busybox:1
                    """.lines.joined(separator: " ")
                )
                do {
                    try user.writeServiceChart()
                    try user.write("ports: [{target: 80, published: 18573}]\n", to: "ports.yaml")
                    let run = try await user.davit("install \(release) web -f ports.yaml")
                    expectOneError(run, containing: ["18573", other])
                    try await expect(swarm.footprint(release), equals: [])
                } catch {
                    try await swarm.clean(other)
                    throw error
                }
                try await swarm.clean(other)
            }
        }

        @Test("objects of a stack that is no release", .timeLimit(.minutes(15)))
        func objectsOfAnotherStack() async throws {
            try await withRelease { user, swarm, release in
                try await swarm.docker(
                    """
                    service create --detach --quiet --no-resolve-image --replicas 0 --name \(release)_web
                    --label com.docker.stack.namespace=\(release) davit-test/busybox:1
                    """.lines.joined(separator: " ")
                )
                try user.writeServiceChart()
                let before = try await swarm.footprint(release)
                let run = try await user.davit("install \(release) web")
                expectOneError(run, containing: ["service '\(release)_web'", "--adopt"])
                try await expect(swarm.footprint(release), equals: before)
            }
        }

        @Test("an archive whose digest is not the index's", .timeLimit(.minutes(15)))
        func wrongDigest() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("package web -d dist"))
                try await requireSuccess(user.davit("repo index dist"))
                let index = try user.read("dist/index.yaml")
                let digest = try #require(
                    index.split(separator: "digest: ").dropFirst().first?.prefix { $0 != "\n" }
                )
                let wrong = String(repeating: "f", count: 64)
                try user.write(index.replacing(digest, with: wrong), to: "dist/index.yaml")
                try await NginxServer.serving("\(user.workingFolder)/dist", scratch: "\(user.folder)/nginx") {
                    url in
                    try await requireSuccess(user.davit("repo add local \(url)"))
                    let run = try await user.davit("install \(release) local/web")
                    let plain = digest.split(separator: ":").last.map(String.init) ?? ""
                    expectOneError(run, containing: [wrong, plain])
                }
                try await expect(swarm.footprint(release), equals: [])
            }
        }
    }
}

/// Engines that cannot be used at all.
@Suite("engines that cannot be used")
struct UnusableEngineTests {
    @Test(
        "an unreachable daemon",
        .timeLimit(.minutes(15)),
        arguments: ["unix:///nonexistent/davit/docker.sock", "tcp://127.0.0.1:1"]
    )
    func unreachable(host: String) async throws {
        try await withUser(engine: host) { user in
            try user.writeServiceChart()
            let before = try user.contents(of: user.folder)
            for command in ["install web web", "upgrade web web", "list", "status web", "uninstall web"] {
                let run = try await user.davit(command)
                expectOneError(run, containing: [host.split(separator: "/").last.map(String.init) ?? ""])
                #expect(run.status == 5)
            }
            #expect(try user.contents(of: user.folder) == before)
        }
    }

    @Test(
        "a daemon that is no Swarm manager",
        .timeLimit(.minutes(15)),
        .enabled(if: Engine.runsPlainTests, "no engine outside of a Swarm: run scripts/test.sh")
    )
    func noSwarmManager() async throws {
        let engine = SwarmProbe(host: try Engine.plain())
        try await withUser(engine: engine.host) { user in
            try user.writeServiceChart()
            let before = try await engine.docker("ps --all --quiet")
            let run = try await user.davit("install web web")
            expectOneError(run, containing: ["Swarm manager", "docker swarm init"])
            try await expect(engine.docker("ps --all --quiet"), equals: before)
        }
    }
}
