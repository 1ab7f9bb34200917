import FoundationEssentials
import TestSupport
import Testing

/// Looks at a Kubernetes cluster with its own command, which tells the truth about it.
struct ClusterProbe: Sendable {
    let kubeconfig: String
    let namespace: String

    /// Runs `kubectl` in the namespace with a line of words separated by blanks and gives the lines it prints.
    @discardableResult
    func kubectl(_ line: String, _ more: String..., input: String = "") async throws -> [String] {
        let run = try await tryKubectl(line.columns + more, input: input)
        try requireSuccess(run)
        return run.output.lines
    }

    /// Runs `kubectl`, whatever comes of it.
    ///
    /// - Parameter isAnywhere: Whether the namespace is not named: what is given may be for several.
    @discardableResult
    func tryKubectl(
        _ words: [String],
        input: String = "",
        isAnywhere: Bool = false
    ) async throws -> DavitRun {
        try await Program.run(
            [Engine.kubectl(), "--kubeconfig", kubeconfig] + (isAnywhere ? [] : ["--namespace", namespace])
                + words,
            in: "/",
            input: input
        )
    }

    /// What a field of an object is, by a path such as `.spec.replicas`.
    func field(_ path: String, of object: String) async throws -> String {
        try await kubectl("get \(object) -o", "jsonpath={\(path)}").joined(separator: "\n")
    }

    /// The names of the objects of some kinds, as in `deployment.apps/web`, sorted.
    func names(_ kinds: String) async throws -> [String] {
        try await kubectl("get \(kinds) -o name").sorted()
    }

    /// Every object of the namespace with its version; equal before and after means that nothing was changed.
    ///
    /// Of what runs only changes of what is wanted count: its controllers write its state at any time.
    func footprint() async throws -> Set<String> {
        func objects(_ kinds: String, _ version: String) async throws -> [String] {
            let line = "{.kind} {.metadata.name} {.metadata.\(version)}{\"\\n\"}"
            return try await kubectl("get \(kinds) -o", "jsonpath={range .items[*]}\(line){end}")
        }
        let running = try await objects("deployments,statefulsets,daemonsets,jobs", "generation")
        let others = try await objects(
            "services,configmaps,secrets,persistentvolumeclaims",
            "resourceVersion"
        )
        return Set(running + others)
    }

    /// The address of a pod that a selector finds.
    func podAddress(_ selector: String) async throws -> String {
        try await kubectl("get pods -l \(selector) -o", "jsonpath={.items[0].status.podIP}").joined()
    }
}

/// Gives `body` a person with a Kubernetes cluster and a namespace of their own, and a look at that.
///
/// The namespace is removed afterwards, also after a failure, and all that is in it.
func withNamespace(
    makesNamespace: Bool = true,
    _ body: (_ user: DavitUser, _ cluster: ClusterProbe) async throws -> Void
) async throws {
    let cluster = ClusterProbe(kubeconfig: try Engine.kubeconfig(), namespace: uniqueName("t"))
    let remove = { @Sendable in
        _ = try await cluster.tryKubectl(["delete", "namespace", cluster.namespace, "--wait=false"])
    }
    try await withUser { user in
        var user = user
        user.environment["DAVIT_TARGET"] = "kubernetes"
        user.environment["KUBECONFIG"] = cluster.kubeconfig
        do {
            if makesNamespace { try await cluster.kubectl("create namespace \(cluster.namespace)") }
            try await body(user, cluster)
        } catch {
            // In a task of its own: a test that ran out of time is cancelled, its cleaning is not.
            try? await Task { try await remove() }.value
            throw error
        }
        try await remove()
    }
}
