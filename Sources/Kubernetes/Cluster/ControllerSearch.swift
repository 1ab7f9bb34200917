import Diagnostics
import KubernetesAPI
import Releases
import Values

/// Looks for the pods that look after a group of an API: those whose service account has been given, by name, the
/// right to watch and to change its objects.
///
/// Rights on everything (`*`) tell nothing: whoever administers a cluster has these.
struct ControllerSearch: Sendable {
    let client: KubernetesClient

    /// A service account with such rights.
    struct Controller: Hashable, Sendable {
        var namespace: String
        var name: String
        /// Whether a pod of it is ready.
        var isReady: Bool
    }

    /// - Returns: The controllers; nil when the user may not read access rules or pods.
    func controllers(of group: String) async throws -> [Controller]? {
        do {
            let accounts = try await accounts(of: group)
            return try await concurrently(accounts) { account in
                let pods = try await client.list(.pods, namespace: account.namespace).items.filter { pod in
                    pod.at("spec", "serviceAccountName")?.stringValue == account.name
                        && pod.at("metadata", "deletionTimestamp") == nil
                }
                let isReady = pods.contains { Readiness(of: $0, kind: "Pod") == .ready && !Self.hasEnded($0) }
                return Controller(namespace: account.namespace, name: account.name, isReady: isReady)
            }
        } catch let failure as Failure where failure.apiError?.status == 403 {
            return nil
        }
    }

    private static func hasEnded(_ pod: Value) -> Bool { pod.at("status", "phase") == "Succeeded" }

    private struct Account: Hashable, Sendable {
        var namespace: String
        var name: String
    }

    private func accounts(of group: String) async throws -> [Account] {
        async let clusterRoles = client.list(.clusterRoles, namespace: nil).items
        async let roles = client.list(.roles, namespace: nil).items
        async let clusterBindings = client.list(.clusterRoleBindings, namespace: nil).items
        async let bindings = client.list(.roleBindings, namespace: nil).items
        let all = try await clusterRoles + roles
        // A role that others are added to has the rights of whoever may edit anything.
        let fitting = Set(
            all.filter { $0["aggregationRule"] == nil && Self.mayRun(group, $0) }.map { Self.key($0) }
        )
        guard !fitting.isEmpty else { return [] }
        var found: Set<Account> = []
        for binding in try await clusterBindings + bindings {
            let namespace = binding.at("metadata", "namespace")?.stringValue ?? ""
            let kind = binding.at("roleRef", "kind")?.stringValue ?? ""
            let name = binding.at("roleRef", "name")?.stringValue ?? ""
            guard fitting.contains("\(kind) \(kind == "Role" ? namespace : "")/\(name)") else { continue }
            for subject in binding["subjects"]?.arrayValue ?? [] where subject["kind"] == "ServiceAccount" {
                found.insert(
                    Account(
                        namespace: subject["namespace"]?.stringValue ?? namespace,
                        name: subject["name"]?.stringValue ?? ""
                    )
                )
            }
        }
        return found.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }
    }

    private static func key(_ role: Value) -> String {
        "\(role["kind"]?.stringValue ?? "") \(role.at("metadata", "namespace")?.stringValue ?? "")/"
            + (role.at("metadata", "name")?.stringValue ?? "")
    }

    /// Whether a role names the group and lets its objects be watched and changed.
    private static func mayRun(_ group: String, _ role: Value) -> Bool {
        (role["rules"]?.arrayValue ?? []).contains { rule in
            let verbs = Set((rule["verbs"]?.arrayValue ?? []).compactMap(\.stringValue))
            let groups = (rule["apiGroups"]?.arrayValue ?? []).compactMap(\.stringValue)
            return groups.contains(group)
                && (verbs.contains("*")
                    || verbs.contains("watch") && !verbs.isDisjoint(with: ["update", "patch"]))
        }
    }
}
