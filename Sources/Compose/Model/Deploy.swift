package import OrderedCollections

/// How a service is spread over a cluster and kept there.
package struct Deploy: Sendable, Hashable {
    package enum Mode: String, Sendable, Hashable, CaseIterable {
        case replicated, global
        case replicatedJob = "replicated-job"
        case globalJob = "global-job"

        /// Whether the tasks run once to their end.
        package var isJob: Bool { self == .replicatedJob || self == .globalJob }
        /// Whether there is one task a node.
        package var isGlobal: Bool { self == .global || self == .globalJob }
    }

    package enum EndpointMode: String, Sendable, Hashable, CaseIterable {
        case vip, dnsrr
    }

    package var mode = Mode.replicated
    /// nil when the document is silent (one, then) and for the global modes.
    package var replicas: Int?
    /// Labels of the service.
    package var labels: OrderedDictionary<String, String> = [:]
    package var endpointMode: EndpointMode?
    package var placement = Placement()
    package var update: UpdateConfig?
    package var rollback: UpdateConfig?
    package var resources = Resources()
    package var restartPolicy: RestartPolicy?

    package init() {}
}
