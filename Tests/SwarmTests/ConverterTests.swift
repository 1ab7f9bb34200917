import Compose
import Diagnostics
import DockerAPI
import OrderedCollections
import Testing
import Values

@testable import Swarm

/// Expected values are what `docker stack deploy` sends for the same document, and the engine's API
/// documentation where that command cannot read the key.
@Suite("a project as Swarm objects")
struct ConverterTests {
    static func convert(_ yaml: String, version: APIVersion = .minimum) throws -> (
        WantedObjects, SwarmConverter
    ) {
        var converter = SwarmConverter(project: try Project.parse(yaml), release: "shop", version: version)
        let wanted = converter.convert()
        return (wanted, converter)
    }

    static func spec(service: String, version: APIVersion = .minimum) throws -> Value {
        let yaml = "services: {web: {image: nginx:1, \(service)}}\n" + objects
        let (wanted, converter) = try convert(yaml, version: version)
        #expect(converter.collector.diagnostics.filter { $0.severity == .error } == [])
        return wanted.services.first?.spec ?? .null
    }

    static let objects = """
        networks: {front: {}, named: {name: exact}, out: {external: true}}
        volumes: {data: {}, nfs: {driver: x, driver_opts: {o: v}, labels: {a: b}}, named: {name: exact}, out: {external: true}}
        configs: {page: {content: hello}, out: {external: true}, named: {name: exact, content: x}}
        secrets: {key: {external: true, name: real}, made: {x-davit: {generate: {}}}}
        """

    struct Case: Sendable, CustomTestStringConvertible {
        var service: String
        var path: String
        var expected: Value?
        var testDescription: String { "\(service) → \(path)" }

        init(_ service: String, _ path: String, _ expected: Value?) {
            self.service = service
            self.path = path
            self.expected = expected
        }
    }

    static let task: [Case] = [
        Case("hostname: h", "TaskTemplate.ContainerSpec.Hostname", "h"),
        Case("command: sleep '1 0'", "TaskTemplate.ContainerSpec.Args", ["sleep", "1 0"]),
        Case("entrypoint: [a, b]", "TaskTemplate.ContainerSpec.Command", ["a", "b"]),
        Case("environment: {B: '1', A: }", "TaskTemplate.ContainerSpec.Env", ["A", "B=1"]),
        Case("environment: [X=a=b, EMPTY=]", "TaskTemplate.ContainerSpec.Env", ["EMPTY=", "X=a=b"]),
        Case("user: '1:2'", "TaskTemplate.ContainerSpec.User", "1:2"),
        Case("group_add: [a]", "TaskTemplate.ContainerSpec.Groups", ["a"]),
        Case("init: false", "TaskTemplate.ContainerSpec.Init", false),
        Case("tty: true", "TaskTemplate.ContainerSpec.TTY", true),
        Case("tty: false", "TaskTemplate.ContainerSpec.TTY", nil),
        Case("stop_grace_period: 1m30s", "TaskTemplate.ContainerSpec.StopGracePeriod", 90_000_000_000),
        Case("extra_hosts: ['db:10.0.0.1']", "TaskTemplate.ContainerSpec.Hosts", ["10.0.0.1 db"]),
        Case("dns: 1.1.1.1", "TaskTemplate.ContainerSpec.DNSConfig", ["Nameservers": ["1.1.1.1"]]),
        Case("sysctls: {b: 1, a: 2}", "TaskTemplate.ContainerSpec.Sysctls", ["a": "2", "b": "1"]),
        Case(
            "ulimits: {nofile: {soft: 1, hard: 2}, core: 3}",
            "TaskTemplate.ContainerSpec.Ulimits",
            [["Name": "core", "Soft": 3, "Hard": 3], ["Name": "nofile", "Soft": 1, "Hard": 2]]
        ),
        Case("healthcheck: {disable: true}", "TaskTemplate.ContainerSpec.Healthcheck", ["Test": ["NONE"]]),
        Case(
            "healthcheck: {test: x -y, interval: 1s, retries: 2}",
            "TaskTemplate.ContainerSpec.Healthcheck",
            ["Test": ["CMD-SHELL", "x -y"], "Interval": 1_000_000_000, "Retries": 2]
        ),
        Case("cap_add: [net_admin]", "TaskTemplate.ContainerSpec.CapabilityAdd", ["CAP_NET_ADMIN"]),
        Case("cap_drop: [all, chown]", "TaskTemplate.ContainerSpec.CapabilityDrop", ["ALL"]),
        Case("cap_add: [chown], cap_drop: [CAP_CHOWN]", "TaskTemplate.ContainerSpec.CapabilityDrop", nil),
        Case(
            "shm_size: 1m",
            "TaskTemplate.ContainerSpec.Mounts",
            [["Type": "tmpfs", "Target": "/dev/shm", "TmpfsOptions": ["SizeBytes": 1_048_576]]]
        ),
        Case("logging: {driver: none}", "TaskTemplate.LogDriver", ["Name": "none"]),
        Case(
            "platform: linux/arm64",
            "TaskTemplate.Placement.Platforms",
            [["OS": "linux", "Architecture": "arm64"]]
        ),
        Case(
            "labels: {a: ''}",
            "TaskTemplate.ContainerSpec.Labels",
            ["a": "", "com.docker.stack.namespace": "shop"]
        ),
    ]

