import FoundationEssentials
import TestSupport
import Testing

extension OnSwarmWithPorts {
    /// One chart and one file of values, on Swarm and on Kubernetes at the same time.
    @Suite(
        "Swarm and Kubernetes",
        .enabled(if: Engine.runsKubernetesTests, "no cluster: run scripts/test.sh")
    )
    struct BothTargetTests {
        private func get(_ url: String, _ options: String...) async throws -> String {
            let words = ["curl", "--silent", "--show-error", "--max-time", "10"] + options
            return try await Program.run(words + [url], in: "/").output
        }

        @Test("voting-app counts votes on both", .timeLimit(.minutes(5)))
        func votingApp() async throws {
            try await onBoth("voting-app") { _, address in
                let page = "http://\(address):8080/cgi-bin/index.cgi"
                #expect(try await get(page, "--data", "choice=dogs").contains("on its way"))
                let isCounted = try await eventually(seconds: 30) {
                    try await get(page).contains("<b id=\"dogs\">1</b>")
                }
                #expect(isCounted, "\(address)")
            }
        }

        @Test("redis-nginx answers on both", .timeLimit(.minutes(5)))
        func redisNginx() async throws {
            try await onBoth("redis-nginx", settings: "--set nginx.mode=host,nginx.replicas=1") {
                _,
                address in
                let page = try await get("http://\(address):80/")
                #expect(page.contains("davit-test/nginx 1"), "\(address): \(page)")
            }
        }

        /// Installs a chart with its values for tests on both targets and asks both.
        private func onBoth(
            _ chart: String,
            settings: String = "",
            _ ask: (_ release: String, _ address: String) async throws -> Void
        ) async throws {
            let folder = "\(Fixture.root)/charts/\(chart)"
            try await withRelease { dockerUser, _, release in
                try await withNamespace { user, cluster in
                    let line = "install \(release) \(folder) -f \(folder)/ci/test-values.yaml \(settings)"
                    try await requireSuccess(dockerUser.davit(line))
                    try await requireSuccess(user.davit("\(line) -n \(cluster.namespace)"))
                    try await ask(release, try Engine.address())
                    try await ask(release, try Engine.clusterAddress())

                    var both = user
                    both.environment["DOCKER_HOST"] = try Engine.swarm()
                    let stacks = try await both.davit("stacks")
                    try requireSuccess(stacks)
                    let rows = stacks.output.lines.filter { $0.hasPrefix("\(release) ") }
                    #expect(rows.count == 2, "\(stacks.output)")
                    #expect(rows.contains { $0.contains(" swarm ") })
                    #expect(rows.contains { $0.contains(" kubernetes/\(cluster.namespace) ") })
                }
            }
        }

        @Test("a release is moved there and back", .timeLimit(.minutes(5)))
        func moved() async throws {
            try await withRelease { dockerUser, swarm, release in
                try await withNamespace { user, cluster in
                    var both = user
                    both.environment["DOCKER_HOST"] = swarm.host
                    both.environment["DAVIT_TARGET"] = nil
                    try both.writeServiceChart()
                    try await requireSuccess(
                        both.davit("install \(release) web --target swarm --set replicas=1,text=moved")
                    )
                    let there = try await both.davit(
                        "migrate \(release) --to kubernetes -n \(cluster.namespace)"
                    )
                    try requireSuccess(there)
                    #expect(there.error.contains("goes on running where it was"))
                    try await swarm.expect("1/1", of: "\(release)_web")
                    #expect(try await cluster.field(".status.availableReplicas", of: "deployment/web") == "1")
                    let page = try await cluster.kubectl("exec deployment/web -- cat /page")
                    #expect(page == ["moved"])

                    let again = try await both.davit(
                        "migrate \(release) --to kubernetes -n \(cluster.namespace) --remove-source"
                    )
                    try requireSuccess(again)
                    try await expect(swarm.names("service", of: release), equals: [])

                    let back = try await both.davit(
                        "migrate \(release) --to swarm -n \(cluster.namespace) --remove-source"
                    )
                    try requireSuccess(back)
                    try await swarm.expect("1/1", of: "\(release)_web")
                    try await expect(cluster.names("deployments,services"), equals: [])
                }
            }
        }

        @Test("what a moved release needs there is put in place first", .timeLimit(.minutes(5)))
        func movedPrerequisites() async throws {
            try await withRelease { dockerUser, swarm, release in
                try await withNamespace { user, cluster in
                    var both = user
                    both.environment["DOCKER_HOST"] = swarm.host
                    both.environment["DAVIT_TARGET"] = nil
                    for name in ["store", "app"] {
                        let compose = """
                            services:
                              \(name):
                                image: davit-test/busybox:1
                                command: [sleep, "3600"]
                                stop_grace_period: 1s

                            """
                        try both.writeChart(name, compose: compose)
                    }
                    try both.write(
                        """
                        apiVersion: v2
                        name: app
                        version: 0.1.0
                        prerequisites: [{name: store, targets: [kubernetes]}]

                        """,
                        to: "app/Chart.yaml"
                    )
                    try await requireSuccess(both.davit("install \(release) app --target swarm"))
                    let line = "migrate \(release) --to kubernetes -n \(cluster.namespace)"
                    let before = try await cluster.footprint()
                    let lost = try await both.davit(line)
                    expectOneError(lost, containing: ["where the chart 'store' is", "--charts"])
                    try await expect(cluster.footprint(), equals: before)

                    try await requireSuccess(both.davit("\(line) --charts ."))
                    let list = try await both.davit("list -q --target kubernetes -n \(cluster.namespace)")
                    #expect(list.output.lines.sorted() == [release, "store"].sorted())
                    for name in ["store", "app"] {
                        let replicas = try await cluster.field(
                            ".status.availableReplicas",
                            of: "deployment/\(name)"
                        )
                        #expect(replicas == "1")
                    }
                    let needed = try await both.davit(
                        "uninstall store --target kubernetes -n \(cluster.namespace)"
                    )
                    expectOneError(needed, containing: ["needed by '\(release)'"])
                }
            }
        }
    }
}
