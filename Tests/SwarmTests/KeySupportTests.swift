import Compose
import Diagnostics
import DockerAPI
import Testing

@testable import Swarm

@Suite("what a Swarm cannot do is said")
struct KeySupportTests {
    static func diagnostics(_ service: String, version: APIVersion = .minimum) throws -> [Diagnostic] {
        let (_, converter) = try ConverterTests.convert(
            "services: {web: {image: a, \(service)}, db: {image: b}}",
            version: version
        )
        return converter.collector.diagnostics
    }

    @Test(
        "keys that are refused",
        arguments: [
            ("privileged: true", "privileged"), ("devices: ['/dev/a:/dev/a']", "devices"),
            ("pid: host", "pid"),
            ("ipc: host", "ipc"), ("uts: host", "uts"), ("userns_mode: host", "userns_mode"),
            ("runtime: runsc", "runtime"),
            ("cgroup_parent: x", "cgroup_parent"), ("mac_address: '02:42:ac:11:65:43'", "mac_address"),
            ("network_mode: none", "network_mode"), ("network_mode: 'service:db'", "network_mode"),
            ("links: ['db:database']", "links"), ("external_links: [other]", "external_links"),
            ("volumes_from: [db]", "volumes_from"), ("cpuset: '0-1'", "cpuset"),
            ("cpu_shares: 5", "cpu_shares"), ("cpu_quota: 5", "cpu_quota"),
            ("memswap_limit: 1g, mem_limit: 1g", "memswap_limit"),
            ("oom_kill_disable: true", "oom_kill_disable"),
            ("storage_opt: {size: 1G}", "storage_opt"), ("domainname: d", "domainname"),
            ("annotations: {a: b}", "annotations"), ("gpus: all", "gpus"),
            ("networks: {default: {ipv4_address: 10.0.0.5}}", "ipv4_address"),
            ("ports: ['127.0.0.1:80:80']", "ports.host_ip"),
            ("security_opt: ['no-new-privileges:true']", "security_opt"),
            ("oom_score_adj: 5", "oom_score_adj"), ("post_start: [{command: x}]", "post_start"),
            ("tmpfs: ['/t:noexec']", "tmpfs"),
            (
                "volumes: [{type: bind, source: /s, target: /t, bind: {selinux: z}}]",
                "volumes.bind.selinux: z"
            ),
            (
                "volumes: [{type: volume, source: v, target: /t, volume: {subpath: s}}]",
                "volumes.volume.subpath: s"
            ),
            ("volumes: [{type: image, source: a, target: /t}]", "volumes.type: image"),
            ("volumes: [{type: bind, source: /s, target: /t, bind: {recursive: readonly}}]", "readonly"),
            ("memswap_limit: 1g", "memswap_limit"), ("mem_swappiness: 5", "mem_swappiness"),
            ("security_opt: ['systempaths=unconfined']", "security_opt: systempaths=unconfined"),
            ("security_opt: ['apparmor:mine']", "security_opt: apparmor:mine"),
            (
                "deploy: {resources: {reservations: {devices: [{capabilities: [gpu], device_ids: ['0']}]}}}",
                "devices"
            ),
            ("use_api_socket: true", "use_api_socket"), ("blkio_config: {weight: 5}", "blkio_config"),
            ("models: [m]", "models"), ("provider: {type: x}", "provider"),
            ("pre_stop: [{command: x}]", "pre_stop"),
        ]
    )
    func refused(service: String, word: String) throws {
        let yaml = "services: {web: {image: a, \(service)}, db: {image: b}}\nvolumes: {v: {}}"
        let (_, converter) = try ConverterTests.convert(yaml)
        let errors = converter.collector.diagnostics.filter { $0.severity == .error }
        #expect(errors.count == 1, "\(errors)")
        #expect(errors.first?.message.contains(word) == true)
        #expect(
            errors.first?.message.contains("'web'") == true || errors.first?.hint?.contains("'web'") == true
        )
        #expect(errors.first?.hint != nil)
    }

    @Test(
        "keys that mean nothing here are a warning",
        arguments: [
            ("container_name: x", "container_name"), ("pull_policy: always", "pull_policy"),
            ("attach: false", "attach"), ("pull_refresh_after: 1h", "pull_refresh_after"),
            (
                "volumes: [{type: bind, source: /s, target: /t, bind: {create_host_path: true}}]",
                "create_host_path"
            ),
            ("build: .", "build"), ("develop: {watch: []}", "develop"),
            ("healthcheck: {test: x, start_interval: 1s}", "start_interval"),
            ("depends_on: {db: {condition: service_started, restart: true}}", "depends_on.restart"),
            ("deploy: {mode: global-job, update_config: {parallelism: 1}}", "update_config"),
            ("networks: {default: {priority: 5}}", "priority"),
        ]
    )
    func ignored(service: String, word: String) throws {
        let found = try Self.diagnostics(service)
        #expect(found.map(\.severity) == [.warning])
        #expect(found.first?.message.contains(word) == true)
    }

    @Test(
        "keys that a Swarm has are not mentioned",
        arguments: [
            "links: [db]", "links: ['db:db']", "expose: [80]", "shm_size: 1m", "restart: always",
            "network_mode: host",
            "privileged: false", "ports: ['0.0.0.0:80:80']", "x-other: {a: b}", "depends_on: [db]",
            "oom_kill_disable: false", "security_opt: ['label:disable', 'seccomp=builtin']",
            "gpus: [{count: 2}]", "networks: {default: {aliases: [a]}}",
        ]
    )
    func silent(service: String) throws {
        #expect(try Self.diagnostics(service) == [])
    }

    @Test(
        "newer engines can do more",
        arguments: [
            ("security_opt: ['no-new-privileges:true']", APIVersion(1, 44)),
            ("oom_score_adj: 5", APIVersion(1, 46)),
            ("tmpfs: ['/t:noexec,uid=5']", APIVersion(1, 46)),
            ("memswap_limit: 2g, mem_limit: 1g", APIVersion(1, 52)), ("mem_swappiness: 5", APIVersion(1, 52)),
            ("security_opt: ['seccomp={}', 'apparmor=unconfined']", APIVersion(1, 44)),
            ("healthcheck: {test: x, start_interval: 1s}", APIVersion(1, 44)),
        ]
    )
    func newer(service: String, version: APIVersion) throws {
        #expect(try Self.diagnostics(service, version: version) == [])
    }

    @Test(
        "names that are too long, empty contents, a wait without end",
        arguments: [
            (
                "services: {a-service-with-a-name-that-is-too-long-for-the-engine-to-take: {image: a}}",
                "cannot be the name of a service"
            ),
            (
                "services: {web: {image: a}}\nconfigs: {a-config-with-a-name-that-is-far-too-long-for-the-engine: {content: x}}",
                "cannot be the name of a config"
            ),
            ("services: {web: {image: a}}\nconfigs: {page: {content: ''}}", "the config 'page' is empty"),
            (
                "services: {web: {image: a, depends_on: {db: {condition: service_completed_successfully}}}, db: {image: b}}",
                "waits for the end of 'db', which is restarted for ever"
            ),
        ]
    )
    func limits(yaml: String, message: String) throws {
        let (_, converter) = try ConverterTests.convert(yaml)
        let errors = converter.collector.diagnostics.filter { $0.severity == .error }
        #expect(errors.count == 1)
        #expect(errors.first?.message.contains(message) == true)
        #expect(errors.first?.hint != nil)
    }

    /// A new key of the schema must get a line in a table before it can pass unnoticed.
    @Test("the tables know every key of the schema, and no other")
    func complete() {
        let table = SwarmSupport.table
        for key in ComposeSchema.keys {
            #expect(table.words(for: key.path) != nil, "'\(key.path)' is in no line of the tables")
        }
        let known = Set(ComposeSchema.keys.map(\.path))
        #expect(table.paths.subtracting(known) == [])
    }
}
