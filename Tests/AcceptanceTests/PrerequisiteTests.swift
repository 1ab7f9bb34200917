import FoundationEssentials
import TestSupport
import Testing

extension OnKubernetes {
    /// The etcd procedure of Compose on Kubernetes, and what went wrong with it by hand.
    @Suite("prerequisites")
    struct PrerequisiteTests {
        @Test(
            "one command does the whole procedure, in its order and with its waits",
            .timeLimit(.minutes(5))
        )
        func wholeProcedure() async throws {
            try await withEtcdProcedure { procedure in
                let (user, cluster) = (procedure.user, procedure.cluster)
                let place = "-n \(cluster.namespace)"
                let plan = try await user.davit("prerequisites charts/compose-api \(place)")
                try requireSuccess(plan)
                #expect(
                    plan.output.lines.dropFirst().map { $0.columns.first } == [
                        "etcd-operator", "compose-etcd",
                    ]
                )
                #expect(plan.output.lines.dropFirst().allSatisfy { $0.hasSuffix("missing") })
                let dry = try await user.davit("\(procedure.install) --dry-run=client")
                try requireSuccess(dry)
                #expect(dry.output.contains("etcd-operator-0.12.0 is to be installed"))
                #expect(
                    try await cluster.tryKubectl(["get", "namespace", cluster.namespace]).succeeded == false
                )

