import FoundationEssentials
import TestSupport
import Testing

/// A namespace's own word about releases, read from the API of its cluster without any of Davit's code.
struct ClusterView: Sendable {
    /// The socket where the API answers.
    let socket: String
    let namespace: String

    /// The objects of one sort with a label: `apps/v1/deployments`, `davit.release=web`.
    private func objects(_ resource: String, label: String) throws -> [JSONValue] {
        let parts = resource.split(separator: "/")
        let group = parts.count == 3 ? "/apis/\(parts[0])/\(parts[1])" : "/api/v1"
        let answer = try LocalSocket.get(
            "\(group)/namespaces/\(namespace)/\(parts[parts.count - 1])?labelSelector=\(label)",
            at: socket
        )
        return try JSONDecoder().decode(JSONValue.self, from: answer)["items"]?.elements ?? []
    }

    private func name(_ object: JSONValue) -> String { object["metadata"]?["name"]?.text ?? "" }

    /// What Davit has noted of an object.
    private func notes(_ object: JSONValue) throws -> [String: String] {
        guard let text = object["metadata"]?["annotations"]?["davit/labels"]?.text else { return [:] }
        return try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
    }
}

extension ClusterView: TargetView {
    func faults(of release: String, services: [String], text: String, historyMax: Int) throws -> [String] {
        var faults = Faults()
        let stored = try objects("configmaps", label: "davit.release=\(release)")
        faults.checkHistory(try stored.map(notes), historyMax: historyMax)
        let own = "app.kubernetes.io/instance=\(release)"
        let live = try ["apps/v1/deployments", "apps/v1/statefulsets"].flatMap { try objects($0, label: own) }
        faults.check(live.map(name).sorted() == services.sorted(), "services: \(live.map(name))")
        var used: Set<String> = []
        for volume in live.flatMap({ $0["spec"]?["template"]?["spec"]?["volumes"]?.elements ?? [] }) {
            used.formUnion(
                [volume["configMap"]?["name"]?.text, volume["secret"]?["secretName"]?.text].compactMap(\.self)
            )
        }
        let configs = try objects("configmaps", label: own)
        let saying = configs.filter { config in
            (config["data"]?.members ?? [:]).values.contains { $0.text?.contains(text) == true }
        }
        faults.check(saying.contains { used.contains(name($0)) }, "no service has '\(text)'")
        // Of each config one for every revision that is kept may be there, but no more.
        let kinds = Dictionary(grouping: configs.map(name)) { $0.split(separator: "-").dropLast().joined() }
        for (kind, names) in kinds { faults.check(names.count <= historyMax, "\(kind): \(names)") }
        let secrets = try objects("secrets", label: own).map(name)
        faults.check(Set(secrets).subtracting(used).isEmpty, "secrets that nobody uses: \(secrets)")
        let needed = Set(configs.map(name) + secrets)
        faults.check(used.isSubset(of: needed), "\(used.subtracting(needed)) of a service is gone")
        return faults.all
    }

    func remains(of release: String) throws -> [String] {
        let kinds = [
            "apps/v1/deployments", "apps/v1/statefulsets", "services", "configmaps", "secrets",
            "networking.k8s.io/v1/networkpolicies", "policy/v1beta1/poddisruptionbudgets",
        ]
        return try kinds.flatMap { kind in
            try objects(kind, label: "app.kubernetes.io/instance=\(release)").map { "\(kind) \(name($0))" }
        }
            + ["configmaps", "secrets"].flatMap { kind in
                try objects(kind, label: "davit.release=\(release)").map { "\(kind) \(name($0))" }
            }
    }

    func notes(ofKind kind: String) throws -> [[String: String]] {
        try objects("configmaps", label: "davit.kind=\(kind)").map(notes)
    }
}
