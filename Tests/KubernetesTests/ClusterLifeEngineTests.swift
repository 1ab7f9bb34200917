import Diagnostics
import KubernetesAPI
import Releases
import Synchronization
import TestSupport
import Testing
import Values

@testable import Kubernetes

@Suite(
    "the life of a release on a real cluster",
    .enabled(if: Engine.isKubernetesEnabled, "DAVIT_TEST_KUBECONFIG is not set"),
    .timeLimit(.minutes(5))
)
struct ClusterLifeEngineTests {
    private static func stack(page: String, others: String = "") -> Stack {
        Stack(
            """
            services:
              web:
                image: davit-test/busybox:1
                command: sleep 1000
                stop_grace_period: 0s
                configs: [page]
                secrets: [key]
                environment: {PAGE: "\(page)"}
              \(others)
            configs: {page: {content: "\(page)"}}
            secrets: {key: {content: "key of \(page)"}}
            """
        )
    }

    @Test("install, upgrade, rollback, uninstall: data stays as long as a revision needs it, and then goes")
    func life() async throws {
        try await LiveCluster.run { cluster in
            let old = "old: {image: davit-test/busybox:1, command: sleep 1000, stop_grace_period: 0s}"
            let options = LiveCluster.options { $0.historyMax = 2 }
            try await cluster.install(Self.stack(page: "one", others: old), options: options)
            #expect(try await cluster.names(.deployments) == ["old", "web"])
            let first = try await cluster.dataNames(.configMaps)
            #expect(first.count == 1)

            let upgraded = try await cluster.upgrade(Self.stack(page: "two"), options: options)
            let deleted = upgraded.changes.filter { $0.action == .delete }.map(\.object.description)
            #expect(deleted == ["deployment old", "service old"])
            #expect(try await cluster.names(.deployments) == ["web"])
            #expect(try await cluster.dataNames(.configMaps).count == 2)
            #expect(try await cluster.dataNames(.secrets).count == 2)

            try await cluster.rollback(options: options)
            #expect(try await cluster.names(.deployments) == ["old", "web"])
            let web = try #require(try await cluster.object(.deployments, "web"))
            let pod = web.at("spec", "template", "spec")
            #expect(pod?["containers"]?.arrayValue?.first?["env"] == [["name": "PAGE", "value": "one"]])
            #expect(pod?["volumes"]?.arrayValue?.first?.at("configMap", "name")?.stringValue == first.first)
            let history = try await History(release: cluster.release).run(in: cluster.environment())
            #expect(history.map(\.revision) == [2, 3])
            #expect(history.map(\.status) == [.superseded, .deployed])

            // Revision 2 is the last that needs the data of "two", and goes with the next one.
            try await cluster.upgrade(Self.stack(page: "three"), options: options)
            #expect(try await cluster.dataNames(.configMaps).count == 2)
            #expect(try await cluster.dataNames(.configMaps).contains(first[0]))

            try await cluster.uninstall()
            #expect(try await cluster.names(.configMaps) == [])
            #expect(try await cluster.names(.secrets) == [])
            #expect(try await cluster.names(.deployments) == [])
            #expect(try await cluster.names(.pods) == [])
        }
    }

