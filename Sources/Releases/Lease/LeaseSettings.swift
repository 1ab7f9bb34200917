/// Who takes leases, and the times they live by.
package struct LeaseSettings: Sendable {
    package var holder: LeaseHolder
    /// How often a lease is renewed.
    package var renewEvery: Duration
    /// How long a lease holds without being renewed.
    package var expiry: Duration
    /// How often a held lease is looked at while waiting for it.
    package var pollEvery: Duration
    /// How old the last confirmation by the store may be when something is written under the lease.
    package var confirmAfter: Duration
    /// Tells whether a holder's process is known to have ended.
    package var isGone: @Sendable (LeaseHolder) -> Bool

    package init(
        holder: LeaseHolder = .current(),
        renewEvery: Duration = .seconds(10),
        expiry: Duration = .seconds(45),
        pollEvery: Duration = .seconds(1),
        confirmAfter: Duration = .seconds(1),
        isGone: @escaping @Sendable (LeaseHolder) -> Bool = { $0.isGone }
    ) {
        self.holder = holder
        self.renewEvery = renewEvery
        self.expiry = expiry
        self.pollEvery = pollEvery
        self.confirmAfter = confirmAfter
        self.isGone = isGone
    }

    /// Whether the lease still keeps others out, `now` being the engine's clock.
    func holds(_ lease: Lease, now: Double) -> Bool {
        now - lease.renewed <= expiry.inSeconds && !isGone(lease.holder)
    }
}

extension Duration {
    /// The duration in seconds.
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
