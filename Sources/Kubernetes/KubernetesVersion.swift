/// The version of a cluster's API server, as far as manifests depend on it: the minor number of `1.N`.
package struct KubernetesVersion: Sendable, Hashable, Comparable {
    /// `31` of `v1.31.2`.
    package var minor: Int

    package init(minor: Int) {
        self.minor = minor
    }

    /// Reads `1.31`, `v1.31.2` or `v1.31.2+k3s1`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.drop { $0 == "v" }.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "1" else { return nil }
        guard let minor = Int(parts[1].prefix { $0.isASCII && $0.isNumber }) else { return nil }
        self.minor = minor
    }

    /// What is assumed when nobody says otherwise: the version that templates see by default.
    package static let assumed = KubernetesVersion(minor: 36)

    /// The oldest that the manifests are for: what they use is served from there on.
    package static let oldest = KubernetesVersion(minor: 20)

    package static func < (left: Self, right: Self) -> Bool { left.minor < right.minor }
}
