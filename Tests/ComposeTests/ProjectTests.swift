import Compose
import Diagnostics
import OrderedCollections
import Testing
import Values

@Suite struct ProjectTests {
    /// An object under a section, and its canonical form.
    @Test(arguments: [
        Snippet("networks: {a: }", "networks:\n  a: {}"),
        Snippet("networks: {a: {external: {name: b}}}", "networks:\n  a:\n    name: b\n    external: true"),
        Snippet(
            "networks: {a: {external: true, name: b}}",
            "networks:\n  a:\n    name: b\n    external: true"
        ),
        Snippet(
            "networks: {a: {driver: overlay, attachable: true, driver_opts: {encrypted: ''}, labels: [b=c]}}",
            "networks:\n  a:\n    driver: overlay\n    driver_opts:\n      encrypted: \"\"\n    attachable: true\n"
                + "    labels:\n      b: c"
        ),
        Snippet(
            "networks: {a: {ipam: {driver: default, config: [{subnet: 10.0.0.0/24}]}}}",
            "networks:\n  a:\n    ipam:\n      driver: default\n      config:\n      - subnet: 10.0.0.0/24"
        ),
        Snippet(
            "volumes: {a: {x-davit: {size: 10Gi, storage-class: fast, keep: true}}}",
            "volumes:\n  a:\n    x-davit:\n      keep: true\n      size: 10737418240\n      storage-class: fast"
        ),
        Snippet(
            "volumes: {a: {driver: local, driver_opts: {type: nfs, o: 1}}}",
            "volumes:\n  a:\n    driver: local\n    driver_opts:\n      type: nfs\n      o: \"1\""
        ),
        Snippet("configs: {a: {content: 'x $$ y'}}", "configs:\n  a:\n    content: x $ y"),
        Snippet(
            "configs: {a: {file: ./f.txt, template_driver: golang}}",
            "configs:\n  a:\n    content: text\n    template_driver: golang"
        ),
        Snippet("configs: {a: {environment: GIVEN}}", "configs:\n  a:\n    content: here"),
        Snippet(
            "configs: {a: {x-davit: {content-base64: //4=}}}",
            "configs:\n  a:\n    x-davit:\n      content-base64: //4="
        ),
        Snippet("secrets: {a: {environment: GIVEN}}", "secrets:\n  a:\n    x-davit:\n      hash: h4-420"),
        Snippet("secrets: {a: {x-davit: {generate: }}, b: {external: true}}", ""),
        Snippet(
            "secrets: {a: {x-davit: {generate: {length: 12, charset: hex}}}}",
            "secrets:\n  a:\n    x-davit:\n      generate:\n        length: 12\n        charset: hex"
        ),
        Snippet("secrets: {a: {driver: vault, name: b}}", "secrets:\n  a:\n    name: b\n    driver: vault"),
        Snippet("version: '3.8'\nname: shop\nx-a: {b: 1}", "name: shop\nx-a:\n  b: 1"),
        Snippet("models: {m: {model: ai/x}}", "models:\n  m:\n    model: ai/x"),
    ])
    func objects(_ snippet: Snippet) throws {
        let loading = Loading(variables: ["GIVEN": "here"], files: ["f.txt": "text"])
        if snippet.expected.isEmpty {
            // A generate without anything is no content: its defaults have to be asked for.
            #expect(loading.failure(["c.yaml": snippet.written])?.message == "the secret 'a' has no content")
        } else {
            #expect(Loading.text(try loading.load(snippet.written).project.value) == snippet.expected)
        }
    }

    @Test func theDefaultNetworkIsWrittenOut() throws {
        let project = try Loading().load("services: {a: {image: x}, b: {image: x, network_mode: none}}")
            .project
        #expect(project.networks.keys == ["default"])
        #expect(project.services["a"]?.networks.keys == ["default"])
        #expect(project.services["b"]?.networks.isEmpty == true)
    }

    @Test func profiles() throws {
        let text =
            "services: {a: {image: x}, b: {image: x, profiles: [debug]}, "
            + "c: {image: x, depends_on: {b: {condition: service_started, required: false}}}}"
        let without = try Loading().load(text)
        #expect(without.project.services.keys == ["a", "c"])
        #expect(without.project.services["c"]?.dependsOn.isEmpty == true)
        #expect(
            without.diagnostics.map(\.message) == [
                "the service 'b' is left out: no profile of 'debug' is enabled"
            ]
        )
        #expect(try Loading(profiles: ["debug"]).load(text).project.services.keys == ["a", "b", "c"])
        #expect(try Loading(profiles: ["*"]).load(text).project.services.keys == ["a", "b", "c"])
    }

    @Test func placesAreKept() throws {
        let loaded = try Loading().load([
            "a.yaml": "services:\n  web:\n    image: x\n",
            "b.yaml": "services:\n  web:\n    privileged: true\n",
        ])
        #expect(loaded.place(of: "services.web.privileged")?.description == "b.yaml:3:5")
        #expect(loaded.place(of: "services.web.image")?.description == "a.yaml:3:5")
        #expect(loaded.place(of: "services.web.deploy.replicas")?.description == "b.yaml:2:3")
        #expect(loaded.place(of: "volumes.x") == nil)
    }

    private static func waves(_ dependencies: String) throws -> [[String]] {
        let services = dependencies.split(separator: " ").map { entry in
            let parts = entry.split(separator: ":")
            return "  \(parts[0]): {image: a, depends_on: [\(parts.count > 1 ? parts[1] : "")]}\n"
        }
        return try Loading().load("services:\n\(services.joined())").project.waves()
    }

    @Test(arguments: [
        ("a b c", [["a", "b", "c"]]),
        ("a:b b:c c", [["c"], ["b"], ["a"]]),
        ("web:db,cache db cache worker:db", [["db", "cache"], ["web", "worker"]]),
        ("d:b,c b:a c:a a", [["a"], ["b", "c"], ["d"]]),
    ])
    func waves(_ dependencies: String, _ expected: [[String]]) throws {
        #expect(try Self.waves(dependencies) == expected)
    }

    @Test func hooksAreInNoWave() throws {
        let text = "services: {a: {image: x}, job: {image: x, x-davit: {hook: test}, depends_on: [a]}}"
        #expect(try Loading().load(text).project.waves() == [["a"]])
    }

    @Test func aCircleMadeByHandIsNamed() {
        var project = Project()
        for (name, other) in [("a", "b"), ("b", "a")] {
            var service = Service(name: name, image: "x")
            service.dependsOn[other] = Dependency()
            project.services[name] = service
        }
        #expect(throws: Failure.self) { try project.waves() }
        #expect(project.dependencyCycle() == ["a", "b", "a"])
    }

    @Test func otherReferencesAreDependencies() throws {
        let text =
            "services: {a: {image: x, network_mode: 'service:b', volumes_from: [c:ro], links: [d:e]}, "
            + "b: {image: x}, c: {image: x}, d: {image: x}}"
        let names = try Loading().load(text).project.services["a"]?.dependsOn.keys
        #expect(names == ["d", "c", "b"])
    }
}
