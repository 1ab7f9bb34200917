/// Removes the releases that were installed as prerequisites and that nobody needs any more.
package struct Autoremove: Sendable {
    package var options: OperationOptions

    package init(options: OperationOptions = .init()) {
        self.options = options
    }

    /// What would be removed, those that need others first.
    ///
    /// A release that only such releases need goes too.
    package func candidates(in environment: ReleaseEnvironment) async throws -> [ReleaseHead] {
        var left = try await environment.ledger.heads().filter { $0.status != .uninstalled }
        var gone: [ReleaseHead] = []
        while true {
            var found: ReleaseHead?
            for head in left where head.isAutomatic {
                let place = environment.place(of: head)
                let living = try await place.living(head).filter { dependent in
                    !gone.contains { place.key(of: $0) == ReleaseKey(dependent) }
                }
                if living.isEmpty {
                    found = head
                    break
                }
            }
            guard let found else { return gone }
            gone.append(found)
            left.removeAll { $0 == found }
        }
    }

    /// Removes one of them, unless somebody has come to need it.
    package func remove(_ head: ReleaseHead, in environment: ReleaseEnvironment) async throws
        -> UninstallResult
    {
        try await Uninstall(release: head.release, options: options).run(in: environment.place(of: head))
    }
}

extension ReleaseEnvironment {
    /// The environment of a release's namespace.
    fileprivate func place(of head: ReleaseHead) -> ReleaseEnvironment {
        // This one may see all namespaces, and then is no place to change anything.
        inNamespace?(head.namespace) ?? self
    }

    fileprivate func key(of head: ReleaseHead) -> ReleaseKey {
        ReleaseKey(namespace: namespace == nil ? "" : head.namespace, release: head.release)
    }
}

extension ReleaseKey {
    fileprivate init(_ dependent: Dependent) {
        self.init(namespace: dependent.namespace, release: dependent.release)
    }
}
