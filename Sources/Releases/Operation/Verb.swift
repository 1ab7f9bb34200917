internal import Compose

/// The operations that make a revision.
enum Verb: String, Sendable {
    case install, upgrade, rollback

    var pendingStatus: ReleaseStatus {
        switch self {
        case .install: .pendingInstall
        case .upgrade: .pendingUpgrade
        case .rollback: .pendingRollback
        }
    }

    var outcome: OperationResult.Outcome {
        switch self {
        case .install: .installed
        case .upgrade: .upgraded
        case .rollback: .rolledBack
        }
    }

    /// The hooks that would run before and after it.
    var hooks: [Directives.Hook] {
        switch self {
        case .install: [.preInstall, .postInstall]
        case .upgrade: [.preUpgrade, .postUpgrade]
        case .rollback: [.preRollback, .postRollback]
        }
    }
}
