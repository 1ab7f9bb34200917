/// The sort of engine that a release is installed on.
package enum TargetKind: String, Sendable, Hashable, CaseIterable {
    case swarm, kubernetes, local
}
