import Diagnostics
import KubernetesAPI
import Releases
import TestSupport
import Testing
import Values

@testable import Kubernetes

/// What can never be changed is made anew where nothing is lost by it, and refused where something would be.
@Suite(
    "changes that need another object, on a real cluster",
    .enabled(if: Engine.isKubernetesEnabled, "DAVIT_TEST_KUBECONFIG is not set"),
    .timeLimit(.minutes(5))
)
struct ClusterReplaceEngineTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var resource: APIResource
        var object: String
        var before: String
        var after: String
        var testDescription: String { name }
    }

    private static let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: a}
        spec:
          replicas: 0
          selector: {matchLabels: {app: X}}
          template: {metadata: {labels: {app: X}}, spec: {containers: [{name: a, image: davit-test/busybox:1}]}}
        """
    private static let job = """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: a}
        spec:
          template: {spec: {restartPolicy: Never, containers: [{name: a, image: davit-test/busybox:1, args: ["X"]}]}}
        """
    private static let stateful = """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: a}
        spec:
          replicas: 0
          serviceName: X
          selector: {matchLabels: {app: a}}
          template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: davit-test/busybox:1}]}}
        """
    private static let binding = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: a}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: X}
        subjects: [{kind: ServiceAccount, name: default, namespace: default}]
        """

    static let cases = [
        Case(
            name: "selector of a Deployment",
            resource: .deployments,
            object: deployment,
            before: "one",
            after: "two"
        ),
        Case(name: "template of a Job", resource: .jobs, object: job, before: "true", after: "echo"),
        Case(
            name: "cluster address of a Service",
            resource: .services,
            object:
                "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {clusterIP: X, ports: [{port: 80}]}}",
            before: "None",
            after: "''"
        ),
        Case(
            name: "service of a StatefulSet",
            resource: .statefulSets,
            object: stateful,
            before: "one",
            after: "two"
        ),
        Case(
            name: "an immutable ConfigMap",
            resource: .configMaps,
            object: "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, immutable: true, data: {a: X}}",
            before: "one",
            after: "two"
        ),
        Case(
            name: "type of a Secret",
            resource: .secrets,
            object: "{apiVersion: v1, kind: Secret, metadata: {name: a}, type: example.com/X}",
            before: "one",
            after: "two"
        ),
        Case(
            name: "role of a RoleBinding",
            resource: .known(
                GroupVersionKind(apiVersion: "rbac.authorization.k8s.io/v1", kind: "RoleBinding")
            ) ?? .configMaps,
            object: binding,
            before: "view",
            after: "edit"
        ),
    ]

    @Test("replaced", arguments: cases)
    func replaced(_ test: Case) async throws {
        try await LiveCluster.run { cluster in
            let options = LiveCluster.options { $0.wait = false }
            try await cluster.install(.of(test.object.replacing("X", with: test.before)), options: options)
            let before = try await cluster.object(test.resource, "a")
            let after = Stack.of(test.object.replacing("X", with: test.after))
            let result = try await cluster.upgrade(after, options: options)
            #expect(result.changes.map { "\($0.action)" } == ["replace"])
            let object = try #require(try await cluster.object(test.resource, "a"))
            #expect(object.at("metadata", "uid") != before?.at("metadata", "uid"))
            #expect(object.at("metadata", "labels", "davit/release-name") == "shop")
            let drift = try await cluster.drift().changes
            #expect(drift == [], "\(drift.flatMap(\.differences).map(\.text))")
        }
    }

    @Test("a claim is never replaced, and the failure says what to do")
    func claims() async throws {
        func stack(_ mode: String) -> Stack {
            .of(
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: a}
                spec: {accessModes: [\(mode)], resources: {requests: {storage: 1Mi}}}
                """
            )
        }
        try await LiveCluster.run { cluster in
            try await cluster.install(stack("ReadWriteOnce"))
            let before = try await cluster.object(.claims, "a")?.at("metadata", "uid")
            let footprint = try await cluster.footprint().filter { !$0.hasPrefix("PersistentVolumeClaim") }
            let failure = try await cluster.failure { try await cluster.upgrade(stack("ReadWriteMany")) }
            #expect(failure?.hint?.contains("kubectl delete persistentvolumeclaims a") == true)
            #expect(failure?.hint?.contains("is not replaced") == true)
            #expect(try await cluster.object(.claims, "a")?.at("metadata", "uid") == before)
            let after = try await cluster.footprint().filter { !$0.hasPrefix("PersistentVolumeClaim") }
            #expect(after == footprint)
        }
    }

    @Test(
        "a StatefulSet with other claim templates keeps its volumes and what is on them",
        arguments: ["storage: 2Mi", "more claims"]
    )
    func statefulSet(change: String) async throws {
        func stack(_ mark: String, _ claims: String) -> Stack {
            .of(
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: a}
                spec:
                  replicas: 1
                  serviceName: a
                  selector: {matchLabels: {app: a}}
                  template:
                    metadata: {labels: {app: a}}
                    spec:
                      terminationGracePeriodSeconds: 0
                      containers:
                        - name: a
                          image: davit-test/busybox:1
                          args: [sh, -c, "cat /data/mark; echo \(mark) > /data/mark; sleep 1000"]
                          volumeMounts: [{name: data, mountPath: /data}]
                  volumeClaimTemplates: \(claims)
                """
            )
        }
        func claim(_ name: String, _ size: String) -> String {
            "{metadata: {name: \(name)}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: \(size)}}}}"
        }
        try await LiveCluster.run { cluster in
            try await cluster.install(stack("first", "[\(claim("data", "1Mi"))]"))
            let volume = try await cluster.object(.claims, "data-a-0")?.at("spec", "volumeName")
            #expect(volume != nil)
            let claims =
                change == "more claims"
                ? "[\(claim("data", "1Mi")), \(claim("more", "1Mi"))]" : "[\(claim("data", "2Mi"))]"
            let result = try await cluster.upgrade(stack("second", claims))
            #expect(result.changes.map { "\($0.action)" } == ["replace"])
            #expect(try await cluster.object(.claims, "data-a-0")?.at("spec", "volumeName") == volume)
            #expect(try await cluster.kubectl("logs", "a-0") == "first\n")
            let count = change == "more claims" ? 2 : 1
            #expect(try await cluster.names(.claims).count == count)
        }
    }

    @Test("a Compose service that reaches others without an address, and then with one")
    func endpointMode() async throws {
        func stack(_ mode: String) -> Stack {
            Stack(
                """
                services:
                  web:
                    image: davit-test/busybox:1
                    expose: ["80"]
                    deploy: {endpoint_mode: \(mode), replicas: 0}
                """
            )
        }
        try await LiveCluster.run { cluster in
            try await cluster.install(stack("dnsrr"))
            #expect(try await cluster.object(.services, "web")?.at("spec", "clusterIP") == "None")
            let result = try await cluster.upgrade(stack("vip"))
            #expect(result.changes.first { $0.object.kind == "service" }?.action == .replace)
            #expect(try await cluster.object(.services, "web")?.at("spec", "clusterIP") != "None")
            #expect(try await cluster.drift().changes == [])
            try await cluster.rollback()
            #expect(try await cluster.object(.services, "web")?.at("spec", "clusterIP") == "None")
        }
    }
}
