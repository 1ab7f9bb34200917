internal import Charts

/// A release by namespace and name.
package struct ReleaseKey: Sendable, Hashable {
    /// Empty where there are no namespaces.
    package var namespace: String
    package var release: String

    package init(namespace: String, release: String) {
        self.namespace = namespace
        self.release = release
    }

    /// The release of a prerequisite of something in a namespace.
    init(_ prerequisite: Prerequisite, of dependent: ReleaseKey) {
        namespace = dependent.namespace.isEmpty ? "" : prerequisite.namespace ?? dependent.namespace
        release = prerequisite.release
    }
}

extension ReleaseKey: CustomStringConvertible {
    /// `compose/etcd-operator`; the name alone where there are no namespaces.
    package var description: String {
        namespace.isEmpty ? release : "\(namespace)/\(release)"
    }
}

extension ReleaseEnvironment {
    /// The key of a release that a command names here.
    package func key(of release: String, namespace given: String? = nil) -> ReleaseKey {
        ReleaseKey(namespace: given ?? namespace ?? "", release: release)
    }

    /// The environment for a release elsewhere in the same engine.
    package func at(_ namespace: String) -> ReleaseEnvironment {
        if namespace.isEmpty || namespace == self.namespace { return self }
        return inNamespace?(namespace) ?? self
    }
}
