import Diagnostics
import KubernetesAPI
import Releases
import TestSupport
import Testing
import Values

@testable import Kubernetes

@Suite(
    "plan and drift on a real cluster",
    .enabled(if: Engine.isKubernetesEnabled, "DAVIT_TEST_KUBECONFIG is not set"),
    .timeLimit(.minutes(5))
)
struct ClusterPlanEngineTests {
    static let stack = Stack(
        """
        services:
          web:
            image: davit-test/busybox:1
            command: sleep 1000
            stop_grace_period: 0s
            environment: {LOG_LEVEL: info}
            configs: [page]
            secrets: [key]
            ports: ["8080:80"]
            deploy: {replicas: 0}
          scaled:
            image: davit-test/busybox:1
            command: sleep 1000
            deploy: {replicas: 0}
            x-davit: {replicas: keep}
          store:
            image: davit-test/busybox:1
            command: sleep 1000
            volumes: [data:/data]
            deploy: {replicas: 0}
          agent:
            image: davit-test/busybox:1
            command: sleep 1000
            stop_grace_period: 0s
            deploy: {mode: global}
          once:
            image: davit-test/busybox:1
            command: "true"
            restart: "no"
        volumes: {data: {}}
        configs: {page: {content: "one"}}
        secrets: {key: {x-davit: {generate: {length: 16, charset: hex}}}}
        """,
        objects: """
            {apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}
            ---
            {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: robot}, rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]}
            ---
            {apiVersion: v1, kind: Secret, metadata: {name: own}, stringData: {password: one}}
            ---
            {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: own}, spec: {podSelector: {}, policyTypes: [Ingress]}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: own}
            spec:
              replicas: 0
              selector: {matchLabels: {app: own}}
              template:
                metadata: {labels: {app: own}}
                spec:
                  containers:
                    - name: main
                      image: davit-test/busybox:1
                      ports: [{containerPort: 80}]
                      resources: {requests: {cpu: "0.1", memory: 128Mi}, limits: {memory: 0.5Gi}}
                      volumeMounts: [{name: a, mountPath: /a}, {name: a, mountPath: /b}]
                  volumes: [{name: a, emptyDir: {}}]
            """
    )

    @Test("an upgrade with nothing to change, and a look at the drift, write nothing and try nothing out")
    func nothingToChange() async throws {
        try await LiveCluster.run { cluster in
            try await cluster.install(Self.stack)
            let before = try await cluster.footprint()
            cluster.transport.clear()

            let result = try await cluster.upgrade(Self.stack)
            #expect(result.outcome == .unchanged)
            #expect(result.record.revision == 1)
            #expect(try await cluster.drift().changes == [])

            #expect(cluster.transport.writes == [])
            #expect(cluster.transport.all.count > 5)
            #expect(try await cluster.footprint() == before)
        }
    }

