import Compose
import Diagnostics
import OrderedCollections
import TestSupport
import Testing
import Values
import YAML

/// The canonical form of a project, loaded again, is the project.
@Suite struct CanonicalTests {
    private static let fixtures = ["redis-nginx", "voting", "everything", "rest"]

    private static let loading = Loading(
        variables: ["TAG": "1.0", "GIVEN": "a secret"],
        profiles: ["all"],
        files: [
            "files/db.env": "POSTGRES_USER=app\nPOSTGRES_DB=\"votes $TAG\"\n",
            "files/init/1.sql": "create table votes ();",
            "files/init/2.sh": "#!/bin/sh\n",
            "files/server.crt": "certificate",
            "files/labels.env": "from=file",
            "files/binary": "\u{0}",
        ]
    )

    private static func load(_ name: String) throws -> LoadedProject {
        try loading.load(["\(name).yaml": Fixture.text("Fixtures/Compose/\(name).yaml")])
    }

    @Test(arguments: fixtures)
    func roundTrips(_ name: String) throws {
        let project = try Self.load(name).project
        let again = try Self.loading.reload(project.value)
        #expect(again == project.withoutSecrets)
        #expect(again.value == project.value)
    }

    /// What the fixture says, for a round trip of two equal losses would pass.
    @Test func everyKeyArrives() throws {
        let service = try #require(try Self.load("everything").project.services["all"])
        let mirror = Mirror(reflecting: service)
        let fresh = Mirror(reflecting: Service(name: "all", image: "example/all:1"))
        // The keys that this service cannot have beside others it has, and those of the other fixtures.
        let elsewhere: Set = [
            "command", "entrypoint", "environment", "initProcess", "stopSignal", "stopGracePeriod", "logging",
            "configs", "secrets", "readOnly", "ports", "networkMode", "dns", "extraHosts",
            "capabilitiesDropped",
            "sysctls", "ulimits", "name", "image",
        ]
        for (child, untouched) in zip(mirror.children, fresh.children) {
            guard let label = child.label, !elsewhere.contains(label) else { continue }
            #expect("\(child.value)" != "\(untouched.value)", "'\(label)' is as if it were not written")
        }
    }

    /// The keys that loading resolves, so that a canonical form never has them.
    private static let resolved: Set = [
        "version", "include", "services.*.cgroupns_mode", "services.*.cpus", "services.*.env_file",
        "services.*.env_file.[].format", "services.*.env_file.[].path", "services.*.env_file.[].required",
        "services.*.extends", "services.*.extends.file", "services.*.extends.service",
        "services.*.label_file",
        "services.*.mem_limit", "services.*.mem_reservation", "services.*.pids_limit", "services.*.profiles",
        "services.*.scale", "configs.*.environment", "configs.*.file", "secrets.*.content",
        "secrets.*.environment", "secrets.*.file",
    ]

    /// Keys of which a service or an object can have only one; other tests have them.
    private static let alternatives: Set = [
        "services.*.credential_spec.file", "services.*.credential_spec.registry", "configs.*.x-davit.hash",
        "secrets.*.x-davit.content-base64", "configs.*.x-davit.content-base64",
        "services.*.gpus.[].capabilities", "services.*.gpus.[].count",
    ]

    @Test func everyKeyOfTheSchemaIsInAFixture() throws {
        var found: Set<String> = []
        for name in Self.fixtures {
            Self.collect(try Self.load(name).project.value, path: [], into: &found)
        }
        let missing = ComposeSchema.keys.map(\.path).filter { path in
            !found.contains(path) && !Self.resolved.contains(path) && !Self.alternatives.contains(path)
        }
        #expect(missing == [])
        #expect(found.isDisjoint(with: Self.resolved))
    }

    /// The paths of all keys, with `*` for names under a section of named things and `[]` for items.
    private static func collect(_ value: Value, path: [String], into found: inout Set<String>) {
        let joined = path.joined(separator: ".")
        found.insert(joined)
        let chosen: Set = [
            "services", "networks", "volumes", "configs", "secrets", "services.*.networks",
            "services.*.depends_on",
            "services.*.ulimits",
        ]
        switch value {
        case .object(let members):
            for (key, member) in members {
                collect(member, path: path + [chosen.contains(joined) ? "*" : key], into: &found)
            }
        case .array(let items):
            for item in items { collect(item, path: path + ["[]"], into: &found) }
        default:
            return
        }
    }

    @Test func bytesThatAreNoTextKeepTheirValue() throws {
        let files = ComposeOptions(
            interpolation: .none,
            readFile: { _ in [0xFF, 0x00] },
            contentHash: { "h\($0.count)" }
        )
        let node = try YAML.parse(Array("configs: {a: {file: x}}".utf8), file: "c.yaml").first
        let document = ComposeDocument(file: "c.yaml", node: try #require(node))
        let project = try Compose.load(documents: [document], options: files).project
        #expect(project.value["configs"]?["a"] == ["x-davit": ["content-base64": "/wA="]])
        let again = try Self.loading.reload(project.value)
        guard case .inline(let bytes, _) = again.configs["a"]?.content else {
            Issue.record("the config has no content")
            return
        }
        #expect(bytes == [0xFF, 0x00])
    }

    @Test func noSecretIsInTheCanonicalForm() throws {
        for name in ["voting", "everything"] {
            let text = Loading.text(try Self.load(name).project.value)
            #expect(!text.contains("a secret") && !text.contains("certificate\n    content"))
            #expect(!text.contains("content: certificate"))
        }
    }

    @Test func dollarsAreWrittenOnce() throws {
        let project = try Self.load("voting").project
        #expect(project.services["vote"]?.environment["PRICE"] == "5$")
        #expect(project.value["services"]?["vote"]?["environment"]?["PRICE"] == "5$")
    }
}
