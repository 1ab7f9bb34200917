import FoundationEssentials
import TestSupport
import Testing

extension OnSwarmWithPorts {
    /// The charts of `charts/` with the values for tests.
    @Suite("own charts")
    struct OwnChartsTests {
        private func install(_ chart: String, _ release: String, _ user: DavitUser) async throws {
            let folder = "\(Fixture.root)/charts/\(chart)"
            try await requireSuccess(
                user.davit("install \(release) \(folder) -f \(folder)/ci/test-values.yaml")
            )
        }

        @Test("hello shows its page", .timeLimit(.minutes(15)))
        func hello() async throws {
            try await withRelease { user, swarm, release in
                try await install("hello", release, user)
                try await swarm.expect("1/1", of: "\(release)_web")
                #expect(try await get("8080/").contains("<p>Hello from Davit!</p>"))
                try await requireSuccess(user.davit(["upgrade", release, "--set", "page.message=Ahoy"]))
                #expect(try await get("8080/").contains("<p>Ahoy</p>"))
            }
        }

        @Test("redis-nginx runs", .timeLimit(.minutes(15)))
        func redisNginx() async throws {
            try await withRelease { user, swarm, release in
                try await install("redis-nginx", release, user)
                try await swarm.expect("1/1", of: "\(release)_redis")
                try await swarm.expect("2/2", of: "\(release)_nginx")
                let task = try await swarm.inspect(
                    "\(release)_nginx",
                    "{{.Spec.TaskTemplate.Resources.Limits.MemoryBytes}} {{.Spec.TaskTemplate.RestartPolicy.Condition}}"
                )
                #expect(task == "52428800 on-failure")
                try await expect(
                    swarm.inspect(
                        "\(release)_redis",
                        "{{.Spec.TaskTemplate.Placement.Constraints}}"
                    ),
                    equals: "[node.role == manager]"
                )
                try await expect(
                    swarm.inspect(
                        "\(release)_nginx",
                        "{{range .Spec.EndpointSpec.Ports}}{{.PublishedPort}}>{{.TargetPort}}{{end}}"
                    ),
                    equals: "80>80"
                )
            }
        }

        @Test("voting-app counts a vote", .timeLimit(.minutes(15)))
        func votingApp() async throws {
            try await withRelease { user, swarm, release in
                try await install("voting-app", release, user)
                for service in ["web", "worker", "redis", "postgres"] {
                    try await swarm.expect("1/1", of: "\(release)_\(service)")
                }
                #expect(
                    try await get("8080/cgi-bin/index.cgi", "--data", "choice=dogs").contains("on its way")
                )
                let isCounted = try await eventually(seconds: 20) {
                    try await get("8080/cgi-bin/index.cgi").contains("<b id=\"dogs\">1</b>")
                }
                #expect(isCounted)

                // The generated password is nobody's business, and an upgrade keeps it.
                let secret = try await swarm.names("secret", of: release)
                #expect(secret.count == 1)
                let password = try #require(
                    try await swarm.execute(in: "\(release)_worker", "cat", "/run/secrets/db-password")
                )
                #expect(password.count == 32)
                try await requireSuccess(
                    user.davit(["upgrade", release, "--set", "poll.question=Once more?"])
                )
                try await expect(swarm.names("secret", of: release), equals: secret)
                for command in ["get all \(release)", "get manifest \(release)", "status \(release) -o json"]
                {
                    let run = try await user.davit(command)
                    try requireSuccess(run)
                    #expect(!run.output.contains(password))
                }

                let uninstall = try await user.davit("uninstall \(release)")
                try requireSuccess(uninstall)
                // Data is not thrown away unasked, and that is said.
                try await expect(swarm.names("volume", of: release), equals: ["\(release)_db-data"])
                #expect((uninstall.output + uninstall.error).contains("\(release)_db-data"))
                for kind in ["service", "network", "config", "secret"] {
                    try await expect(swarm.names(kind, of: release), equals: [])
                }
            }
        }

        /// What a published port of the Swarm's node answers.
        private func get(_ place: String, _ options: String...) async throws -> String {
            let address = try Engine.address()
            let words = ["curl", "--silent", "--show-error", "--max-time", "10"] + options
            return try await Program.run(words + ["http://\(address):\(place)"], in: "/").output
        }
    }
}
