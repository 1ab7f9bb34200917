/// What every verb works with: an engine, what is recorded there, and who asks.
package struct ReleaseEnvironment: Sendable {
    package var orchestrator: any Orchestrator
    package var ledger: Ledger
    package var lease: LeaseSettings
    /// What seals secret values in records; nil leaves them out.
    package var key: RecordKey?
    /// The namespace that new releases are made in; nil where there are none, and the release's name stands for it.
    package var namespace: String?
    /// The same engine with another namespace; nil where there are none.
    package var inNamespace: (@Sendable (_ namespace: String) -> ReleaseEnvironment)?

    package init(
        orchestrator: any Orchestrator,
        store: any ReleaseStore,
        lease: LeaseSettings = .init(),
        key: RecordKey? = nil,
        namespace: String? = nil,
        inNamespace: (@Sendable (_ namespace: String) -> ReleaseEnvironment)? = nil
    ) {
        self.orchestrator = orchestrator
        self.ledger = Ledger(store: store)
        self.lease = lease
        self.key = key
        self.namespace = namespace
        self.inNamespace = inNamespace
    }

    /// The namespace of a release that is to be made.
    func namespace(of release: String, given: String? = nil) -> String {
        given ?? namespace ?? release
    }
}
