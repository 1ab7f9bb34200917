import Compose
import Diagnostics
import DockerAPI
import Releases
import Testing
import Values

@testable import Swarm

@Suite("checks before the first write")
struct PreflightTests {
    static func node(
        _ name: String,
        role: String = "worker",
        labels: Value = [:],
        availability: String = "active",
        resources: Value = [:]
    ) throws -> SwarmNode {
        let value: Value = [
            "ID": .string("id-\(name)"),
            "Spec": ["Role": .string(role), "Availability": .string(availability), "Labels": labels],
            "Description": [
                "Hostname": .string(name), "Platform": ["OS": "linux", "Architecture": "x86_64"],
                "Engine": ["Labels": ["storage": "zfs"]], "Resources": resources,
            ],
            "Status": ["State": "ready", "Addr": "10.0.0.1"],
        ]
        return try #require(SwarmNode(value))
    }

    /// The rules are those of the scheduler: no regard to case, and a missing label differs from every value.
    @Test(
        "placement constraints",
        arguments: [
            ("node.role == manager", true), ("node.role==worker", false), ("node.role != worker", true),
            ("NODE.ROLE == Manager", true), ("node.hostname == a", true), ("node.hostname != A", false),
            ("node.id == id-a", true), ("node.labels.disk == SSD", true), ("node.labels.disk != ssd", false),
            ("node.labels.zone == x", false), ("node.labels.zone != x", true),
            ("node.platform.os == linux", true),
            ("node.platform.arch == arm", false), ("engine.labels.storage == zfs", true),
            ("node.ip == 10.0.0.0/8", true), ("node.ip != 10.0.0.0/8", false), ("node.ip == 10.0.0.1", true),
            ("node.ip == 10.0.0.2", false), ("node.ip == 10.0.0.0/33", false), ("node.colour == red", false),
            ("node.colour != red", false), ("node.labels.disk==s.*", false),
        ]
    )
    func constraints(text: String, expected: Bool) throws {
        let node = try Self.node("a", role: "manager", labels: ["disk": "ssd"])
        #expect(try #require(PlacementConstraint(text)).admits(node) == expected)
    }

    @Test(
        "what is no constraint",
        arguments: [
            "node.role", "node.role = manager", "== x", "node.role ==", "", "1a == b", "node.labels.a == é",
            "node labels == b", "node.role == a,b",
        ]
    )
    func noConstraint(text: String) {
        #expect(PlacementConstraint(text) == nil)
    }