                try await requireSuccess(user.davit(procedure.install))
                #expect(try await procedure.deployed() == ["etcd-operator", "compose-etcd", "compose-api"])
                // #58 and #114: the cluster was made when its kind was served, and the server when it was available.
                #expect(
                    try await cluster.field(".status.phase", of: "etcdclusters/compose-etcd") == "Running"
                )
                #expect(
                    try await cluster.field(".status.members.ready", of: "etcdclusters/compose-etcd")
                        == "[\"m1\",\"m2\",\"m3\"]"
                )
                for deployment in ["compose-api", "compose"] {
                    #expect(
                        try await cluster.field(".status.availableReplicas", of: "deployment/\(deployment)")
                            == "1"
                    )
                }
                // #71: every member has a volume of its own.
                #expect(
                    try await cluster.field(
                        ".spec.pod.persistentVolumeClaimSpec.resources.requests.storage",
                        of: "etcdclusters/compose-etcd"
                    ) == "1Gi"
                )
                // #158: the server is told a name that there is.
                let arguments = try await cluster.field(
                    ".spec.template.spec.containers[0].args",
                    of: "deployment/compose-api"
                )
                #expect(arguments.contains("--etcd-servers=http://compose-etcd-client:2379"))
                #expect(
                    try await cluster.field(".spec.ports[0].port", of: "service/compose-etcd-client")
                        == "2379"
                )

                // The other charts are tried by ConvertedManifestTests; these need the kinds that are there now.
                for chart in EtcdProcedure.charts {
                    let manifests = try await user.davit(
                        "convert kubernetes x charts/\(chart) --kube-version 1.20 \(place)"
                    )
                    try requireSuccess(manifests)
                    let dry = try await cluster.tryKubectl(
                        ["apply", "--dry-run=server", "-f", "-"],
                        input: manifests.output,
                        isAnywhere: true
                    )
                    try requireSuccess(dry)
                    #expect(
                        dry.output.lines.count { $0.hasSuffix("(server dry run)") }
                            == manifests.output.lines.count { $0 == "---" }
                    )
                }

                let after = try await user.davit("prerequisites charts/compose-api \(place) -o json")
                #expect(try after.json([Node].self).map(\.state) == ["installed", "installed"])
                let again = try await user.davit("upgrade compose-api charts/compose-api \(place)")
                try requireSuccess(again)
                #expect(again.output.contains("is like that already"), "\(again.testDescription)")
            }
        }

        @Test("what others need stays, and goes with the last of them", .timeLimit(.minutes(5)))
        func removal() async throws {
            try await withEtcdProcedure { procedure in
                let (user, cluster) = (procedure.user, procedure.cluster)
                let place = "-n \(cluster.namespace)"
                try await requireSuccess(user.davit(procedure.install))
                let before = try await cluster.footprint()
                for (release, dependent) in [
                    ("etcd-operator", "compose-etcd"), ("compose-etcd", "compose-api"),
                ] {
                    let run = try await user.davit("uninstall \(release) \(place)")
                    expectOneError(run, containing: ["needed by '\(dependent)'", "--ignore-dependents"])
                }
                #expect(try await cluster.footprint() == before)
                let nothing = try await user.davit("autoremove --yes \(place)")
                #expect(nothing.output == "Nothing is to be removed.\n")

                let uninstall = try await user.davit("uninstall compose-api \(place)")
                try requireSuccess(uninstall)
                #expect(uninstall.output.contains("davit autoremove"))
                let asked = try await user.davit("autoremove \(place)")
                expectOneError(asked, containing: ["no terminal", "--yes"])
                #expect(try await procedure.deployed() == ["etcd-operator", "compose-etcd"])
                let removed = try await user.davit("autoremove --yes \(place)")
                try requireSuccess(removed)
                #expect(try await procedure.deployed() == [])
                // The cluster first, while there was an operator to take it down.
                let lines = removed.error.lines.filter { $0.hasPrefix("removing") }
                #expect(lines.first?.contains("etcdcluster") == true, "\(removed.testDescription)")
                #expect(try await cluster.names("deployments") == [])
            }
        }

        @Test("a cluster that never gets ready stops it, and a second run goes on", .timeLimit(.minutes(5)))
        func resumption() async throws {
            try await withEtcdProcedure(operatorSucceeds: false, timeout: "15s") { procedure in
                let (user, cluster) = (procedure.user, procedure.cluster)
                let place = "-n \(cluster.namespace)"
                let failed = try await user.davit(procedure.install)
                expectOneError(
                    failed,
                    containing: [
                        "prerequisite '\(cluster.namespace)/compose-etcd' of 'compose-api'", "Available",
                    ]
                )
                #expect(failed.status == 6)
                #expect(try await procedure.deployed() == ["etcd-operator", "compose-etcd"])
                #expect(try await cluster.names("deployments") == ["deployment.apps/etcd-operator"])
                let state = try await user.davit("prerequisites charts/compose-api \(place)")
                #expect(
                    state.output.contains("not ready: etcdclusters/compose-etcd"),
                    "\(state.testDescription)"
                )

                let work = Task { try await StandInOperator(cluster: cluster).run() }
                defer { work.cancel() }
                try procedure.prepare()
                try await requireSuccess(user.davit(procedure.install))
                for release in ["etcd-operator", "compose-etcd"] {
                    let run = try await user.davit("history \(release) -o json \(place)")
                    #expect(try run.json([HistoryEntry].self).map(\.revision) == [1])
                }
            }
        }

        @Test(
            "an operator of somebody else is used when it works, and is an error when not",
            .timeLimit(.minutes(5))
        )
        func foreignOperator() async throws {
            try await withEtcdProcedure { procedure in
                let (user, cluster) = (procedure.user, procedure.cluster)
                let place = "-n \(cluster.namespace)"
                // A definition that was left behind looks after nothing: #60 the other way round.
                try await cluster.kubectl("create namespace \(cluster.namespace)")
                try await cluster.kubectl("apply -f \(Fixture.root)/charts/etcd-operator/crds/etcd.yaml")
                let left = try await user.davit("prerequisites charts/compose-api \(place) -o json")
                #expect(
                    try left.json([Node].self).map(\.state) == ["missing", "missing"],
                    "\(left.testDescription)"
                )

                // The very objects of the chart, but no release.
                let rendered = try await user.davit(
                    "template etcd-operator charts/etcd-operator --kube-version 1.20.2 \(place)"
                )
                try requireSuccess(rendered)
                try await cluster.kubectl("apply -f -", input: rendered.output)
                try await cluster.kubectl("rollout status deployment/etcd-operator --timeout=120s")
                let found = try await user.davit("prerequisites charts/compose-api \(place) -o json")
                #expect(
                    try found.json([Node].self).map(\.state) == ["provided", "missing"],
                    "\(found.testDescription)"
                )

                try await cluster.kubectl("scale deployment/etcd-operator --replicas=0")
                try await cluster.kubectl(
                    "wait --for=delete pod -l app.kubernetes.io/name=etcd-operator --timeout=120s"
                )
                let dead = try await user.davit(procedure.install)
                expectOneError(dead, containing: ["EtcdCluster", "no pod that looks after it is ready"])
                #expect(try await procedure.deployed() == [])

                try await cluster.kubectl("scale deployment/etcd-operator --replicas=1")
                try await cluster.kubectl("rollout status deployment/etcd-operator --timeout=120s")
                try await requireSuccess(user.davit(procedure.install))
                #expect(try await procedure.deployed() == ["compose-etcd", "compose-api"])
            }
        }

        @Test(
            "who may not make what the operator needs is told so, and nothing is begun",
            .timeLimit(.minutes(5))
        )
        func forbidden() async throws {
            try await withEtcdProcedure { procedure in
                let cluster = procedure.cluster
                let place = "-n \(cluster.namespace)"
                try await cluster.kubectl("create namespace \(cluster.namespace)")
                try await cluster.kubectl("create serviceaccount owner")
                try await cluster.kubectl(
                    "create rolebinding owner --clusterrole=admin --serviceaccount=\(cluster.namespace):owner"
                )
                let user = try await procedure.user.acting(as: "owner", in: cluster)
                let run = try await user.davit(procedure.install)
                expectOneError(run, containing: ["etcd-operator", "clusterrole"])
                #expect(try await procedure.user.davit("list -q --deployed \(place)").output == "")
                #expect(
                    try await cluster.names("deployments,serviceaccounts").filter { $0.contains("etcd") }
                        == []
                )
            }
        }

        @Test("a cluster that is too new is told before anything is done")
        func tooNew() async throws {
            try await withEtcdProcedure { procedure in
                let text = try procedure.user.read("charts/etcd-operator/Chart.yaml")
                try procedure.user.write(
                    text.replacing("<1.22.0-0", with: "<1.18.0-0"),
                    to: "charts/etcd-operator/Chart.yaml"
                )
                let run = try await procedure.user.davit(procedure.install)
                expectOneError(
                    run,
                    containing: ["'etcd-operator' is for Kubernetes", "not for", "'compose-etcd' needs"]
                )
                #expect(try await procedure.deployed() == [])
            }
        }

        /// An entry of `davit prerequisites -o json`.
        private struct Node: Decodable {
            var release: String
            var state: String
        }
    }
}

extension DavitUser {
    /// The same person with the rights of a service account only.
    func acting(as account: String, in cluster: ClusterProbe) async throws -> DavitUser {
        let secret = try await cluster.field(".secrets[0].name", of: "serviceaccount/\(account)")
        let token = try await cluster.kubectl(
            "get secret \(secret) -o",
            "go-template={{.data.token | base64decode}}"
        )
        let config = try await cluster.kubectl(
            "config view --raw --flatten -o",
            "jsonpath={.clusters[0].cluster}"
        )
        try write(
            """
            apiVersion: v1
            kind: Config
            current-context: test
            contexts: [{name: test, context: {cluster: test, user: test}}]
            clusters: [{name: test, cluster: \(config.joined())}]
            users: [{name: test, user: {token: "\(token.joined())"}}]

            """,
            to: "account.yaml"
        )
        var user = self
        user.environment["KUBECONFIG"] = "\(workingFolder)/account.yaml"
        return user
    }
}
