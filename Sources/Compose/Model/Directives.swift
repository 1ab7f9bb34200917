/// What the key `x-davit` of a service, network, volume, config or secret asks of Davit.
package struct Directives: Sendable, Hashable {
    package enum Hook: String, Sendable, Hashable, CaseIterable {
        case preInstall = "pre-install"
        case postInstall = "post-install"
        case preUpgrade = "pre-upgrade"
        case postUpgrade = "post-upgrade"
        case preRollback = "pre-rollback"
        case postRollback = "post-rollback"
        case preDelete = "pre-delete"
        case postDelete = "post-delete"
        case test
    }

    package enum HookDeletePolicy: String, Sendable, Hashable, CaseIterable {
        case beforeHookCreation = "before-hook-creation"
        case hookSucceeded = "hook-succeeded"
        case hookFailed = "hook-failed"
    }

    /// When the service runs as a one-shot job; empty for a service of the stack itself.
    package var hooks: [Hook] = []
    /// Lower weights run first.
    package var hookWeight = 0
    /// Empty is Helm's default, `before-hook-creation`.
    package var hookDeletePolicies: [HookDeletePolicy] = []
    /// An upgrade leaves the live number of replicas alone (`replicas: keep`).
    package var keepsReplicas = false
    /// Uninstalling leaves the object (`keep: true`).
    package var keep = false
    /// The bytes a volume's claim asks for.
    package var size: Int64?
    /// The storage class of a volume's claim.
    package var storageClass: String?

    /// How an external network is made when nobody has made it (`auto-create`).
    package var autoCreate: NetworkTemplate?
    /// What an external object is for, shown where it is missing (`description`).
    package var purpose: String?

    package init() {}

    package var isHook: Bool { !hooks.isEmpty }
}