    static let deploy: [Case] = [
        Case("deploy: {}", "Mode", ["Replicated": [:]]),
        Case("deploy: {replicas: 0}", "Mode.Replicated.Replicas", 0),
        Case("scale: 3", "Mode.Replicated.Replicas", 3),
        Case("deploy: {mode: global}", "Mode", ["Global": [:]]),
        Case(
            "deploy: {mode: replicated-job, replicas: 2}",
            "Mode",
            ["ReplicatedJob": ["MaxConcurrent": 2, "TotalCompletions": 2]]
        ),
        Case("deploy: {mode: global-job}", "Mode", ["GlobalJob": [:]]),
        Case("deploy: {mode: global-job, update_config: {parallelism: 2}}", "UpdateConfig", nil),
        Case(
            "deploy: {update_config: {order: start-first}}",
            "UpdateConfig",
            ["Parallelism": 1, "Order": "start-first"]
        ),
        Case("deploy: {update_config: {parallelism: 0}}", "UpdateConfig.Parallelism", 0),
        Case("deploy: {endpoint_mode: dnsrr}", "EndpointSpec", ["Mode": "dnsrr"]),
        Case("hostname: x", "EndpointSpec", [:]),
        Case("restart: always", "TaskTemplate.RestartPolicy", ["Condition": "any"]),
        Case("restart: unless-stopped", "TaskTemplate.RestartPolicy", ["Condition": "any"]),
        Case("restart: on-failure", "TaskTemplate.RestartPolicy", ["Condition": "on-failure"]),
        Case(
            "restart: 'on-failure:3'",
            "TaskTemplate.RestartPolicy",
            ["Condition": "on-failure", "MaxAttempts": 3]
        ),
        Case("restart: 'no'", "TaskTemplate.RestartPolicy", ["Condition": "none"]),
        Case(
            "restart: always, deploy: {restart_policy: {condition: none}}",
            "TaskTemplate.RestartPolicy",
            ["Condition": "none"]
        ),
        Case("hostname: x", "TaskTemplate.RestartPolicy", nil),
        Case("cpus: 1.5", "TaskTemplate.Resources.Limits.NanoCPUs", 1_500_000_000),
        Case("mem_limit: 10m", "TaskTemplate.Resources.Limits.MemoryBytes", 10_485_760),
        Case("pids_limit: 5", "TaskTemplate.Resources.Limits.Pids", 5),
        Case("pids_limit: -1", "TaskTemplate.Resources", nil),
        Case(
            "deploy: {labels: {a: b}}",
            "Labels",
            [
                "a": "b", "com.docker.stack.image": "nginx:1", "com.docker.stack.namespace": "shop",
                "davit.owner": "shop",
            ]
        ),
    ]

