/// The `restart` of a service, older than `deploy.restart_policy`, which goes before it.
package enum Restart: Sendable, Hashable {
    case no
    case always
    case unlessStopped
    /// On a failure; nil tries for ever.
    case onFailure(maxAttempts: Int?)
}
