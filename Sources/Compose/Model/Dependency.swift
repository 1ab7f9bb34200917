/// What a service waits for in another service before it starts.
package struct Dependency: Sendable, Hashable {
    package enum Condition: String, Sendable, Hashable, CaseIterable {
        case started = "service_started"
        case healthy = "service_healthy"
        case completed = "service_completed_successfully"
    }

    package var condition: Condition
    /// Whether this service is restarted when the other one is replaced.
    package var restart: Bool
    /// False when the service may start though the other one is missing.
    package var isRequired: Bool

    package init(_ condition: Condition = .started, restart: Bool = false, isRequired: Bool = true) {
        self.condition = condition
        self.restart = restart
        self.isRequired = isRequired
    }
}
