import Compose
import DockerAPI
import FoundationEssentials
import OrderedCollections
import Releases
import TestSupport
import Testing
import Values

@testable import Swarm

@Suite(
    "docker stack deploy makes the same",
    .enabled(if: Engine.isDockerEnabled, "DAVIT_TEST_DOCKER_HOST is not set")
)
struct ParityEngineTests {
    static let rich = """
        version: "3.8"
        services:
          web:
            image: davit-test/busybox:1
            command: sleep "1 000"
            entrypoint: ["/bin/sh", "-c"]
            environment: {B: "2", A: "1", EMPTY: ""}
            labels: {x: y, empty: ""}
            hostname: "web-{{.Task.Slot}}"
            user: "0:0"
            working_dir: /tmp
            stop_grace_period: 3s
            stop_signal: SIGINT
            init: true
            tty: true
            stdin_open: true
            read_only: true
            dns: 1.1.1.1
            dns_search: [example.org]
            extra_hosts: ["db:10.1.2.3"]
            cap_add: [NET_ADMIN]
            cap_drop: [sys_time, ALL]
            sysctls: {net.core.somaxconn: 1024}
            ulimits: {nproc: 65, nofile: {soft: 20, hard: 40}}
            healthcheck: {test: "true", interval: 2s, timeout: 1500ms, retries: 4, start_period: 1m}
            logging: {driver: json-file, options: {max-size: 1m}}
            ports: ["28080:80", "28082-28083:82-83", {target: 81, published: 28081, protocol: udp, mode: host}]
            networks: {front: {aliases: [w, a]}, back: {}}
            volumes: ["data:/data", "/tmp:/mnt:ro", {type: tmpfs, target: /x, tmpfs: {size: 1000000}}, "/anonymous",
                {type: volume, source: logs, target: /logs, volume: {nocopy: true}}]
            configs: [page, {source: page, target: /etc/page, mode: 0440, uid: "5"}]
            secrets: [key]
            deploy:
              replicas: 0
              endpoint_mode: vip
              labels: {tier: front}
              update_config: {parallelism: 2, delay: 10s, order: start-first, failure_action: rollback, max_failure_ratio: 0.5}
              rollback_config: {order: stop-first}
              restart_policy: {condition: on-failure, delay: 2s, max_attempts: 3, window: 10s}
              placement:
                constraints: ["node.role == manager", "node.platform.os == linux"]
                preferences: [{spread: node.labels.zone}]
                max_replicas_per_node: 3
              resources:
                limits: {cpus: "0.5", memory: 50M}
                reservations: {cpus: "0.01", memory: 5M, generic_resources: [{discrete_resource_spec: {kind: gpu, value: 2}}]}
          minimal:
            image: davit-test/busybox:1
            deploy: {replicas: 0}
          legacy:
            image: davit-test/busybox:1
            restart: on-failure:4
            healthcheck: {disable: true}
            environment: [A=1, "B=x=y"]
            deploy: {mode: global, endpoint_mode: dnsrr, placement: {constraints: ["node.labels.none == none"]}}
        networks:
          front: {}
          back: {internal: true, attachable: true, driver_opts: {some: option}, ipam: {config: [{subnet: 10.97.0.0/24}]}}
          unused: {}
        volumes: {data: {}, logs: {driver_opts: {type: tmpfs, device: tmpfs}, labels: {a: b}}}
        configs: {page: {file: ./page}}
        secrets: {key: {file: ./key}}
        """

    @Test("the specs of services, networks, configs and secrets are equal")
    func specs() async throws {
        let files = ["page": "hello", "key": "s3cret"]
        let host = try Engine.requireDocker()
        try await LiveSwarm.run { swarm in
            let stack = "\(swarm.release)-docker"
            let theirs: Specs
            do {
                theirs = try await withTemporaryFolder { folder in
                    for (name, text) in files.merging(["compose.yaml": Self.rich], uniquingKeysWith: { $1 }) {
                        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
                    }
                    try docker(
                        host,
                        [
                            "stack", "deploy", "--resolve-image", "never", "-c", "\(folder)/compose.yaml",
                            stack,
                        ]
                    )
                    return try await Specs(swarm.client, stack: stack)
                }
            } catch {
                try docker(host, ["stack", "rm", stack])
                throw error
            }
            try docker(host, ["stack", "rm", stack])

            let project = try Project.parse(Self.rich, files: files)
            let deployment = Deployment(
                release: swarm.release,
                namespace: "",
                revision: 1,
                chart: "",
                project: project
            )
            // The first stack's networks need a moment to give their subnet back.
            let plan = try await swarm.orchestrator.plan(deployment)
            try await eventually { try await plan.apply(OperationContext(wait: false)) }
            let ours = try await Specs(swarm.client, stack: swarm.release)
            #expect(ours.services.keys == theirs.services.keys)
            for (name, spec) in theirs.services {
                #expect(differences(ours.services[name], spec) == [], "\(name)")
            }
            #expect(ours.networks == theirs.networks)
            #expect(ours.data == theirs.data)

            // And Davit itself sees no difference to what it has just made.
            let again = try await swarm.orchestrator.plan(deployment)
            #expect(again.changes.filter { $0.action != .keep } == [])
        }
    }

