import FoundationEssentials
import TestSupport
import Testing

extension OnSwarm {
    /// Charts of SwarmCLI's format, as they are.
    @Suite("charts of SwarmCLI")
    struct SwarmCLIChartTests {
        private static func chart(_ name: String) -> String { Fixture.path("Fixtures/swarmcli/\(name)") }

        @Test(
            "install unmodified; what they need is checked, and made where they say so",
            .timeLimit(.minutes(15))
        )
        func install() async throws {
            try await withRelease { user, swarm, release in
                let (network, secret, settings) = ("\(release)-net", "\(release)-key", "\(release)-conf")
                let names = ["--set", "network=\(network)"]
                let site =
                    [Self.chart("site"), "--set", "secret=\(secret)", "--set", "settings=\(settings)"] + names
                let (edge, page) = ("\(release)-edge", "\(release)-site")
                do {
                    try await missing(user, swarm, [page] + site, names: [network, secret, settings])
                    try await makeOutsiders(user, swarm, secret: secret, settings: settings)

                    // The chart that makes the network, and then the one that finds it.
                    try await requireSuccess(user.davit(["install", edge, Self.chart("edge")] + names))
                    try await checkNetwork(swarm, network)
                    try await swarm.expect("1/1", of: "\(edge)_edge")
                    try await requireSuccess(user.davit(["install", page] + site))
                    try await swarm.expect("1/1", of: "\(page)_page")
                    try await checkContents(swarm, edge: edge, page: page)

                    let lint = try await user.davit(["lint", Self.chart("edge"), Self.chart("site")])
                    expectSuccess(lint)

                    try await requireSuccess(user.davit("uninstall \(page)"))
                    try await requireSuccess(user.davit("uninstall \(edge)"))
                    // It belongs to none of them.
                    try await expect(
                        swarm.docker("network ls --filter name=\(network) --format {{.Name}}"),
                        equals: [network]
                    )
                } catch {
                    try? await Task { try await clean(swarm, [page, edge], network, secret, settings) }.value
                    throw error
                }
                try await clean(swarm, [page, edge], network, secret, settings)
            }
        }

        /// Everything that is missing is one error, and nothing was made.
        private func missing(
            _ user: DavitUser,
            _ swarm: SwarmProbe,
            _ words: [String],
            names: [String]
        ) async throws {
            let run = try await user.davit(["install"] + words)
            expectOneError(
                run,
                containing: names.map { "'\($0)' does not exist" } + [
                    "the network of the front door", "what the page is signed with",
                    "docker network create --driver overlay --attachable \(names[0])",
                    "docker secret create \(names[1])", "docker config create \(names[2])",
                ]
            )
            try await expect(swarm.footprint(words[0]), equals: [])
        }

        private func makeOutsiders(
            _ user: DavitUser,
            _ swarm: SwarmProbe,
            secret: String,
            settings: String
        ) async throws {
            try user.write("s3cret", to: "key")
            try user.write("color = blue\n", to: "conf")
            try await swarm.docker("secret create \(secret) \(user.workingFolder)/key")
            try await swarm.docker("config create \(settings) \(user.workingFolder)/conf")
        }

        private func checkNetwork(_ swarm: SwarmProbe, _ network: String) async throws {
            try await expect(
                swarm.docker(
                    "network inspect \(network) --format",
                    "{{.Driver}} {{.Scope}} {{.Attachable}} {{len .Labels}}"
                ),
                equals: ["overlay swarm true 0"]
            )
        }

        private func checkContents(_ swarm: SwarmProbe, edge: String, page: String) async throws {
            let environment = "{{range .Spec.TaskTemplate.ContainerSpec.Env}}{{println .}}{{end}}"
            let variables = try await swarm.inspect("\(edge)_edge", environment)
            #expect(variables.contains("BUFFER=2000000\n"))
            #expect(variables.contains("RULE=price > 5$ && path = `/$1`\n"))
            #expect(variables.contains("STACK=\(edge)"))
            #expect(try await swarm.inspect("\(page)_page", environment).contains("UPLOAD=1000000"))
            let served = try await eventually {
                try await swarm.execute(in: "\(edge)_edge", "cat", "/www/index.html")
                    == "<title>edge</title>\n"
            }
            #expect(served)
            try await expect(
                swarm.execute(in: "\(page)_page", "cat", "/www/index.html"),
                equals: "<h1>It costs 5$$</h1>\n"
            )
            try await expect(swarm.execute(in: "\(page)_page", "cat", "/run/secrets/key"), equals: "s3cret")
            try await expect(
                swarm.execute(in: "\(page)_page", "cat", "/etc/site.conf"),
                equals: "color = blue\n"
            )
        }

        private func clean(
            _ swarm: SwarmProbe,
            _ releases: [String],
            _ network: String,
            _ secret: String,
            _ settings: String
        ) async throws {
            for release in releases { try await swarm.clean(release) }
            try await swarm.tryDocker(["network", "rm", network])
            try await swarm.tryDocker(["secret", "rm", secret])
            try await swarm.tryDocker(["config", "rm", settings])
        }
    }
}