    static let references: [Case] = [
        Case("hostname: x", "TaskTemplate.Networks", [["Target": "shop_default", "Aliases": ["web"]]]),
        Case(
            "networks: {out: {}, front: {aliases: [w]}, named: {}}",
            "TaskTemplate.Networks",
            [
                ["Target": "exact", "Aliases": ["web"]], ["Target": "out", "Aliases": ["web"]],
                ["Target": "shop_front", "Aliases": ["w", "web"]],
            ]
        ),
        Case("network_mode: host", "TaskTemplate.Networks", [["Target": "host"]]),
        Case(
            "volumes: ['data:/d']",
            "TaskTemplate.ContainerSpec.Mounts",
            [
                [
                    "Type": "volume", "Source": "shop_data", "Target": "/d",
                    "VolumeOptions": ["Labels": ["com.docker.stack.namespace": "shop"]],
                ]
            ]
        ),
        Case(
            "volumes: ['out:/d:ro']",
            "TaskTemplate.ContainerSpec.Mounts",
            [["Type": "volume", "Source": "out", "Target": "/d", "ReadOnly": true]]
        ),
        Case(
            "volumes: ['nfs:/d']",
            "TaskTemplate.ContainerSpec.Mounts",
            [
                [
                    "Type": "volume", "Source": "shop_nfs", "Target": "/d",
                    "VolumeOptions": [
                        "Labels": ["a": "b", "com.docker.stack.namespace": "shop"],
                        "DriverConfig": ["Name": "x", "Options": ["o": "v"]],
                    ],
                ]
            ]
        ),
        Case(
            "volumes: ['/srv:/d:ro']",
            "TaskTemplate.ContainerSpec.Mounts",
            [["Type": "bind", "Source": "/srv", "Target": "/d", "ReadOnly": true]]
        ),
        Case(
            "configs: [{source: page, target: /etc/p, mode: 0400}]",
            "TaskTemplate.ContainerSpec.Configs",
            [
                [
                    "File": ["Name": "/etc/p", "UID": "0", "GID": "0", "Mode": 256],
                    "ConfigName": .string("shop_page_" + testHash(Array("hello".utf8)).prefix(12)),
                ]
            ]
        ),
        Case("configs: [named]", "TaskTemplate.ContainerSpec.Configs.0.ConfigName", "exact"),
        Case("configs: [out]", "TaskTemplate.ContainerSpec.Configs.0.ConfigName", "out"),
        Case("secrets: [key]", "TaskTemplate.ContainerSpec.Secrets.0.SecretName", "real"),
        Case("secrets: [made]", "TaskTemplate.ContainerSpec.Secrets.0.SecretName", "shop_made"),
        Case(
            "ports: ['8081:81/udp', '8080:80']",
            "EndpointSpec.Ports",
            [
                ["Protocol": "tcp", "TargetPort": 80, "PublishedPort": 8080, "PublishMode": "ingress"],
                ["Protocol": "udp", "TargetPort": 81, "PublishedPort": 8081, "PublishMode": "ingress"],
            ]
        ),
    ]

    @Test("keys of a service", arguments: task + deploy + references)
    func key(_ test: Case) throws {
        var value: Value? = try Self.spec(service: test.service)
        for key in test.path.split(separator: ".") {
            if let index = Int(key), let list = value?.arrayValue {
                value = index < list.count ? list[index] : nil
            } else {
                value = value?[String(key)]
            }
        }
        #expect(sorted(value) == sorted(test.expected))
    }

    /// JSON with sorted keys: their order means nothing to the engine.
    private func sorted(_ value: Value?) -> String? {
        value.map { String(decoding: JSON.encode($0, sortKeys: true), as: UTF8.self) }
    }

