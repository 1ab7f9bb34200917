import FoundationEssentials
import TestSupport
import Testing

extension OnKubernetes {
    /// A chart from its first line to the end of its release: the tour of the README, word for word but for the
    /// target.
    @Suite("the way of a chart")
    struct KubernetesWayTests {
        @Test("create, install, upgrade, look, roll back, uninstall", .timeLimit(.minutes(5)))
        func wholeWay() async throws {
            try await withNamespace(makesNamespace: false) { user, cluster in
                let place = "-n \(cluster.namespace)"
                let image = "--set-string web.image.repository=davit-test/busybox,web.image.tag=1"
                try await requireSuccess(user.davit("create shop"))
                try await requireSuccess(user.davit("lint shop"))

                let missing = try await user.davit("install shop ./shop \(image) \(place)")
                expectOneError(missing, containing: ["namespace", cluster.namespace, "--create-namespace"])
                try await requireSuccess(
                    user.davit(
                        "install shop ./shop --set web.replicas=2 \(image) \(place) --create-namespace"
                    )
                )
                let twice = try await user.davit("install shop ./shop \(image) \(place)")
                expectOneError(twice, containing: ["'davit upgrade shop CHART \(place)'"])
                #expect(try await cluster.field(".status.availableReplicas", of: "deployment/web") == "2")
                #expect(try await eventually { try await page(cluster) == "It works\n" })

                try user.write("web:\n  message: production\n", to: "prod.yaml")
                try await requireSuccess(
                    user.davit("upgrade shop ./shop --set web.replicas=3 -f prod.yaml \(place)")
                )
                #expect(try await cluster.field(".status.availableReplicas", of: "deployment/web") == "3")
                #expect(try await eventually { try await page(cluster) == "production\n" })
                let status = try await user.davit("status shop \(place)")
                try requireSuccess(status)
                #expect(status.output.contains("3/3"))

                let before = try await cluster.footprint()
                let same = try await user.davit("upgrade shop ./shop \(place)")
                try requireSuccess(same)
                #expect(same.output.contains("is like that already"))
                try await expect(cluster.footprint(), equals: before)

                let diff = try await user.davit("diff upgrade shop ./shop --set web.replicas=1 \(place)")
                #expect(diff.output.contains("spec.replicas: 3 → 1"), "\(diff.testDescription)")
                try await expect(cluster.footprint(), equals: before)

                let history = try await user.davit("history shop \(place) -o json")
                let entries = try history.json([HistoryEntry].self)
                #expect(entries.map(\.status) == ["superseded", "deployed"])

                try await requireSuccess(user.davit("rollback shop 1 \(place)"))
                #expect(try await cluster.field(".status.availableReplicas", of: "deployment/web") == "2")
                #expect(try await eventually { try await page(cluster) == "It works\n" })

                try await requireSuccess(user.davit("uninstall shop \(place)"))
                try await expect(cluster.names("deployments,services,pods"), equals: [])
                let configs = try await cluster.names("configmaps")
                #expect(configs == ["configmap/kube-root-ca.crt"])
                #expect(try await user.davit("list \(place)").output.lines.count == 1)
            }
        }

        @Test("a service with a volume of its own keeps it through an upgrade", .timeLimit(.minutes(5)))
        func volume() async throws {
            try await withNamespace { user, cluster in
                let place = "-n \(cluster.namespace)"
                try user.writeChart(
                    "store",
                    compose: """
                        services:
                          db:
                            image: davit-test/busybox:1
                            command: [sleep, "3600"]
                            stop_grace_period: 0s
                            environment: {LEVEL: "{{ .Values.level }}"}
                            volumes: ["data:/data"]
                        volumes: {data: {}}

                        """
                )
                try await requireSuccess(user.davit("install store ./store --set level=one \(place)"))
                try await cluster.kubectl("exec db-0 -- touch /data/kept")
                // By then the controllers have written the state of what they made.
                try await requireSuccess(user.davit("upgrade store ./store --set level=two \(place)"))
                try await expect(cluster.kubectl("exec db-0 -- sh -c", "echo $LEVEL"), equals: ["two"])
                try await expect(cluster.kubectl("exec db-0 -- ls /data/kept"), equals: ["/data/kept"])
                let gone = try await user.davit("uninstall store \(place)")
                try requireSuccess(gone)
                #expect(gone.output.contains("persistentvolumeclaim data-db-0"), "\(gone.testDescription)")
            }
        }

        /// What the web service of the new chart answers, through its address in the cluster.
        private func page(_ cluster: ClusterProbe) async throws -> String {
            let address = try await cluster.field(".spec.clusterIP", of: "service/web")
            let words = ["curl", "--silent", "--show-error", "--max-time", "5"]
            return try await Program.run(words + ["http://\(address):8080/"], in: "/").output
        }
    }
}
