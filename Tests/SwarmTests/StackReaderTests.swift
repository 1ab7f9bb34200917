import Compose
import Diagnostics
import DockerAPI
import OrderedCollections
import Releases
import Testing
import Values

@testable import Swarm

@Suite("a running stack read back")
struct StackReaderTests {
    /// The live state that a project would make, with identifiers in the place of names.
    static func live(_ wanted: WantedObjects) throws -> LiveState {
        var state = LiveState()
        var names = Set(wanted.networks.map(\.name))
        for service in wanted.services {
            for network in service.spec.at("TaskTemplate", "Networks")?.arrayValue ?? [] {
                names.insert(network["Target"]?.stringValue ?? "")
            }
        }
        for name in names {
            let network = wanted.networks.first { $0.name == name }
            let labels = network?.isExternal ?? true ? nil : network?.spec["Labels"]
            let value = Value.object(
                of: ("Id", .string("id-\(name)")),
                ("Name", .string(name)),
                ("Scope", "swarm"),
                ("Driver", network?.spec["Driver"] ?? "overlay"),
                ("Labels", labels)
            )
            state.networks[name] = EngineNetwork(value)
        }
        for data in wanted.configs + wanted.secrets {
            let labels = data.object.isExternal ? Value.emptyObject : .object(data.labels)
            let value: Value = [
                "ID": .string("id-\(data.name)"),
                "Spec": .object(
                    of: ("Name", .string(data.name)),
                    ("Labels", labels),
                    ("Data", data.isSecret ? nil : "eA==")
                ),
            ]
            if data.isSecret {
                state.secrets[data.name] = SwarmObject(value)
            } else {
                state.configs[data.name] = SwarmObject(value)
            }
        }
        let identifiers = ObjectIdentifiers(state)
        for service in wanted.services {
            // What Docker makes has no label of Davit's.
            let spec = identifiers.resolve(service.spec)
            let labels = (spec["Labels"]?.objectValue ?? [:]).filter { $0.key != Label.release }
            let value: Value = [
                "ID": .string("id-\(service.name)"), "Spec": spec.setting(["Labels"], .object(labels)),
            ]
            state.services[service.name] = SwarmObject(value)
        }
        return state
    }

    @Test(
        "every key of a service comes back as it was",
        arguments: ConverterTests.task + ConverterTests.deploy + ConverterTests.references
    )
    func service(_ test: ConverterTests.Case) throws {
        let yaml = "services: {web: {image: nginx:1, \(test.service)}}\n" + ConverterTests.objects
        try expectSame(try Project.parse(yaml))
    }

    @Test("a whole stack comes back as it was", arguments: StackFile.all)
    func stack(_ file: StackFile) throws {
        try expectSame(try file.project())
    }

    private func expectSame(_ project: Project, sourceLocation: Testing.SourceLocation = #_sourceLocation)
        throws
    {
        var converter = SwarmConverter(project: project, release: "shop", version: .maximum)
        let wanted = converter.convert()
        let live = try Self.live(wanted)
        var reader = StackReader(stack: "shop", live: live, addressing: nil)
        var again = SwarmConverter(project: reader.read(), release: "shop", version: .maximum)
        let read = again.convert()
        #expect(
            read.services.map(\.name).sorted() == wanted.services.map(\.name).sorted(),
            sourceLocation: sourceLocation
        )
        for service in read.services {
            let difference = SpecDifference(
                from: live.services[service.name]?.spec,
                to: service.spec,
                networkNames: live.networkNames
            )
            #expect(
                difference.values.map(\.text) == ["deploy.labels.davit.owner (none → shop)"],
                "\(service.name)",
                sourceLocation: sourceLocation
            )
            // And so nothing is sent that could restart a task.
            let change = ServiceChange(
                service,
                live: live.services[service.name],
                networkNames: live.networkNames
            )
            #expect(
                change.service.spec["TaskTemplate"] == live.services[service.name]?.spec["TaskTemplate"],
                sourceLocation: sourceLocation
            )
        }
    }

    @Test("what is not the stack's own is external, and contents come with what is")
    func ownership() throws {
        let yaml = """
            services:
              web:
                image: nginx:1
                networks: [front, out]
                configs: [page, out]
                secrets: [key]
                volumes: ["data:/d", "out:/e"]
            networks: {front: {attachable: true}, out: {external: true}}
            configs: {page: {content: x, name: shop_page}, out: {external: true}}
            secrets: {key: {x-davit: {generate: {}}}}
            volumes: {data: {}, out: {external: true}}
            """
        let wanted = try ConverterTests.convert(yaml).0
        var live = try Self.live(wanted)
        live.services["shop-extra"] = SwarmObject([
            "ID": "x",
            "Spec": ["Name": "shop-extra", "Labels": ["com.docker.stack.namespace": "shop"]],
        ])
        var reader = StackReader(stack: "shop", live: live, addressing: nil)
        let project = reader.read()
        #expect(project.services.keys == ["web"])
        #expect(project.networks["front"]?.isExternal == false)
        #expect(project.networks["out"]?.isExternal == true)
        #expect(project.configs["page"]?.content == .inline([UInt8(ascii: "x")], hash: ""))
        #expect(project.configs["page"]?.explicitName == "shop_page")
        #expect(project.configs["out"]?.isExternal == true)
        #expect(project.secrets["key"]?.isExternal == true)
        #expect(project.secrets["key"]?.explicitName == "shop_key")
        #expect(project.volumes["data"]?.isExternal == false)
        #expect(project.volumes["out"]?.isExternal == true)
        let told = reader.collector.diagnostics.map(\.message)
        #expect(told.contains { $0.contains("service 'shop-extra'") && $0.contains("left alone") })
        #expect(told.contains { $0.contains("secret 'shop_key' cannot be read") })
    }

    @Test(
        "addresses that the Swarm has chosen are not written down",
        arguments: [
            ("10.0.3.0/24", true), ("10.0.3.0/25", false), ("172.28.5.0/24", false), ("10.255.0.0/24", true),
        ]
    )
    func addresses(subnet: String, isChosen: Bool) throws {
        let wanted = try ConverterTests.convert("services: {web: {image: a}}").0
        var live = try Self.live(wanted)
        let value = try #require(live.networks["shop_default"]).value
            .setting(
                ["IPAM"],
                ["Driver": "default", "Config": [["Subnet": .string(subnet), "Gateway": "10.0.0.1"]]]
            )
        live.networks["shop_default"] = EngineNetwork(value)
        var reader = StackReader(
            stack: "shop",
            live: live,
            addressing: ["DefaultAddrPool": ["10.0.0.0/8"], "SubnetSize": 24]
        )
        #expect(reader.read().networks["default"]?.ipam?.pools.first?.subnet == (isChosen ? nil : subnet))
    }
}
