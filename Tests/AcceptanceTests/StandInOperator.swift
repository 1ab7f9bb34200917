import FoundationEssentials
import TestSupport
import Testing

/// Behaves as the etcd operator does, in the place of its program: makes its definitions when its pod runs, and late;
/// and takes each cluster through its phases, with the Services that clients use.
struct StandInOperator: Sendable {
    let cluster: ClusterProbe
    /// Seconds from the operator's pod until its definitions are there.
    var delay = 1.5
    /// Whether clusters come into being.
    var succeeds = true

    private static let definitions = "\(Fixture.root)/charts/etcd-operator/crds/etcd.yaml"
    private static let name = "compose-etcd"

    /// Works until it is cancelled.
    func run() async throws {
        while !Task.isCancelled {
            try await turn()
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private func turn() async throws {
        // Without its pod nothing is done, as with the real one.
        let pods = try await cluster.tryKubectl([
            "get", "deployment", "etcd-operator", "--ignore-not-found", "-o",
            "jsonpath={.status.availableReplicas}",
        ])
        guard pods.output == "1" else { return }
        if try await !isDefined() {
            try await Task.sleep(for: .seconds(delay))
            try await cluster.tryKubectl(["apply", "-f", Self.definitions])
        }
        let found = try await cluster.tryKubectl([
            "get", "etcdclusters", Self.name, "--ignore-not-found", "-o",
            "jsonpath={.spec.size} {.status.phase} {.status.size}",
        ])
        let words = found.output.columns
        guard found.succeeded, succeeds, let size = words.first.flatMap({ Int($0) }) else { return }
        let members = words.count > 2 ? Int(words[2]) ?? 0 : 0
        if words.count > 1, members == size { return }
        try await step(to: members + 1, of: size)
    }

    private func isDefined() async throws -> Bool {
        let name = "customresourcedefinition/etcdclusters.etcd.database.coreos.com"
        return try await cluster.tryKubectl(["get", name]).succeeded
    }

    /// One member more, the last of which makes the cluster available.
    private func step(to members: Int, of size: Int) async throws {
        if members == 1 {
            try await cluster.tryKubectl(
                ["create", "service", "clusterip", "\(Self.name)-client", "--tcp=2379:2379"]
            )
        }
        let names = (1...members).map { "\"m\($0)\"" }
        let isDone = members == size
        let ready = (isDone ? names : names.dropLast()).joined(separator: ",")
        let unready = isDone ? "null" : "[\(names[members - 1])]"
        let condition =
            isDone ? "{\"type\":\"Available\",\"status\":\"True\",\"reason\":\"Cluster available\"}" : ""
        let status = """
            {"status":{"phase":"\(members > 1 ? "Running" : "Creating")","size":\(members),
            "members":{"ready":[\(ready)],"unready":\(unready)},"conditions":[\(condition)]}}
            """
        try await cluster.tryKubectl(
            ["patch", "etcdclusters", Self.name, "--type=merge", "-p", status]
        )
    }
}