    @Test("waves wait for what they depend on: a healthy service, a job that has ended, a one-shot")
    func waves() async throws {
        let stack = Stack(
            """
            services:
              web: {image: davit-test/busybox:1, command: sleep 1000, stop_grace_period: 0s,
                    depends_on: {migrate: {condition: service_completed_successfully}, seed: {condition: service_completed_successfully}}}
              migrate: {image: davit-test/busybox:1, command: sleep 1, depends_on: {db: {condition: service_healthy}},
                        deploy: {mode: replicated-job}}
              seed: {image: davit-test/busybox:1, command: sleep 1, restart: "no", depends_on: [db]}
              db: {image: davit-test/busybox:1, command: sleep 1000, stop_grace_period: 0s,
                   healthcheck: {test: "true", interval: 1s}}
            """
        )
        try await LiveCluster.run { cluster in
            let log = ProgressLog()
            try await cluster.install(stack, options: LiveCluster.options { $0.report = { log.add($0) } })
            #expect(log.waves == ["1/3 db", "2/3 migrate seed", "3/3 web"])
            let jobs = try await cluster.client.list(.jobs, namespace: cluster.namespace).items
            #expect(jobs.count == 2)
            let end = jobs.compactMap { $0.at("status", "completionTime")?.stringValue }.max() ?? "z"
            let web = try await cluster.object(.deployments, "web")
            #expect(web?.at("metadata", "creationTimestamp")?.stringValue ?? "" >= end)

            // Jobs that have run are not run again.
            let footprint = try await cluster.footprint()
            #expect(try await cluster.upgrade(stack).outcome == .unchanged)
            #expect(try await cluster.footprint() == footprint)

            let status = try await cluster.orchestrator().status(of: cluster.release, desired: nil)
            #expect(
                status.services.map { "\($0.name) \($0.mode) \($0.running)/\($0.desired)" } == [
                    "db replicated 1/1", "migrate replicated-job 1/1", "seed replicated-job 1/1",
                    "web replicated 1/1",
                ]
            )
        }
    }

    @Test("status tells what is missing, ports and pods; logs tell what was written, and go on")
    func observation() async throws {
        let stack = Stack(
            """
            services:
              web: {image: davit-test/busybox:1, command: "sh -c 'echo one; echo two; sleep 1000'",
                    stop_grace_period: 0s, ports: ["8080:80"], configs: [page]}
              job: {image: davit-test/busybox:1, command: "echo done", restart: "no"}
            configs: {page: {content: x}}
            """
        )
        try await LiveCluster.run { cluster in
            try await cluster.install(stack)
            let report = try await Status(release: cluster.release).run(in: cluster.environment())
            #expect(report.live.missing == [])
            let web = try #require(report.live.services.first { $0.name == "web" })
            #expect(web.image == "davit-test/busybox:1")
            #expect(web.ports == ["8080->80/tcp"])
            #expect(web.tasks.map(\.state) == ["running"])
            #expect(web.tasks.map(\.node) == ["node"])

            let log = LineLog()
            let orchestrator = cluster.orchestrator()
            try await orchestrator.logs(of: cluster.release, LogQuery()) { log.add($0) }
            #expect(log.texts.sorted() == ["job: done", "web: one", "web: two"])
            let tail = LineLog()
            try await orchestrator.logs(of: cluster.release, LogQuery(services: ["web"], tail: 1)) {
                tail.add($0)
            }
            #expect(tail.texts == ["web: two"])

            let followed = LineLog()
            let following = Task {
                try await orchestrator.logs(of: cluster.release, LogQuery(services: ["web"], follow: true)) {
                    followed.add($0)
                }
            }
            // A pod that comes later is followed as well.
            try await cluster.kubectl("delete", "pod", "-l", "com.docker.service.name=web", "--wait=false")
            for _ in 0..<600 where followed.texts.count(where: { $0 == "web: two" }) < 2 {
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(followed.texts.count { $0 == "web: two" } >= 2, "\(followed.texts)")
            following.cancel()

            let stacks = try await orchestrator.stacks().filter { $0.namespace == cluster.namespace }
            #expect(stacks.map(\.name) == ["shop"])
            #expect(stacks.first?.isRelease == true)
            #expect(stacks.first?.services == 2)

            try await cluster.kubectl("delete", "configmap", "-l", "davit/release-name=shop")
            let later = try await Status(release: cluster.release).run(in: cluster.environment())
            #expect(later.live.missing.map(\.kind) == ["configmap"])
        }
    }

    @Test("lookup gives objects and lists, but never the bytes of a secret")
    func lookup() async throws {
        try await LiveCluster.run { cluster in
            try await cluster.kubectl("create", "configmap", "page", "--from-literal=a=b")
            try await cluster.kubectl("create", "secret", "generic", "key", "--from-literal=a=geheim")
            let orchestrator = cluster.orchestrator()
            let place = cluster.namespace
            let map = try await orchestrator.lookup(kind: "ConfigMap", namespace: place, name: "page")
            #expect(map?.at("data", "a") == "b")
            let secret = try await orchestrator.lookup(kind: "Secret", namespace: place, name: "key")
            #expect(secret?.at("metadata", "name") == "key")
            #expect(secret?["data"] == nil)
            let list = try await orchestrator.lookup(kind: "Secret", namespace: place, name: "")
            #expect(list?["kind"] == "SecretList")
            #expect(list?["items"]?.arrayValue?.contains { $0["data"] != nil } == false)
            #expect(try await orchestrator.lookup(kind: "ConfigMap", namespace: place, name: "no") == nil)
            #expect(try await orchestrator.lookup(kind: "Nothing", namespace: place, name: "no") == nil)
            let node = try await orchestrator.lookup(kind: "Node", namespace: "", name: "node")
            #expect(node?.at("metadata", "name") == "node")
        }
    }

    @Test("a generated secret is made once and stays; kept objects and volumes survive the removal")
    func kept() async throws {
        let stack = Stack(
            """
            services:
              web: {image: davit-test/busybox:1, command: sleep 1000, secrets: [key, kept], volumes: [data:/a],
                    deploy: {replicas: 0}}
            volumes: {data: {x-kubernetes: {access_modes: [ReadWriteMany]}}}
            secrets:
              key: {x-davit: {generate: {length: 40, charset: hex}}}
              kept: {content: x, x-davit: {keep: true}}
            """,
            objects: """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: own, annotations: {helm.sh/resource-policy: keep}}
                """
        )
        try await LiveCluster.run { cluster in
            try await cluster.install(stack)
            let made = try await cluster.object(.secrets, "shop-key")?["data"]
            #expect(made != nil)
            var changed = stack
            changed.yaml = changed.yaml.replacing("sleep 1000", with: "sleep 1001")
            try await cluster.upgrade(changed)
            #expect(try await cluster.object(.secrets, "shop-key")?["data"] == made)

            let left = try await cluster.uninstall().leftovers.map(\.description)
            #expect(left.contains("configmap own"))
            #expect(left.contains { $0.hasPrefix("secret shop-kept") })
            #expect(left.contains("persistentvolumeclaim shop-data"), "\(left)")
            #expect(try await cluster.dataNames(.configMaps) == ["own"])
            #expect(try await cluster.dataNames(.secrets).count == 1)
            #expect(try await cluster.names(.claims) == ["shop-data"])

            // Whoever comes again under the same name finds the volume.
            try await cluster.install(changed)
            #expect(try await cluster.names(.claims) == ["shop-data"])
        }
    }

    @Test("what a chart puts into another namespace is looked after there, and removed from there")
    func otherNamespaces() async throws {
        try await LiveCluster.run { cluster in
            let other = "\(cluster.namespace)-b"
            try await cluster.makeNamespace(other)
            func stack(_ names: [String]) -> Stack {
                Stack.of(
                    (names.map {
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: \($0), namespace: \(other)}}"
                    } + [
                        """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: far, namespace: \(other)}
                        spec:
                          selector: {matchLabels: {app: far}}
                          template:
                            metadata: {labels: {app: far}}
                            spec:
                              terminationGracePeriodSeconds: 0
                              containers:
                                - name: c
                                  image: davit-test/busybox:1
                                  command: [sh, -c, echo here; sleep 1000]
                        """
                    ])
                    .joined(separator: "\n---\n")
                )
            }
            func names() async throws -> [String] {
                try await cluster.client.list(.configMaps, namespace: other, labels: "davit/release-name")
                    .items
                    .compactMap { $0.at("metadata", "name")?.stringValue }.sorted()
            }
            do {
                try await cluster.install(stack(["a", "b"]))
                #expect(try await names() == ["a", "b"])
                let status = try await Status(release: cluster.release).run(in: cluster.environment())
                #expect(status.live.missing == [])
                #expect(status.live.services.map { "\($0.name) \($0.running)" } == ["deployment/far 1"])
                let log = LineLog()
                try await Logs(release: cluster.release, query: LogQuery(services: ["deployment/far"]))
                    .run(in: cluster.environment()) { log.add($0) }
                #expect(log.texts == ["deployment/far: here"])
                try await cluster.upgrade(stack(["b"]))
                #expect(try await names() == ["b"])
                // Without any object there that is still wanted.
                try await cluster.upgrade(Stack.of("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}"))
                #expect(try await names() == [])
                try await cluster.rollback(to: 2)
                #expect(try await names() == ["b"])
                #expect(try await cluster.drift().changes == [])
                try await cluster.uninstall()
                #expect(try await names() == [])
            } catch {
                try await cluster.client.delete(.namespaces, name: other)
                throw error
            }
            try await cluster.client.delete(.namespaces, name: other)
        }
    }
}

/// The lines of logs.
private final class LineLog: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: LogLine) {
        let text = "\(line.service): \(String(decoding: line.text, as: UTF8.self))"
        lines.withLock { $0.append(text) }
    }

    var texts: [String] { lines.withLock { $0 } }
}
