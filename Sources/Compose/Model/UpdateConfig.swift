/// How tasks are replaced, in an update or in a rollback.
package struct UpdateConfig: Sendable, Hashable {
    package enum FailureAction: String, Sendable, Hashable, CaseIterable {
        case pause, `continue`, rollback
    }

    package enum Order: String, Sendable, Hashable, CaseIterable {
        case startFirst = "start-first"
        case stopFirst = "stop-first"
    }

    /// Tasks replaced at once; 0 is all.
    package var parallelism: Int?
    /// Nanoseconds between two groups.
    package var delay: Int64?
    package var failureAction: FailureAction?
    /// Nanoseconds that a new task is watched for.
    package var monitor: Int64?
    /// 0 to 1.
    package var maxFailureRatio: Double?
    package var order: Order?

    package init() {}
}
