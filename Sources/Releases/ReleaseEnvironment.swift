/// What every verb works with: an engine, what is recorded there, and who asks.
package struct ReleaseEnvironment: Sendable {
    package var orchestrator: any Orchestrator
    package var ledger: Ledger
    package var lease: LeaseSettings

    package init(orchestrator: any Orchestrator, store: any ReleaseStore, lease: LeaseSettings = .init()) {
        self.orchestrator = orchestrator
        self.ledger = Ledger(store: store)
        self.lease = lease
    }
}
