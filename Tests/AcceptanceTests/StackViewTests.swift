import Testing

extension OnSwarm {
    /// A release as Docker's own commands see it.
    @Suite("docker stack")
    struct StackViewTests {
        @Test("sees a release as a stack; what it removes an upgrade puts back", .timeLimit(.minutes(15)))
        func stack() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web"))
                #expect(
                    try await swarm.docker("stack ls --format", "{{.Name}} {{.Services}}").contains(
                        "\(release) 1"
                    )
                )
                try await expect(
                    swarm.docker(
                        "stack services \(release) --format",
                        "{{.Name}} {{.Replicas}} {{.Image}}"
                    ),
                    equals: ["\(release)_web 2/2 davit-test/busybox:1"]
                )
                let tasks = try await swarm.docker(
                    "stack ps \(release) --format",
                    "{{.Name}} {{.DesiredState}}"
                )
                #expect(Set(tasks) == ["\(release)_web.1 Running", "\(release)_web.2 Running"])

                try await swarm.docker("stack rm \(release)")
                let isGone = try await eventually {
                    try await swarm.docker("ps --quiet --filter label=com.docker.stack.namespace=\(release)")
                        .isEmpty
                }
                #expect(isGone)
                let status = try await user.davit("status \(release)")
                try requireSuccess(status)
                #expect(status.output.contains("MISSING:"), "\(status.testDescription)")
                #expect(status.output.contains("\(release)_web"), "\(status.testDescription)")
                try await expect(user.history(release).map(\.revision), equals: [1])

                try await requireSuccess(user.davit("upgrade \(release)"))
                try await swarm.expect("2/2", of: "\(release)_web")
                try await expect(swarm.execute(in: "\(release)_web", "cat", "/page"), equals: "one")
            }
        }
    }
}
