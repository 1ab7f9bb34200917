/// When a cluster replaces a task that has ended.
package struct RestartPolicy: Sendable, Hashable {
    package enum Condition: String, Sendable, Hashable, CaseIterable {
        case none, any
        case onFailure = "on-failure"
    }

    package var condition: Condition?
    /// Nanoseconds.
    package var delay: Int64?
    package var maxAttempts: Int?
    /// Nanoseconds that a task must run for to count as started.
    package var window: Int64?

    package init() {}
}
