import Testing

/// What a target cannot do is told by commands that ask no engine.
@Suite("lint and template tell what the target cannot do")
struct TargetLimitTests {
    @Test(arguments: [
        ("swarm", "privileged: true", "cannot do 'privileged' of the service 'web'"),
        ("swarm", "container_name: x", "'container_name' of the service 'web' is ignored"),
        ("local", "deploy: {mode: global}", "'deploy.mode' of the service 'web' is ignored"),
    ])
    func told(target: String, key: String, message: String) async throws {
        try await withUser { user in
            try user.writeChart("web", compose: "services:\n  web:\n    image: a\n    \(key)\n")
            let lint = try await user.davit("lint web --target \(target)")
            #expect(lint.output.contains("web/templates/compose.yaml:4:"), "\(lint.testDescription)")
            #expect(lint.output.contains(message), "\(lint.testDescription)")
            #expect(lint.status == (message.contains("cannot") ? 1 : 0))
            let template = try await user.davit("template web --target \(target)")
            try requireSuccess(template)
            #expect(template.error.contains(message), "\(template.testDescription)")
            #expect(!template.output.contains(message))
        }
    }

    @Test func profilesAreChosen() async throws {
        try await withUser { user in
            let services =
                "services: {web: {image: a}, shell: {image: a, privileged: true, profiles: [debug]}}\n"
            try user.writeChart("web", compose: services)
            try await requireSuccess(user.davit("lint web"))
            let all = try await user.davit("lint web --profile debug")
            #expect(all.output.contains("'privileged' of the service 'shell'"), "\(all.testDescription)")
        }
    }

    /// A stack file with files beside it becomes a chart that installs.
    @Test func createFromAComposeFile() async throws {
        try await withUser { user in
            let compose = """
                # the shop
                services:
                  web:
                    image: busybox:1.37   # small
                    env_file: conf/web.env
                    volumes: ["./pages:/www:ro"]
                    deploy: {replicas: 2}

                """
            try user.write(compose, to: "stack/compose.yaml")
            try user.write("A=1\n", to: "stack/conf/web.env")
            try user.write("<p>", to: "stack/pages/index.html")
            let create = try await user.davit("create shop --from stack/compose.yaml")
            try requireSuccess(create)
            #expect(create.output == "Created chart shop\n")
            let template = try user.read("shop/templates/compose.yaml")
            #expect(template.hasPrefix("# the shop\n"))
            #expect(template.contains("# small"))
            #expect(try user.read("shop/conf/web.env") == "A=1\n")
            try await requireSuccess(user.davit("lint shop --strict"))
            let install = try await user.davit("install shop ./shop --set web.replicas=1")
            try requireSuccess(install)
            let again = try await user.davit("create shop --from stack/compose.yaml")
            expectOneError(again, containing: ["'shop' exists already"])
            let missing = try await user.davit("create other --from nothing.yaml")
            expectOneError(missing, containing: ["nothing.yaml"])
        }
    }
}
