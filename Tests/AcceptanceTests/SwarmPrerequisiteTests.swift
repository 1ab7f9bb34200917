import TestSupport
import Testing

extension OnSwarm {
    @Suite("prerequisites on a Swarm")
    struct SwarmPrerequisiteTests {
        private func write(_ release: String, _ user: DavitUser, ready: String, timeout: String = "60s")
            throws
        {
            try user.write(
                """
                apiVersion: v2
                name: store
                version: 1.2.0

                """,
                to: "store/Chart.yaml"
            )
            try user.write(
                """
                services:
                  main:
                    image: davit-test/busybox:1
                    command: [sleep, "3600"]
                    stop_grace_period: 1s
                    deploy:
                      replicas: {{ .Values.replicas | default 1 }}

                """,
                to: "store/templates/compose.yaml"
            )
            try user.writeChart(
                "app",
                compose: """
                    services:
                      app:
                        image: davit-test/busybox:1
                        command: [sleep, "3600"]
                        stop_grace_period: 1s

                    """
            )
            try user.write(
                """
                apiVersion: v2
                name: app
                version: 0.1.0
                prerequisites:
                  - name: store
                    version: ^1.2
                    release: \(release)-store
                    repository: ../store
                    values: {replicas: 2}
                    provides: [service/\(release)-store_main]
                    timeout: \(timeout)
                    ready:
                      - object: services/main
                        condition: Available
                      - jsonpath: "{.spec.Mode.Replicated.Replicas}"
                        value: "\(ready)"

                """,
                to: "app/Chart.yaml"
            )
        }

        @Test("installed, waited for, kept while needed, and removed after", .timeLimit(.minutes(5)))
        func wholeWay() async throws {
            try await withRelease { user, swarm, release in
                try write(release, user, ready: "2")
                try await requireSuccess(user.davit("install \(release) ./app"))
                try await swarm.expect("2/2", of: "\(release)-store_main")
                try await swarm.expect("1/1", of: "\(release)_app")
                let refused = try await user.davit("uninstall \(release)-store")
                expectOneError(refused, containing: ["is needed by '\(release)'"])
                let ended = try await user.davit("uninstall \(release)")
                try requireSuccess(ended)
                #expect(ended.output.contains("Nothing needs \(release)-store any more"))
                let plan = try await user.davit("autoremove --dry-run")
                #expect(plan.output.contains("\(release)-store (store-1.2.0)"))
                try await requireSuccess(user.davit("uninstall \(release)-store"))
                #expect(try await swarm.names("service", of: "\(release)-store") == [])
            }
        }

        @Test("a rule that never holds stops it with the reason", .timeLimit(.minutes(5)))
        func neverReady() async throws {
            try await withRelease { user, swarm, release in
                try write(release, user, ready: "3", timeout: "25s")
                let failed = try await user.davit("install \(release) ./app")
                expectOneError(failed, containing: ["'\(release)-store' of '\(release)'", "is '2', not '3'"])
                #expect(try await swarm.names("service", of: release) == [])
                try write(release, user, ready: "2")
                try await requireSuccess(user.davit("install \(release) ./app"))
                try await requireSuccess(user.davit("uninstall \(release) \(release)-store"))
            }
        }

        @Test("a service of somebody else is used when it runs", .timeLimit(.minutes(5)))
        func provided() async throws {
            try await withRelease { user, swarm, release in
                try write(release, user, ready: "2")
                try await swarm.docker(
                    "service create --detach=false --name \(release)-store_main davit-test/busybox:1 sleep 3600"
                )
                let plan = try await user.davit("prerequisites ./app")
                #expect(
                    plan.output.contains("provided: service/\(release)-store_main"),
                    "\(plan.testDescription)"
                )
                try await requireSuccess(user.davit("install \(release) ./app"))
                #expect(try await user.davit("list -q --filter \(release)").output.lines == [release])
                try await swarm.docker("service rm \(release)-store_main")
            }
        }
    }

    /// The chart of an etcd cluster, which serves when it is installed.
    @Suite("etcd on a Swarm")
    struct EtcdOnSwarmTests {
        @Test("three members that keep what is written", .timeLimit(.minutes(5)))
        func members() async throws {
            try await withRelease { user, swarm, release in
                let folder = "\(Fixture.root)/charts/etcd"
                try await requireSuccess(
                    user.davit("install \(release) \(folder) -f \(folder)/ci/test-values.yaml")
                )
                for number in 1...3 { try await swarm.expect("1/1", of: "\(release)_etcd-\(number)") }
                #expect(
                    try await swarm.names("volume", of: release)
                        == (1...3).map { "\(release)_data-\($0)" }
                )
                try await requireSuccess(user.davit("test \(release)"))
            }
        }
    }
}

extension OnKubernetes {
    @Suite("etcd on Kubernetes")
    struct EtcdOnKubernetesTests {
        @Test("three members that keep what is written, from the same file", .timeLimit(.minutes(5)))
        func members() async throws {
            try await withNamespace { user, cluster in
                let folder = "\(Fixture.root)/charts/etcd"
                let place = "-n \(cluster.namespace)"
                try await requireSuccess(
                    user.davit("install etcd \(folder) -f \(folder)/ci/test-values.yaml \(place)")
                )
                #expect(try await cluster.names("persistentvolumeclaims").count == 3)
                try await requireSuccess(user.davit("test etcd \(place)"))
                // All members are started anew, one after the other, and nothing is lost.
                let put = "env ETCDCTL_API=3 etcdctl --endpoints=http://127.0.0.1:2379"
                try await cluster.kubectl("exec etcd-1-0 -- \(put) put kept yes")
                for number in 1...3 {
                    try await cluster.kubectl("delete pod etcd-\(number)-0")
                    try await cluster.kubectl("rollout status statefulset/etcd-\(number) --timeout=90s")
                }
                let isKept = try await eventually(seconds: 60) {
                    let run = try await cluster.tryKubectl("exec etcd-2-0 -- \(put) get kept".columns)
                    return run.output.contains("yes")
                }
                #expect(isKept)
            }
        }
    }
}