    @Test("security options go to engines that know them")
    func privileges() throws {
        let spec = try Self.spec(
            service: "security_opt: ['no-new-privileges:true', 'seccomp=unconfined']",
            version: APIVersion(1, 44)
        )
        #expect(
            spec.at("TaskTemplate", "ContainerSpec", "Privileges")
                == ["NoNewPrivileges": true, "Seccomp": ["Mode": "unconfined"]]
        )
    }

    /// The members are those of the Engine API's `ContainerSpec.Privileges`, `TmpfsOptions` (1.46) and
    /// `Resources` (1.52); the amounts are Docker's, whose `--memory-swap` counts both together as well.
    @Test(
        "what newer engines know",
        arguments: [
            Case(
                "security_opt: ['seccomp={\"a\":1}', 'apparmor:unconfined']",
                "TaskTemplate.ContainerSpec.Privileges",
                ["Seccomp": ["Mode": "custom", "Profile": "eyJhIjoxfQ=="], "AppArmor": ["Mode": "disabled"]]
            ),
            Case(
                "security_opt: ['label:type:svirt_t', 'label=level:s0:c1,c2']",
                "TaskTemplate.ContainerSpec.Privileges",
                ["SELinuxContext": ["Type": "svirt_t", "Level": "s0:c1,c2"]]
            ),
            Case(
                "tmpfs: ['/t:size=1m,noexec,uid=5']",
                "TaskTemplate.ContainerSpec.Mounts",
                [
                    [
                        "Type": "tmpfs", "Target": "/t",
                        "TmpfsOptions": ["SizeBytes": 1_048_576, "Options": [["noexec"], ["uid", "5"]]],
                    ]
                ]
            ),
            Case(
                "mem_limit: 1m, memswap_limit: 3m",
                "TaskTemplate.Resources",
                ["Limits": ["MemoryBytes": 1_048_576], "SwapBytes": 2_097_152]
            ),
            Case(
                "memswap_limit: -1, mem_swappiness: 7",
                "TaskTemplate.Resources",
                ["SwapBytes": -1, "MemorySwappiness": 7]
            ),
            Case(
                "gpus: [{count: 2}], deploy: {resources: {reservations: {devices: [{capabilities: [tpu], count: 1, options: {kind: TPU}}]}}}",
                "TaskTemplate.Resources.Reservations.GenericResources",
                [
                    ["DiscreteResourceSpec": ["Kind": "TPU", "Value": 1]],
                    ["DiscreteResourceSpec": ["Kind": "gpu", "Value": 2]],
                ]
            ),
        ]
    )
    func newer(test: Case) throws {
        var found: Value? = try Self.spec(service: test.service, version: APIVersion(1, 52))
        for key in test.path.split(separator: ".") { found = found?[String(key)] }
        #expect(sorted(found) == sorted(test.expected))
    }

    @Test("waves follow depends_on, and within a wave the order is the document's")
    func waves() throws {
        let (wanted, _) = try Self.convert(
            """
            services:
              web: {image: a, depends_on: [api, cache]}
              api: {image: a, depends_on: {migrate: {condition: service_completed_successfully}}}
              migrate: {image: a, deploy: {mode: replicated-job}, depends_on: [db]}
              cache: {image: a}
              db: {image: a}
            """
        )
        #expect(
            wanted.services.map { "\($0.wave) \($0.key)" } == [
                "1 cache", "1 db", "2 migrate", "3 api", "4 web",
            ]
        )
        #expect(wanted.services.filter(\.mustComplete).map(\.key) == ["migrate"])
    }

    @Test("a network that nobody joins is not made")
    func unusedNetwork() throws {
        let (wanted, converter) = try Self.convert(
            "services: {web: {image: a, networks: [front]}}\nnetworks: {front: {driver_opts: {a: b}, attachable: true}, idle: {}}"
        )
        #expect(wanted.networks.map(\.name) == ["shop_front"])
        #expect(wanted.networks.first?.spec["Attachable"] == true)
        #expect(wanted.networks.first?.spec["Driver"] == "overlay")
        #expect(
            converter.collector.diagnostics.map(\.message) == [
                "the network 'idle' is not made, for no service joins it"
            ]
        )
    }

    @Test("everything carries the labels of the release")
    func labels() throws {
        let (wanted, _) = try Self.convert("services: {web: {image: a, networks: [front]}}\n" + Self.objects)
        let own: Set = ["com.docker.stack.namespace", "davit.owner"]
        for network in wanted.networks {
            #expect(own.isSubset(of: Set(network.spec["Labels"]?.objectValue?.keys.elements ?? [])))
        }
        for data in wanted.configs + wanted.secrets { #expect(own.isSubset(of: Set(data.labels.keys))) }
        // A container's labels may never differ from revision to revision.
        let container = wanted.services.first?.spec.at("TaskTemplate", "ContainerSpec", "Labels")
        #expect(container?.objectValue?.keys.elements == ["com.docker.stack.namespace"])
    }
}
