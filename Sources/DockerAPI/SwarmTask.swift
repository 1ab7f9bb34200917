package import Values

/// One task of a service: a container that runs, ran, or should run.
package struct SwarmTask: Sendable, Hashable {
    /// The states in their order of life.
    package enum State: String, Sendable, Hashable, CaseIterable, Comparable {
        case new, allocated, pending, assigned, accepted, preparing, ready, starting, running
        case complete, shutdown, failed, rejected, remove, orphaned

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

        package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

        /// Whether the task has ended and will never run again.
        package var isTerminal: Bool { self > .running }
    }

    package var id: String
    package var serviceID: String
    package var nodeID: String
    /// The number of the replica; 0 for a global service.
    package var slot: Int
    package var desired: State
    package var state: State
    /// Why the task is in its state; the engine's general word for it.
    package var message: String
    /// What went wrong.
    package var error: String
    package var exitCode: Int?
    package var containerID: String?
    /// Which run of a job the task belongs to.
    package var jobIteration: Int64?
    /// The image of the task's own spec.
    package var image: String
    /// When it was made, in seconds since 1970.
    package var created: Double
    /// When it reached its state, in seconds since 1970.
    package var changed: Double

    /// What the engine tells as JSON; nil when it is nothing of the sort.
    package init?(_ value: Value) {
        guard let id = value["ID"]?.stringValue, let status = value["Status"] else { return nil }
        self.id = id
        serviceID = value["ServiceID"]?.stringValue ?? ""
        nodeID = value["NodeID"]?.stringValue ?? ""
        slot = Int(value["Slot"]?.intValue ?? 0)
        desired = (value["DesiredState"]?.stringValue).flatMap(State.init) ?? .new
        state = (status["State"]?.stringValue).flatMap(State.init) ?? .new
        message = status["Message"]?.stringValue ?? ""
        error = status["Err"]?.stringValue ?? ""
        let container = status["ContainerStatus"]
        exitCode = (container?["ExitCode"]?.intValue).map { Int($0) }
        containerID = container?["ContainerID"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        jobIteration = value["JobIteration"]?["Index"]?.intValue
        image = value["Spec"]?["ContainerSpec"]?["Image"]?.stringValue ?? ""
        created = (value["CreatedAt"]?.stringValue).flatMap(EngineDate.parse) ?? 0
        changed = (status["Timestamp"]?.stringValue).flatMap(EngineDate.parse) ?? 0
    }
}
