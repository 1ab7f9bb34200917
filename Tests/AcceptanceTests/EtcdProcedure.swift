import FoundationEssentials
import TestSupport

/// The charts of the etcd procedure as a test installs them: with stand-ins for programs that no mirror has, and
/// without the definitions, which the operator makes late.
struct EtcdProcedure: Sendable {
    static let charts = ["etcd-operator", "compose-etcd", "compose-api"]
    private static let kinds = ["etcdclusters", "etcdbackups", "etcdrestores"]

    let user: DavitUser
    let cluster: ClusterProbe

    var install: String {
        "install charts/compose-api -n \(cluster.namespace) --create-namespace"
    }

    /// Copies the charts to the user, each with its values for tests.
    ///
    /// `timeout` is how long the etcd cluster may take; the operator's pod gets its time on a busy machine.
    func prepare(timeout: String = "120s") throws {
        for chart in Self.charts {
            let from = "\(Fixture.root)/charts/\(chart)"
            for path in try FileManager.default.subpathsOfDirectory(atPath: from) {
                guard !path.hasPrefix("crds"),
                    let data = FileManager.default.contents(atPath: "\(from)/\(path)")
                else { continue }
                var text = String(decoding: data, as: UTF8.self)
                if path == "values.yaml",
                    let values = FileManager.default.contents(atPath: "\(from)/ci/test-values.yaml")
                {
                    text += "---\n" + String(decoding: values, as: UTF8.self)
                }
                if path == "Chart.yaml" {
                    let timeout = chart == "compose-api" ? timeout : "120s"
                    text = text.lines.map { $0.hasPrefix("    timeout: ") ? "    timeout: \(timeout)" : $0 }
                        .joined(separator: "\n")
                }
                try user.write(text, to: "charts/\(chart)/\(path)")
            }
        }
    }

    /// Removes what outlives releases and namespaces.
    func clean() async throws {
        let definitions = Self.kinds.map { "customresourcedefinition/\($0).etcd.database.coreos.com" }
        _ = try await cluster.tryKubectl(["delete", "--ignore-not-found", "--wait=true"] + definitions)
        for label in ["com.docker.fry=compose", "app.kubernetes.io/name=etcd-operator"] {
            _ = try await cluster.tryKubectl(
                ["delete", "clusterrole,clusterrolebinding", "--ignore-not-found", "-l", label]
            )
        }
        _ = try await cluster.tryKubectl(
            [
                "delete", "clusterrole", "--ignore-not-found", "compose-stack-view", "compose-stack-edit",
                "compose-stack-admin",
            ]
        )
        _ = try await cluster.tryKubectl(
            ["delete", "rolebinding", "compose-auth-reader", "-n", "kube-system", "--ignore-not-found"]
        )
    }

    /// The charts of the releases that are deployed, in the order in which they were.
    func deployed() async throws -> [String] {
        let run = try await user.davit("list --date --deployed -q -n \(cluster.namespace)")
        return run.output.lines
    }
}

/// Gives `body` a person with the charts, a namespace that is not there yet, and an operator at work.
func withEtcdProcedure(
    operatorSucceeds: Bool = true,
    timeout: String = "120s",
    _ body: (_ procedure: EtcdProcedure) async throws -> Void
) async throws {
    try await withNamespace(makesNamespace: false) { user, cluster in
        let procedure = EtcdProcedure(user: user, cluster: cluster)
        try await procedure.clean()
        try procedure.prepare(timeout: timeout)
        var standIn = StandInOperator(cluster: cluster)
        standIn.succeeds = operatorSucceeds
        let work = Task { [standIn] in try await standIn.run() }
        do {
            try await body(procedure)
        } catch {
            work.cancel()
            try? await Task { try await procedure.clean() }.value
            throw error
        }
        work.cancel()
        _ = try? await work.value
        try await procedure.clean()
    }
}