    @Test("the remedy is a command")
    func remedy() {
        #expect(
            PlacementConstraint("node.labels.disk == ssd")?.remedy
                == "docker node update --label-add disk=ssd NODE"
        )
        #expect(PlacementConstraint("node.role == manager")?.remedy == nil)
    }

    static func other(_ name: String, ports: Value, labels: Value = [:]) throws -> SwarmObject {
        let value: Value = [
            "ID": .string(name), "Spec": ["Name": .string(name), "Labels": labels],
            "Endpoint": ["Ports": ports],
        ]
        return try #require(SwarmObject(value))
    }

    struct PortCase: Sendable, CustomTestStringConvertible {
        var name: String
        var ports: String
        var nodes = 1
        var deploy = ""
        /// Where the tasks of 'host_web' are, by the nodes' number.
        var places: Set<Int>?
        var problem: String?
        var testDescription: String { name }
    }

    @Test(
        "published ports",
        arguments: [
            PortCase(name: "free", ports: "['81:80']"),
            PortCase(
                name: "taken by another release",
                ports: "['80:8080']",
                problem:
                    "port 80/tcp of 'shop_web' is already published by service 'blog_web' of the release 'blog'"
            ),
            PortCase(name: "the same number of another protocol", ports: "['80:80/udp']"),
            PortCase(
                name: "the host mode against the ingress",
                ports: "[{target: 1, published: 80, mode: host}]",
                problem: "port 80/tcp"
            ),
            PortCase(
                name: "two host ports on one node",
                ports: "[{target: 1, published: 90, mode: host}]",
                problem: "service 'host_web' of the stack 'host'"
            ),
            PortCase(
                name: "two host ports on two nodes",
                ports: "[{target: 1, published: 90, mode: host}]",
                nodes: 2
            ),
            PortCase(
                name: "two host ports, and a node is left",
                ports: "[{target: 1, published: 90, mode: host}]",
                nodes: 2,
                places: [0]
            ),
            PortCase(
                name: "two host ports, and no node is left",
                ports: "[{target: 1, published: 90, mode: host}]",
                nodes: 2,
                places: [0, 1],
                problem: "service 'host_web' of the stack 'host'"
            ),
            PortCase(
                name: "two host ports, and the node that is left does not fit",
                ports: "[{target: 1, published: 90, mode: host}]",
                nodes: 2,
                deploy: "placement: {constraints: [node.hostname == n0]}",
                places: [0],
                problem: "service 'host_web' of the stack 'host'"
            ),
            PortCase(
                name: "a global service wants every node",
                ports: "[{target: 1, published: 90, mode: host}]",
                nodes: 2,
                deploy: "mode: global",
                places: [0],
                problem: "service 'host_web' of the stack 'host'"
            ),
            PortCase(
                name: "more replicas than nodes",
                ports: "[{target: 1, published: 91, mode: host}]",
                nodes: 2,
                deploy: "replicas: 3",
                problem: "3 replicas do not fit on 2 nodes"
            ),
            PortCase(
                name: "no replicas",
                ports: "[{target: 1, published: 90, mode: host}]",
                deploy: "replicas: 0"
            ),
            PortCase(name: "chosen by the engine", ports: "['80']"),
            PortCase(name: "its own", ports: "['70:70']"),
        ]
    )
    func ports(_ test: PortCase) throws {
        let port: (Int64, String) -> Value = {
            [["Protocol": "tcp", "TargetPort": 1, "PublishedPort": .int($0), "PublishMode": .string($1)]]
        }
        let others = [
            try Self.other("blog_web", ports: port(80, "ingress"), labels: ["davit.owner": "blog"]),
            try Self.other(
                "host_web",
                ports: port(90, "host"),
                labels: ["com.docker.stack.namespace": "host"]
            ),
            try Self.other("shop_old", ports: port(70, "ingress"), labels: ["davit.owner": "shop"]),
        ]
        let (wanted, _) = try ConverterTests.convert(
            "services: {web: {image: a, ports: \(test.ports), deploy: {\(test.deploy)}}}"
        )
        let nodes = try (0..<test.nodes).map { try Self.node("n\($0)") }
        let check = PortCheck(release: "shop", wanted: wanted)
        let places = test.places.map { ["host_web": Set($0.map { "id-n\($0)" })] } ?? [:]
        let problems = check.problems(
            among: others,
            check: NodeCheck(wanted: wanted, nodes: nodes),
            places: places
        )
        if test.places != nil {
            #expect(check.hostRivals(among: others).map(\.name) == ["host_web"])
        }
        #expect(problems.count == (test.problem == nil ? 0 : 1))
        if let problem = test.problem {
            #expect(problems.first?.message.contains(problem) == true, "\(problems.map(\.message))")
            #expect(problems.first?.kind == (test.deploy == "replicas: 3" ? .refused : .conflict))
        }
    }

    struct NodeCase: Sendable, CustomTestStringConvertible {
        var service: String
        var problems: [String] = []
        var warnings: [String] = []
        var testDescription: String { service }
    }

    /// The one node that takes tasks has 2 CPUs, 1 GiB and 3 of 'gpu'; the other one would fit better.
    @Test(
        "constraints and reservations against the nodes",
        arguments: [
            NodeCase(service: "deploy: {placement: {constraints: [node.role == worker]}}"),
            NodeCase(
                service: "deploy: {placement: {constraints: [node.hostname == down]}}",
                problems: ["no ready node fits the placement of 'web': 'node.hostname == down'"]
            ),
            NodeCase(
                service: "deploy: {placement: {constraints: [node.role = worker, node.rolle == worker]}}",
                problems: [
                    "the placement constraint 'node.role = worker' of 'web' cannot be read",
                    "the placement constraint 'node.rolle == worker' of 'web' asks for 'node.rolle'",
                ]
            ),
            NodeCase(service: "deploy: {resources: {reservations: {cpus: '2', memory: 1G}}}"),
            NodeCase(
                service: "deploy: {resources: {reservations: {cpus: '2.5', memory: 2G}}}",
                warnings: [
                    "no ready node has what 'web' reserves: 2.5 CPUs (the largest has 2), 2048 MiB of memory "
                        + "(the largest has 1024)"
                ]
            ),
            NodeCase(
                service:
                    "deploy: {resources: {reservations: {generic_resources: [{discrete_resource_spec: {kind: gpu, value: 4}}]}}}",
                warnings: ["no ready node has what 'web' reserves: 4 of 'gpu' (the most is 3)"]
            ),
            NodeCase(
                service: "deploy: {replicas: 3, placement: {max_replicas_per_node: 2}}",
                warnings: [
                    "'web' wants 3 replicas, and 'max_replicas_per_node: 2' leaves room for 2 on 1 node"
                ]
            ),
            NodeCase(service: "deploy: {mode: global, placement: {max_replicas_per_node: 1}}"),
        ]
    )
    func nodes(_ test: NodeCase) throws {
        let resources: (Int64) -> Value = { factor in
            [
                "NanoCPUs": .int(factor * 2_000_000_000), "MemoryBytes": .int(factor << 30),
                "GenericResources": [
                    ["DiscreteResourceSpec": ["Kind": "gpu", "Value": 1]],
                    ["NamedResourceSpec": ["Kind": "gpu", "Value": "a"]],
                    ["NamedResourceSpec": ["Kind": "gpu", "Value": "b"]],
                ],
            ]
        }
        let (wanted, _) = try ConverterTests.convert("services: {web: {image: a, \(test.service)}}")
        let check = NodeCheck(
            wanted: wanted,
            nodes: [
                try Self.node("up", resources: resources(1)),
                try Self.node("down", availability: "drain", resources: resources(9)),
            ]
        )
        let problems = check.problems()
        #expect(problems.count == test.problems.count)
        for (problem, expected) in zip(problems, test.problems) {
            #expect(problem.message.hasPrefix(expected), "\(problem.message)")
            #expect(problem.hint != nil)
        }
        #expect(check.warnings().map(\.message) == test.warnings)
    }

    @Test(
        "a network is compared with what was asked for, not with what the engine chose",
        arguments: [
            ("{}", []), ("{driver: overlay, attachable: false}", []), ("{attachable: true}", ["attachable"]),
            ("{internal: true, driver_opts: {a: b}}", ["internal", "driver_opts"]),
            ("{driver: macvlan}", ["driver"]),
            ("{ipam: {config: [{subnet: 10.0.9.0/24}]}}", []),
            ("{ipam: {config: [{subnet: 10.0.8.0/24}]}}", ["ipam.subnet"]),
            ("{labels: {a: b}}", []),
        ] as [(String, [String])]
    )
    func networks(network: String, expected: [String]) throws {
        let value: Value = [
            "Id": "n", "Name": "shop_front", "Scope": "swarm", "Driver": "overlay", "Internal": false,
            "Attachable": false,
            "EnableIPv6": false,
            "IPAM": ["Driver": "default", "Config": [["Subnet": "10.0.9.0/24", "Gateway": "10.0.9.1"]]],
            "Options": ["com.docker.network.driver.overlay.vxlanid_list": "4103"],
        ]
        let (wanted, _) = try ConverterTests.convert(
            "services: {web: {image: a, networks: [front]}}\nnetworks: {front: \(network)}"
        )
        let spec = try #require(wanted.networks.first).spec
        let live = try #require(EngineNetwork(value))
        #expect(ObjectComparison.networkChanges(from: live, to: spec) == expected)
        // Just after it was made the engine tells neither driver nor addresses.
        let new = try #require(
            EngineNetwork(
                value.setting(["Driver"], "").setting(["IPAM"], ["Driver": ""]).setting(["Options"], nil)
            )
        )
        let known: Set = ["internal", "attachable"]
        #expect(
            ObjectComparison.networkChanges(from: new, to: spec) == expected.filter { known.contains($0) }
        )
    }

    @Test(
        "whom an object belongs to",
        arguments: [
            (["davit.owner": "shop", "com.docker.stack.namespace": "shop"], false, nil),
            (["davit.owner": "blog"], true, "belongs to the release 'blog'"),
            (["com.docker.stack.namespace": "blog"], true, "belongs to the stack 'blog'"),
            (["com.docker.stack.namespace": "shop"], false, "belongs to the stack 'shop'"),
            (["com.docker.stack.namespace": "shop"], true, nil),
            ([:], false, "belongs to no release"),
            ([:], true, nil),
        ] as [([String: String], Bool, String?)]
    )
    func ownership(labels: [String: String], adopt: Bool, message: String?) {
        let object = ObjectReference(kind: "service", name: "shop_web")
        let failure = Owner(labels: labels, release: "shop").conflict(
            over: object,
            release: "shop",
            adopt: adopt
        )
        #expect((failure == nil) == (message == nil))
        if let message {
            #expect(failure?.message.contains(message) == true)
            #expect(failure?.message.contains("service 'shop_web'") == true)
            #expect(failure?.kind == .conflict)
            #expect(failure?.hint != nil)
        }
    }

    @Test(
        "names",
        arguments: [
            ("shop_web", true, true), ("shop_web.1", false, true), ("-a", false, false), ("a_", false, false),
            ("a b", false, false), ("", false, false), ("é", false, false),
            (String(repeating: "a", count: 63), true, true), (String(repeating: "a", count: 64), false, true),
            (String(repeating: "a", count: 65), false, false),
        ]
    )
    func names(name: String, isService: Bool, isObject: Bool) {
        #expect(SwarmNames.isServiceName(name) == isService)
        #expect(SwarmNames.isObjectName(name) == isObject)
    }

    @Test(
        "a generated secret has its length and its characters only",
        arguments: GeneratedSecret.Charset.allCases
    )
    func generated(charset: GeneratedSecret.Charset) {
        let expected: (UInt8) -> Bool = { byte in
            let isDigit = (48...57).contains(byte)
            let isLetter = (65...90).contains(byte & 0xDF)
            return switch charset {
            case .alnum: isDigit || isLetter
            case .alpha: isLetter
            case .numeric: isDigit
            case .hex: isDigit || (97...102).contains(byte)
            case .ascii: (33...126).contains(byte)
            }
        }
        let text = GeneratedSecret(length: 4096, charset: charset).generate()
        #expect(text.count == 4096)
        #expect(text.allSatisfy(expected))
        // All characters come up: one of ninety-four is missing among 4096 once in 10^17 times.
        #expect(Set(text).count == charset.characters.count)
        #expect(text != GeneratedSecret(length: 4096, charset: charset).generate())
    }

    @Test("the objects of a project, without external ones")
    func objects() throws {
        let project = try Project.parse(
            "services: {web: {image: a, networks: [front, out]}}\n" + ConverterTests.objects
        )
        let client = DockerClient(endpoint: DockerEndpoint(.unix("/nowhere")))
        let found = SwarmOrchestrator(client: client).objects(
            of: DesiredState(project: project),
            release: "shop"
        )
        let hash = testHash(Array("hello".utf8)).prefix(12)
        #expect(
            found.map(\.description).sorted() == [
                "config exact", "config shop_page_\(hash)", "network shop_front", "secret shop_made",
                "service shop_web",
            ]
        )
    }
}
