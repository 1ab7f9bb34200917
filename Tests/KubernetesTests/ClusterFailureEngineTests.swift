import Diagnostics
import KubernetesAPI
import Releases
import TestSupport
import Testing
import Values

@testable import Kubernetes

@Suite(
    "what does not come up on a real cluster",
    .enabled(if: Engine.isKubernetesEnabled, "DAVIT_TEST_KUBECONFIG is not set"),
    .timeLimit(.minutes(5))
)
struct ClusterFailureEngineTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        /// The service in the Compose document.
        var service: String
        /// What the message has to say.
        var message: String
        /// What the notes have to say.
        var note: String
        /// Seconds after which it has to be known.
        var limit: Int
        /// Objects that make it so.
        var objects = ""
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "no such image",
            service: "{image: 'davit-test/missing:9'}",
            message:
                "service 'web' failed: ImagePullBackOff: Back-off pulling image \"davit-test/missing:9\"",
            note: "davit-test/missing:9",
            limit: 50
        ),
        Case(
            name: "a name that can be no image",
            service: "{image: 'davit-test/UPPER:9'}",
            message: "service 'web' failed: InvalidImageName",
            note: "UPPER",
            limit: 20
        ),
        Case(
            name: "a program that ends again and again",
            service: #"{image: davit-test/busybox:1, command: "sh -c 'echo no database; exit 7'"}"#,
            message: "service 'web' failed: exited with status 7, 3 times",
            note: "no database",
            limit: 100
        ),
        Case(
            name: "a program that is not in the image",
            service: "{image: davit-test/busybox:1, entrypoint: [/no/such/program]}",
            message: "/no/such/program",
            note: "/no/such/program",
            limit: 100
        ),
        Case(
            name: "a job that fails",
            service:
                #"{image: davit-test/busybox:1, restart: "no", command: "sh -c 'echo no space; exit 3'"}"#,
            message: "service 'web' failed: exited with status 3",
            note: "no space",
            limit: 30
        ),
        Case(
            name: "a quota that allows no pods",
            service: "{image: davit-test/busybox:1, command: sleep 1000}",
            message: "exceeded quota: none",
            note: "",
            limit: 20,
            objects:
                "{apiVersion: v1, kind: ResourceQuota, metadata: {name: none}, spec: {hard: {pods: '0'}}}"
        ),
    ]

    @Test("ends at once with the reason", arguments: cases)
    func failing(_ test: Case) async throws {
        try await LiveCluster.run { cluster in
            if !test.objects.isEmpty { try await cluster.kubectl("apply", "-f", "-", input: test.objects) }
            let begin = ContinuousClock.now
            let failure = try await cluster.failure {
                try await cluster.install(
                    Stack("services: {web: \(test.service)}"),
                    options: LiveCluster.options(timeout: 200)
                )
            }
            #expect(failure?.kind == .refused)
            #expect(failure?.message.contains(test.message) == true, "\(failure?.message ?? "")")
            let notes = failure?.notes.joined(separator: "\n") ?? ""
            #expect(test.note.isEmpty || notes.contains(test.note), "\(notes)")
            #expect(ContinuousClock.now - begin < .seconds(test.limit))
            let history = try await History(release: cluster.release).run(in: cluster.environment())
            #expect(history.map(\.status) == [.failed])
        }
    }

    @Test("what fits nowhere, or never gets healthy, is told when the time is over")
    func timeouts() async throws {
        let stack = Stack(
            """
            services:
              far: {image: davit-test/busybox:1, command: sleep 1000,
                    deploy: {placement: {constraints: [node.labels.disk == ssd]}}}
            """
        )
        try await LiveCluster.run { cluster in
            let failure = try await cluster.failure {
                try await cluster.install(stack, options: LiveCluster.options(timeout: 5))
            }
            #expect(failure?.kind == .timeout)
            #expect(failure?.message.contains("service 'far' has 0 of 1 pods") == true)
            #expect(failure?.message.contains("0/1 nodes are available") == true, "\(failure?.message ?? "")")
            #expect(failure?.hint?.contains("--timeout") == true)
        }
    }

    @Test("a missing config ends at once; with it there, the same command works")
    func missingConfig() async throws {
        let stack = Stack.of(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: a}
            spec:
              selector: {matchLabels: {app: a}}
              template:
                metadata: {labels: {app: a}}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                    - name: a
                      image: davit-test/busybox:1
                      args: [sleep, "1000"]
                      envFrom: [{configMapRef: {name: settings}}]
            """
        )
        try await LiveCluster.run { cluster in
            let failure = try await cluster.failure { try await cluster.install(stack) }
            #expect(failure?.kind == .refused)
            #expect(
                failure?.message
                    == #"Deployment 'a' failed: CreateContainerConfigError: configmap "settings" not found"#
            )
            try await cluster.kubectl("create", "configmap", "settings", "--from-literal=a=b")
            let result = try await cluster.upgrade(stack)
            #expect(result.status == .deployed)
        }
    }

    @Test("a job that has failed is run again by the next attempt, though nothing of it has changed")
    func failedJob() async throws {
        let stack = Stack(
            """
            services:
              once: {image: davit-test/busybox:1, restart: "no", command: "test -e /data/there", volumes: [data:/data]}
              helper: {image: davit-test/busybox:1, command: "sleep 1000", stop_grace_period: 0s, volumes: [data:/data]}
            volumes: {data: {x-kubernetes: {access_modes: [ReadWriteMany]}}}
            """.replacing(
                "volumes: [data:/data]}\n  helper",
                with:
                    "deploy: {mode: replicated-job, restart_policy: {condition: none}}, volumes: [data:/data]}\n  helper"
            )
        )
        try await LiveCluster.run { cluster in
            let failure = try await cluster.failure { try await cluster.install(stack) }
            #expect(failure?.message.contains("service 'once' failed: exited with status 1") == true)
            let helper = try await cluster.kubectl(
                "get",
                "pods",
                "-l",
                "com.docker.service.name=helper",
                "-o",
                "name"
            )
            let pod = helper.split(separator: "\n").first.map(String.init) ?? ""
            try await cluster.kubectl("wait", "--for=condition=Ready", pod, "--timeout=30s")
            try await cluster.kubectl("exec", pod, "--", "touch", "/data/there")
            let result = try await cluster.upgrade(stack)
            #expect(result.changes.filter { $0.action == .replace }.map(\.paths) == [["(pods that failed)"]])
            #expect(try await cluster.drift().changes == [])
        }
    }

    @Test("an upgrade that mends what failed is not blamed for the pods of before")
    func mended() async throws {
        func stack(_ image: String) -> Stack {
            Stack("services: {web: {image: '\(image)', command: sleep 1000, stop_grace_period: 0s}}")
        }
        try await LiveCluster.run { cluster in
            try await cluster.install(stack("davit-test/busybox:1"))
            let failure = try await cluster.failure {
                try await cluster.upgrade(stack("davit-test/missing:9"))
            }
            #expect(failure?.message.contains("davit-test/missing:9") == true)
            var other = stack("davit-test/busybox:1")
            other.yaml = other.yaml.replacing("sleep 1000", with: "sleep 1001")
            #expect(try await cluster.upgrade(other).status == .deployed)
        }
    }

    @Test("a failed upgrade is rolled back when asked for, and a failed install leaves nothing")
    func rollbackOnFailure() async throws {
        func stack(_ image: String, _ page: String) -> Stack {
            Stack(
                """
                services: {web: {image: '\(image)', command: sleep 1000, stop_grace_period: 0s, configs: [page]}}
                configs: {page: {content: "\(page)"}}
                """
            )
        }
        let options = LiveCluster.options { $0.rollbackOnFailure = true }
        try await LiveCluster.run { cluster in
            let first = try await cluster.failure {
                try await cluster.install(stack("davit-test/missing:9", "x"), options: options)
            }
            #expect(first?.kind == .refused)
            #expect(try await cluster.names(.deployments) == [])
            #expect(try await cluster.dataNames(.configMaps) == [])

            try await cluster.upgrade(stack("davit-test/busybox:1", "one"))
            let failure = try await cluster.failure {
                try await cluster.upgrade(stack("davit-test/missing:9", "two"), options: options)
            }
            #expect(failure?.message.contains("davit-test/missing:9") == true)
            #expect(
                failure?.notes.contains { $0.contains("revision 1 is in force again") } == true,
                "\(failure?.notes ?? [])"
            )
            let web = try await cluster.object(.deployments, "web")
            let container = web?.at("spec", "template", "spec", "containers")?.arrayValue?.first
            #expect(container?["image"] == "davit-test/busybox:1")
            #expect(web?.at("status", "availableReplicas") == 1)
            let history = try await History(release: cluster.release).run(in: cluster.environment())
            #expect(history.last?.status == .deployed)
            #expect(try await cluster.drift().changes == [])
        }
    }
}
