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
            ("volumes_from: [db]", "volumes_from"), ("cpuset: '0-1'", "cpuset"), ("cpu_shares: 5", "cpu_*"),
            ("memswap_limit: 1g, mem_limit: 1g", "memswap_limit"),
            ("oom_kill_disable: true", "oom_kill_disable"),
            ("storage_opt: {size: 1G}", "storage_opt"), ("domainname: d", "domainname"),
            ("annotations: {a: b}", "annotations"), ("gpus: all", "gpus"),
            ("networks: {default: {ipv4_address: 10.0.0.5}}", "ipv4_address"),
            ("ports: ['127.0.0.1:80:80']", "ports.host_ip"),
            ("security_opt: ['no-new-privileges:true']", "security_opt"),
            ("oom_score_adj: 5", "oom_score_adj"), ("post_start: [{command: x}]", "post_start"),
            ("tmpfs: ['/t:noexec']", "tmpfs"),
            ("volumes: [{type: bind, source: /s, target: /t, bind: {selinux: z}}]", "SELinux"),
            ("volumes: [{type: volume, source: v, target: /t, volume: {subpath: s}}]", "folder 's'"),
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
            ("attach: false", "attach"),
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
            "oom_kill_disable: false",
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

    /// A new field of the model must get a line in the table before it can pass unnoticed.
    @Test("the table knows every field of a service")
    func complete() {
        let keys = Set(KeySupport.table.flatMap { $0.key.split(separator: ", ").map(String.init) })
        let names = [
            "workingDirectory": "working_dir", "groups": "group_add", "containerName": "container_name",
            "pullPolicy": "pull_policy", "initProcess": "init", "stdinOpen": "stdin_open",
            "stopSignal": "stop_signal",
            "stopGracePeriod": "stop_grace_period", "dependsOn": "depends_on", "mounts": "volumes",
            "readOnly": "read_only", "sharedMemorySize": "shm_size", "volumesFrom": "volumes_from",
            "networkMode": "network_mode", "macAddress": "mac_address", "dnsSearch": "dns_search",
            "dnsOptions": "dns_opt", "extraHosts": "extra_hosts", "externalLinks": "external_links",
            "capabilitiesAdded": "cap_add", "capabilitiesDropped": "cap_drop",
            "deviceCgroupRules": "device_cgroup_rules", "securityOptions": "security_opt",
            "credentialSpec": "credential_spec", "userNamespaceMode": "userns_mode", "pidMode": "pid",
            "ipcMode": "ipc", "utsMode": "uts", "cgroupMode": "cgroup", "cgroupParent": "cgroup_parent",
            "storageOptions": "storage_opt", "processor": "cpu_*", "memory": "memswap_limit",
            "directives": "x-davit",
        ]
        // Not keys of their own: the name, what the loader has already decided, and what is passed verbatim.
        let others: Set = ["name", "profiles", "untyped", "extensions", "nestedExtensions"]
        for child in Mirror(reflecting: Service(name: "x")).children {
            guard let field = child.label, !others.contains(field) else { continue }
            #expect(keys.contains(names[field] ?? field), "'\(field)' is in no line of the table")
        }
    }
}
