/// What names a kind of object in the Kubernetes API: `apps`, `v1`, `Deployment`.
package struct GroupVersionKind: Sendable, Hashable {
    /// The API group; empty for the core group (`v1`).
    package var group: String
    package var version: String
    package var kind: String

    package init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }

    /// - Parameters:
    ///   - apiVersion: `GROUP/VERSION`, or only the version for the core group, as an object has it.
    ///   - kind: The kind.
    package init(apiVersion: String, kind: String) {
        let parts = apiVersion.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        group = parts.count == 2 ? String(parts[0]) : ""
        version = String(parts.last ?? "")
        self.kind = kind
    }

    /// `GROUP/VERSION` as an object's `apiVersion` has it; only the version for the core group.
    package var apiVersion: String {
        group.isEmpty ? version : "\(group)/\(version)"
    }
}

extension GroupVersionKind: CustomStringConvertible {
    /// `apps/v1/Deployment`.
    package var description: String { "\(apiVersion)/\(kind)" }
}
