/// Which nodes of a cluster may run a service.
package struct Placement: Sendable, Hashable {
    /// Expressions such as `node.role == manager`, all of which must hold.
    package var constraints: [String] = []
    /// Node labels to spread evenly over (`node.labels.zone`), first one first.
    package var spreadPreferences: [String] = []
    package var maxReplicasPerNode: Int?

    package init() {}
}
