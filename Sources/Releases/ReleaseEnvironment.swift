/// What every verb works with: an engine, what is recorded there, and who asks.
package struct ReleaseEnvironment: Sendable {
    package var orchestrator: any Orchestrator
    package var ledger: Ledger
    package var lease: LeaseSettings
    /// What seals secret values in records; nil leaves them out.
    package var key: RecordKey?

    package init(
        orchestrator: any Orchestrator,
        store: any ReleaseStore,
        lease: LeaseSettings = .init(),
        key: RecordKey? = nil
    ) {
        self.orchestrator = orchestrator
        self.ledger = Ledger(store: store)
        self.lease = lease
        self.key = key
    }
}
