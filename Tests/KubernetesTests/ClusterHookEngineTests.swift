import Diagnostics
import KubernetesAPI
import Releases
import TestSupport
import Testing
import Values

@testable import Kubernetes

@Suite(
    "hooks on a real cluster",
    .enabled(if: Engine.isKubernetesEnabled, "DAVIT_TEST_KUBECONFIG is not set"),
    .timeLimit(.minutes(5))
)
struct ClusterHookEngineTests {
    private static func job(_ name: String, _ annotations: String, _ script: String) -> String {
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: \(name), annotations: {\(annotations)}}
        spec:
          backoffLimit: 0
          template:
            spec:
              restartPolicy: Never
              terminationGracePeriodSeconds: 0
              containers: [{name: a, image: davit-test/busybox:1, args: [sh, -c, "\(script)"]}]
        """
    }

    private static let map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: own}, data: {a: X}}"

    @Test("hooks of services and objects run in their order, tell what they write, and go by their policy")
    func order() async throws {
        let yaml = """
            services:
              migrate:
                image: davit-test/busybox:1
                command: sh -c 'cat /page; echo migrating'
                configs: [page]
                x-davit: {hook: pre-install, hook-weight: 5}
            configs: {page: {content: "the page\\n"}}
            """
        let hooks = [
            Self.job(
                "first",
                #"helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-weight: "1""#,
                "echo first"
            ),
            Self.job(
                "after",
                "helm.sh/hook: post-install, helm.sh/hook-delete-policy: hook-succeeded",
                "echo after"
            ),
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: hookmap, annotations: {helm.sh/hook: pre-install}}}",
        ].joined(separator: "\n---\n")
        try await LiveCluster.run { cluster in
            let log = ProgressLog()
            let options = LiveCluster.options { $0.report = { log.add($0) } }
            try await cluster.install(Stack(yaml, objects: Self.map, hooks: hooks), options: options)
            #expect(log.lines == ["first", "the page", "migrating", "after"])
            let own = try #require(try await cluster.object(.configMaps, "own"))
            let jobs = try await cluster.client.list(.jobs, namespace: cluster.namespace).items
            let first = try #require(jobs.first { $0.at("metadata", "name") == "first" })
            #expect(
                own.at("metadata", "creationTimestamp")?.stringValue ?? ""
                    >= first.at("status", "completionTime")?.stringValue ?? "z"
            )
            #expect(jobs.count == 2)
            #expect(try await cluster.object(.jobs, "after") == nil)
            #expect(try await cluster.dataNames(.configMaps).contains("hookmap"))
            // What is left of hooks is no drift, and status does not show it.
            #expect(try await cluster.drift().changes == [])
            let status = try await cluster.orchestrator().status(of: cluster.release, desired: nil)
            #expect(status.services == [])

            // A hook whose job is still there runs again.
            let uid = first.at("metadata", "uid")
            var changed = Stack(yaml, objects: Self.map.replacing("X", with: "two"), hooks: hooks)
            changed.version = "1.0.1"
            let second = ProgressLog()
            try await cluster.upgrade(
                changed,
                options: LiveCluster.options { $0.report = { second.add($0) } }
            )
            #expect(second.lines == ["first"])
            #expect(try await cluster.object(.jobs, "first")?.at("metadata", "uid") != uid)

            try await cluster.uninstall()
            #expect(try await cluster.names(.jobs) == [])
            #expect(try await cluster.names(.configMaps) == [])
        }
    }

    @Test("a failing hook ends the operation with its last lines, and nothing else was begun")
    func failure() async throws {
        let hooks = Self.job("bad", "helm.sh/hook: pre-install", "echo looking; echo not found; exit 3")
        try await LiveCluster.run { cluster in
            let failure = try await cluster.failure {
                try await cluster.install(.of(Self.map, hooks: hooks))
            }
            #expect(failure?.kind == .refused)
            #expect(failure?.message == "the hook 'bad' (pre-install) failed: exited with status 3")
            #expect(failure?.notes.suffix(2) == ["looking", "not found"], "\(failure?.notes ?? [])")
            #expect(try await cluster.object(.configMaps, "own") == nil)
            let history = try await History(release: cluster.release).run(in: cluster.environment())
            #expect(history.map(\.status) == [.failed])
            // What helps is found by the next attempt.
            let good = Self.job("bad", "helm.sh/hook: pre-install", "echo found")
            try await Install(
                release: cluster.release,
                replace: true,
                options: LiveCluster.options(),
                makeContent: Stack.of(Self.map, hooks: good).content
            ).run(in: cluster.environment())
            #expect(try await cluster.object(.configMaps, "own") != nil)
        }
    }

    @Test(
        "a hook that cannot start ends at once, and one that takes too long at its time, leaving nothing running"
    )
    func stuck() async throws {
        let image = Self.job("bad", "helm.sh/hook: pre-install", "true")
            .replacing("davit-test/busybox:1", with: "davit-test/missing:9")
        let slow = Self.job("slow", "helm.sh/hook: pre-upgrade", "echo begun; sleep 1000")
        try await LiveCluster.run { cluster in
            let begin = ContinuousClock.now
            let failure = try await cluster.failure { try await cluster.install(.of(Self.map, hooks: image)) }
            #expect(failure?.message.contains("the hook 'bad' (pre-install) failed: ") == true)
            #expect(failure?.message.contains("davit-test/missing:9") == true, "\(failure?.message ?? "")")
            #expect(ContinuousClock.now - begin < .seconds(50))
            let late = try await cluster.failure {
                try await cluster.upgrade(
                    .of(Self.map, hooks: slow),
                    options: LiveCluster.options(timeout: 4)
                )
            }
            #expect(late?.kind == .timeout)
            #expect(late?.message == "the hook 'slow' (pre-upgrade) failed: it has not ended after 4 s")
            #expect(try await cluster.object(.jobs, "slow") == nil)
        }
    }

    @Test("tests tell each how it ended")
    func tests() async throws {
        let hooks = [
            Self.job("good", "helm.sh/hook: test", "echo well"),
            Self.job("bad", "helm.sh/hook: test", "echo ill; exit 1"),
        ].joined(separator: "\n---\n")
        try await LiveCluster.run { cluster in
            try await cluster.install(.of(Self.map, hooks: hooks))
            let report = try await Releases.Test(release: cluster.release, options: LiveCluster.options())
                .run(in: cluster.environment())
            #expect(report.tests.map { "\($0.name) \($0.failure == nil)" } == ["bad false", "good true"])
        }
    }

    @Test("deletion has hooks too, and a name that somebody else has is not taken for a hook")
    func deletion() async throws {
        let hooks = Self.job("bye", "helm.sh/hook: pre-delete", "echo bye")
        try await LiveCluster.run { cluster in
            try await cluster.install(.of(Self.map, hooks: hooks))
            try await cluster.kubectl("create", "job", "bye", "--image=davit-test/busybox:1", "--", "true")
            let failure = try await cluster.failure { try await cluster.uninstall() }
            #expect(failure?.kind == .conflict)
            #expect(failure?.hint?.contains("kubectl delete jobs bye -n \(cluster.namespace)") == true)
            #expect(try await cluster.object(.configMaps, "own") != nil)
            try await cluster.kubectl("delete", "job", "bye")
            let log = ProgressLog()
            try await cluster.uninstall(options: LiveCluster.options { $0.report = { log.add($0) } })
            #expect(log.lines == ["bye"])
            #expect(try await cluster.names(.configMaps) == [])
        }
    }
}
