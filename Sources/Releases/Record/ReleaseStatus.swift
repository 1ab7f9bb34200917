/// Where a revision is in its life.
package enum ReleaseStatus: String, Sendable, Hashable, CaseIterable {
    case pendingInstall = "pending-install"
    case pendingUpgrade = "pending-upgrade"
    case pendingRollback = "pending-rollback"
    case uninstalling
    case deployed
    case superseded
    case failed
    /// The operation that made the revision ended without a word: killed, or cut off from the engine.
    case interrupted
    case uninstalled
    /// Written out by the local target with nothing there to run it.
    case rendered

    /// An operation is at work on the revision, or was when it broke.
    package var isPending: Bool {
        switch self {
        case .pendingInstall, .pendingUpgrade, .pendingRollback, .uninstalling: true
        case .deployed, .superseded, .failed, .interrupted, .uninstalled, .rendered: false
        }
    }

    /// The revision is what the release should be.
    package var isInForce: Bool {
        self == .deployed || self == .rendered
    }
}
