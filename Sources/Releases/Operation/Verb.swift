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

    /// The event of the hooks that run before it.
    var before: Directives.Hook {
        switch self {
        case .install: .preInstall
        case .upgrade: .preUpgrade
        case .rollback: .preRollback
        }
    }

    /// The event of the hooks that run after it.
    var after: Directives.Hook {
        switch self {
        case .install: .postInstall
        case .upgrade: .postUpgrade
        case .rollback: .postRollback
        }
    }
}
