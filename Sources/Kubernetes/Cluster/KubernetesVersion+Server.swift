import KubernetesAPI

extension KubernetesVersion {
    /// The version of a server; of one that tells none, as some builds do, what it serves tells.
    static func of(_ client: KubernetesClient) async throws -> KubernetesVersion {
        let version = try await client.version()
        if version.major == 1, version.minor > 0 { return KubernetesVersion(minor: version.minor) }
        if let known = KubernetesVersion(version.gitVersion) { return known }
        let served = Set(try await client.apiVersions())
        if served.contains("autoscaling/v2") { return KubernetesVersion(minor: 23) }
        return served.contains("policy/v1") ? KubernetesVersion(minor: 21) : .oldest
    }
}