    @Test("an upgrade of one service writes that service and the record, and nothing else")
    func oneChange() async throws {
        try await LiveCluster.run { cluster in
            try await cluster.install(Self.stack)
            let before = try await cluster.footprint()
            var changed = Self.stack
            changed.yaml = changed.yaml.replacing("LOG_LEVEL: info", with: "LOG_LEVEL: debug")

            let dryRun = try await cluster.upgrade(changed, options: LiveCluster.options { $0.dryRun = true })
            let changes = dryRun.changes.filter { $0.action != .keep }
            #expect(changes.map(\.object.description) == ["deployment web"])
            #expect(
                changes.flatMap(\.differences).map(\.text) == [
                    "spec.template.spec.containers[web].env[LOG_LEVEL].value (info → debug)"
                ]
            )
            #expect(try await cluster.footprint() == before)

            let result = try await cluster.upgrade(changed)
            #expect(result.outcome == .upgraded)
            let after = try await cluster.footprint()
            let gone = before.subtracting(after).map {
                $0.split(separator: " ").prefix(2).joined(separator: " ")
            }
            #expect(gone.sorted() == ["ConfigMap davit.shop.v1", "Deployment web"])
        }
    }

    @Test("what was changed by hand is told by path, and put back by an upgrade that says so")
    func drift() async throws {
        try await LiveCluster.run { cluster in
            try await cluster.install(Self.stack)
            try await cluster.kubectl("scale", "deployment", "web", "scaled", "--replicas=1")
            try await cluster.kubectl("delete", "networkpolicy", "own")
            try await cluster.kubectl(
                "create",
                "configmap",
                "extra",
                "--from-literal=a=b"
            )
            try await cluster.kubectl(
                "label",
                "configmap",
                "extra",
                "davit/release-name=shop",
                "davit/release-namespace=\(cluster.namespace)"
            )
            try await cluster.kubectl("patch", "secret", "own", "-p", #"{"data":{"password":"Z2VoZWlt"}}"#)

            let drift = try await cluster.drift()
            let told = drift.changes.map { change in
                "\(change.action) \(change.object): \(change.differences.map(\.text).joined(separator: ", "))"
            }
            #expect(told.contains("update deployment web: spec.replicas (1 → 0)"), "\(told)")
            #expect(told.contains { $0.hasPrefix("create networkpolicy own") }, "\(told)")
            #expect(told.contains("delete configmap extra: data.a (b → none)"), "\(told)")
            #expect(told.contains("update secret own: data.password"), "\(told)")
            #expect(drift.changes.count == 4, "\(told)")
            // Who scales is told from Kubernetes 1.22 on; the controller, who has written since, is not meant.
            let editors = drift.changes.map { "\($0.object) \($0.trace?.editor ?? "nobody")" }
            for editor in ["configmap extra kubectl", "secret own kubectl"] {
                #expect(editors.contains { $0.hasPrefix(editor) }, "\(editors)")
            }
            #expect(!editors.contains { $0.contains("kube-") }, "\(editors)")
            #expect(!"\(drift.changes)".contains("Z2VoZWlt") && !"\(drift.changes)".contains("geheim"))

            let log = ProgressLog()
            let options = LiveCluster.options { $0.report = { log.add($0) } }
            let result = try await cluster.upgrade(
                Self.stack,
                options: options,
                in: cluster.environment(force: true)
            )
            #expect(result.outcome == .upgraded)
            #expect(
                log.messages.contains { $0.contains("web was changed outside of Davit") },
                "\(log.messages)"
            )
            #expect(try await cluster.object(.deployments, "web")?.at("spec", "replicas") == 0)
            // The number that is to be kept was kept.
            #expect(try await cluster.object(.deployments, "scaled")?.at("spec", "replicas") == 1)
            #expect(try await cluster.drift().changes == [])
        }
    }

    @Test("another manager's field is told with field and manager, and only taken by force")
    func fieldConflict() async throws {
        try await LiveCluster.run { cluster in
            try await cluster.install(Self.stack)
            try await cluster.kubectl(
                "apply",
                "--server-side",
                "--field-manager=scaler",
                "--force-conflicts",
                "--validate=false",
                "-f",
                "-",
                input: """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec: {replicas: 1}
                    """
            )
            let before = try await cluster.footprint()
            let failure = try await cluster.failure { try await cluster.upgrade(Self.stack) }
            #expect(failure?.kind == .conflict)
            let text = failure.map { ([$0.message] + $0.notes).joined(separator: " ") } ?? ""
            #expect(text.contains("'.spec.replicas' is set by 'scaler'"), "\(text)")
            #expect(failure?.hint?.contains("--force-conflicts") == true)
            #expect(try await cluster.footprint() == before)

            let result = try await cluster.upgrade(Self.stack, in: cluster.environment(force: true))
            #expect(result.outcome == .upgraded)
            let web = try #require(try await cluster.object(.deployments, "web"))
            #expect(web.at("spec", "replicas") == 0)
            let managers = (web.at("metadata", "managedFields")?.arrayValue ?? []).filter {
                $0.at("fieldsV1", "f:spec", "f:replicas") != nil
            }
            #expect(managers.compactMap { $0["manager"]?.stringValue } == ["davit"])
        }
    }

    @Test("a field that others add is theirs, and no drift")
    func foreignFields() async throws {
        try await LiveCluster.run { cluster in
            try await cluster.install(Self.stack)
            try await cluster.kubectl("annotate", "deployment", "web", "example.com/note=hello")
            #expect(try await cluster.drift().changes == [])
            #expect(try await cluster.upgrade(Self.stack).outcome == .unchanged)
            var changed = Self.stack
            changed.yaml = changed.yaml.replacing("LOG_LEVEL: info", with: "LOG_LEVEL: debug")
            try await cluster.upgrade(changed)
            let web = try await cluster.object(.deployments, "web")
            #expect(web?.at("metadata", "annotations", "example.com/note") == "hello")
        }
    }

    @Test("everything that stands in the way is told at once, and nothing is changed")
    func preflight() async throws {
        try await LiveCluster.run { cluster in
            try await cluster.kubectl("create", "configmap", "theirs", "--from-literal=a=b")
            try await cluster.kubectl("create", "configmap", "other", "--from-literal=a=b")
            try await cluster.kubectl(
                "label",
                "configmap",
                "other",
                "davit/release-name=blog",
                "davit/release-namespace=\(cluster.namespace)"
            )
            let before = try await cluster.footprint()
            let stack = Stack(
                """
                services:
                  web:
                    image: davit-test/busybox:1
                    configs: [gone]
                    secrets: [hidden]
                    volumes: [disk:/data]
                configs: {gone: {external: true}}
                secrets: {hidden: {external: true}}
                volumes: {disk: {external: true}}
                """,
                objects: """
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: theirs}}
                    ---
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: other}}
                    ---
                    {apiVersion: example.com/v1, kind: Nothing, metadata: {name: a}}
                    ---
                    {apiVersion: v1, kind: Service, metadata: {name: bad}, spec: {ports: [{port: 99999}]}}
                    """
            )
            let failure = try await cluster.failure { try await cluster.install(stack) }
            let told = failure.map { ([$0.message] + $0.notes).joined(separator: "\n") } ?? ""
            for part in [
                "the external config 'gone' does not exist",
                "the external secret 'hidden' does not exist",
                "the external volume 'disk' does not exist",
                "the ConfigMap 'theirs' exists already, and no release of Davit made it",
                "the ConfigMap 'other' belongs to the release 'blog'",
                "Nothing",
                "'spec.ports[0].port'",
            ] { #expect(told.contains(part), "no \(part) in: \(told)") }
            #expect(failure?.hint != nil)
            #expect(try await cluster.footprint() == before)
        }
    }

    @Test("what belongs to nobody is taken over when asked for, and then is the release's")
    func adopt() async throws {
        try await LiveCluster.run { cluster in
            try await cluster.kubectl("create", "configmap", "theirs", "--from-literal=a=b")
            let stack = Stack.of("{apiVersion: v1, kind: ConfigMap, metadata: {name: theirs}, data: {c: d}}")
            let failure = try await cluster.failure { try await cluster.install(stack) }
            #expect(failure?.kind == .conflict)
            #expect(failure?.hint?.hasPrefix("add --adopt to take it over") == true)

            try await cluster.install(stack, options: LiveCluster.options { $0.adopt = true })
            let map = try #require(try await cluster.object(.configMaps, "theirs"))
            #expect(map["data"] == ["a": "b", "c": "d"])
            #expect(map.at("metadata", "labels", "davit/release-name") == "shop")
            #expect(try await cluster.drift().changes == [])
            try await cluster.uninstall()
            #expect(try await cluster.dataNames(.configMaps) == [])
        }
    }
}