    private func differences(_ ours: String?, _ theirs: String) -> [String] {
        let lines = (ours ?? "").split(separator: "\n")
        return theirs.split(separator: "\n").difference(from: lines).map { change in
            switch change {
            case .insert(_, let line, _): "missing:\(line)"
            case .remove(_, let line, _): "too much:\(line)"
            }
        }
    }

    private func docker(_ host: String, _ arguments: [String]) throws {
        let status = try BackgroundProcess(["docker", "-H", host] + arguments).stop()
        #expect(status == 0, "docker \(arguments)")
    }

    private func eventually(_ body: () async throws -> Void) async throws {
        for _ in 0..<20 {
            do { return try await body() } catch { try await Task.sleep(for: .milliseconds(500)) }
        }
        try await body()
    }
}

/// The specs of a stack, without what must differ: identifiers, the stack's name, Davit's own labels.
private struct Specs {
    var services: [String: String] = [:]
    var networks: [String: String] = [:]
    var data: [String: String] = [:]

    init(_ client: DockerClient, stack: String) async throws {
        let ofStack = EngineFilters.label("com.docker.stack.namespace", stack)
        var networks = try await client.networks(ofStack)
        // The engine gives a new network its driver and its addresses a moment later.
        for _ in 0..<50 where networks.contains(where: \.driver.isEmpty) {
            try await Task.sleep(for: .milliseconds(100))
            networks = try await client.networks(ofStack)
        }
        let names = Dictionary(networks.map { ($0.id, $0.name) }) { first, _ in first }
        func text(_ value: Value) -> String {
            let json = String(
                decoding: JSON.encode(plain(value, names) ?? .null, pretty: true, sortKeys: true),
                as: UTF8.self
            )
            return json.replacing(stack, with: "STACK")
        }
        for service in try await client.services(ofStack) {
            services[service.name.replacing(stack, with: "STACK")] = text(service.spec)
        }
        for network in networks {
            var value = Value.emptyObject
            for key in ["Driver", "Internal", "Attachable", "EnableIPv6", "Labels"] {
                value = value.setting([key], network.value[key])
            }
            value = value.setting(
                ["Options"],
                network.value["Options"]?.setting(
                    ["com.docker.network.driver.overlay.vxlanid_list"],
                    nil
                )
            )
            if network.name.hasSuffix("back") { value = value.setting(["IPAM"], network.value["IPAM"]) }
            self.networks[network.name.replacing(stack, with: "STACK")] = text(value)
        }
        for kind in [DataKind.config, .secret] {
            for object in try await client.objects(kind, ofStack) {
                let spec = object.spec.setting(["Name"], nil)
                data["\(kind) \(short(object.name).replacing(stack, with: "STACK"))"] = text(spec)
            }
        }
    }
}

/// A name without the content's hash at its end.
private func short(_ name: String) -> String {
    let parts = name.split(separator: "_")
    return parts.count > 2 ? parts.dropLast().joined(separator: "_") : name
}

/// The value without nulls and empty lists and objects, which mean that nothing was said.
private func plain(_ value: Value, _ networks: [String: String]) -> Value? {
    switch value {
    case .null: return nil
    case .array(let elements):
        let kept = elements.compactMap { plain($0, networks) }
        // Their order means nothing.
        let isMounts = kept.contains { $0["Target"] != nil && $0["Type"] != nil }
        let isAttachments = kept.contains { $0["Target"] != nil && $0["Type"] == nil }
        let sorted =
            isMounts || isAttachments
            ? kept.sorted { "\($0["Target"] ?? .null)" < "\($1["Target"] ?? .null)" } : kept
        return sorted.isEmpty ? nil : .array(sorted)
    case .object(let members):
        var kept: Value.Object = [:]
        for (key, member) in members {
            if key.hasPrefix("davit.") || key == "ConfigID" || key == "SecretID" { continue }
            // What a newer docker command says beside the point: false.
            if key == "NoNewPrivileges" || key == "EnableIPv6", member == false { continue }
            if key == "ConfigName" || key == "SecretName", let name = member.stringValue {
                kept[key] = .string(short(name))
            } else if key == "Target", let name = networks[member.stringValue ?? ""] {
                kept[key] = .string(name)
            } else if let value = plain(member, networks) {
                kept[key] = value
            }
        }
        return kept.isEmpty ? nil : .object(kept)
    default: return value
    }
}
