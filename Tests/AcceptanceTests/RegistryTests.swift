import FoundationEssentials
import Testing

extension OnSwarm {
    /// Images of a registry that moves tags and asks for a password.
    @Suite("images of a registry")
    struct RegistryTests {
        @Test(
            "a tag that has moved rolls out when asked to, and a rollback brings the old image back",
            .timeLimit(.minutes(15))
        )
        func movedTag() async throws {
            try await withRelease { user, swarm, release in
                try await ImageRegistry.run(on: swarm, user) { registry in
                    let image = "\(registry.address)/app:1"
                    let template = "{{.Spec.TaskTemplate.ContainerSpec.Image}}"
                    func page() async throws -> String? {
                        try await swarm.execute(
                            in: "\(release)_web",
                            "cat",
                            "/usr/share/nginx/html/index.html"
                        )
                    }
                    try user.writeServiceChart()
                    try user.write(registry.config(), to: "../home/.docker/config.json")
                    let old = try await registry.push("davit-test/web:1", as: "app:1")
                    let values = "--set image=\(image),replicas=1,health=/bin/true"
                    let installed = try await user.davit("install \(release) web \(values)")
                    try requireSuccess(installed)
                    try await expect(swarm.inspect("\(release)_web", template), equals: "\(image)@\(old)")
                    try await expect(page(), equals: "<h1>davit-test/web 1</h1>\n")

                    let new = try await registry.push("davit-test/web:2", as: "app:1")
                    #expect(new != old)
                    // Changing something else leaves the image alone; changing nothing does nothing.
                    try await requireSuccess(user.davit("upgrade \(release) --set text=two"))
                    try await expect(swarm.inspect("\(release)_web", template), equals: "\(image)@\(old)")
                    let same = try await user.davit("upgrade \(release) --resolve-image never")
                    #expect(same.output.contains("is like that already"), "\(same.testDescription)")

                    try await requireSuccess(user.davit("upgrade \(release) --resolve-image always"))
                    try await expect(swarm.inspect("\(release)_web", template), equals: "\(image)@\(new)")
                    try await expect(page(), equals: "<h1>davit-test/web 2</h1>\n")

                    let back = try await user.davit("rollback \(release) 1")
                    try requireSuccess(back)
                    try await expect(swarm.inspect("\(release)_web", template), equals: "\(image)@\(old)")
                    try await expect(page(), equals: "<h1>davit-test/web 1</h1>\n")
                    // Also when nothing runs any more: the image is in the record.
                    try await swarm.docker("service rm \(release)_web")
                    try await requireSuccess(user.davit("upgrade \(release)"))
                    try await expect(swarm.inspect("\(release)_web", template), equals: "\(image)@\(old)")
                    try await expect(user.history(release).map(\.status).last, equals: "deployed")
                    for run in [installed, same, back] { expectNoSecret(run) }
                }
            }
        }

        @Test(
            "a wrong password is told before anything is changed, and no password too",
            .timeLimit(.minutes(15))
        )
        func wrongPassword() async throws {
            try await withRelease { user, swarm, release in
                try await ImageRegistry.run(on: swarm, user) { registry in
                    try user.writeServiceChart()
                    try await registry.push("davit-test/web:1", as: "app:1")
                    let install =
                        "install \(release) web --set image=\(registry.address)/app:1,replicas=1,health=/bin/true --timeout 40s"
                    try user.write(registry.config(password: "wr0ng"), to: "../home/.docker/config.json")
                    let wrong = try await user.davit("\(install) --debug")
                    expectOneError(
                        wrong,
                        containing: [
                            "'\(registry.address)' refuses the image", "docker login \(registry.address)",
                        ]
                    )
                    #expect(!wrong.error.contains("wr0ng"))
                    try await expect(swarm.footprint(release), equals: [])

                    let none = try await user.davit("\(install) --no-registry-auth")
                    expectOneError(
                        none,
                        containing: [
                            "No such image", "without credentials: ",
                            "docker login \(registry.address)",
                        ]
                    )
                }
            }
        }

        @Test("a credential helper is asked, and its failure is told", .timeLimit(.minutes(15)))
        func helper() async throws {
            try await withRelease { user, swarm, release in
                try await ImageRegistry.run(on: swarm, user) { registry in
                    try user.writeServiceChart()
                    let digest = try await registry.push("davit-test/web:1", as: "app:1")
                    try user.write(
                        #"{"credHelpers": {"\#(registry.address)": "davittest"}}"#,
                        to: "../home/.docker/config.json"
                    )
                    let command =
                        "upgrade --install \(release) web --set image=\(registry.address)/app:1,replicas=1,health=/bin/true"
                    try await expectOneError(
                        user.davit("\(command) --rollback-on-failure"),
                        containing: [
                            "Warning: the credential helper 'docker-credential-davittest' cannot be run",
                            "No such image",
                        ]
                    )
                    let program = "\(user.folder)/empty/docker-credential-davittest"
                    try user.write(
                        """
                        #!/bin/sh
                        read -r server
                        [ "$1 $server" = "get \(registry.address)" ] || { echo "asked for $1 $server"; exit 1; }
                        echo '{"ServerURL": "", "Username": "\(ImageRegistry.user)", "Secret": "\(ImageRegistry.password)"}'

                        """,
                        to: "../empty/docker-credential-davittest"
                    )
                    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
                    let run = try await user.davit("\(command) --debug")
                    try requireSuccess(run)
                    expectNoSecret(run)
                    try await expect(
                        swarm.inspect("\(release)_web", "{{.Spec.TaskTemplate.ContainerSpec.Image}}"),
                        equals: "\(registry.address)/app:1@\(digest)"
                    )
                    try await swarm.expect("1/1", of: "\(release)_web")
                }
            }
        }

        private func expectNoSecret(_ run: DavitRun) {
            let pair = Data("\(ImageRegistry.user):\(ImageRegistry.password)".utf8).base64EncodedString()
            for secret in [ImageRegistry.password, pair] {
                #expect(!run.output.contains(secret) && !run.error.contains(secret), "\(run.testDescription)")
            }
        }
    }
}
