/// What runs of a release now.
package struct LiveStatus: Sendable, Hashable {
    /// One task of a service: a container that runs, ran or should run.
    package struct Task: Sendable, Hashable {
        package var id: String
        /// The number of the replica, counted from 1; 0 where there is one task a node.
        package var slot: Int
        /// The host name of the node; empty before one is found.
        package var node: String
        /// The engine's word: `running`, `failed`, `pending`, ….
        package var state: String
        /// When it reached the state, in seconds since 1970.
        package var since: Double
        /// What went wrong; empty when nothing.
        package var error: String

        package init(id: String, slot: Int, node: String, state: String, since: Double, error: String = "") {
            self.id = id
            self.slot = slot
            self.node = node
            self.state = state
            self.since = since
            self.error = error
        }
    }

    /// One service of a release.
    package struct Service: Sendable, Hashable {
        /// The name in the Compose file.
        package var name: String
        package var image: String
        /// `replicated`, `global`, `replicated-job`, `global-job`.
        package var mode: String
        package var running: Int
        package var desired: Int
        /// Published ports as `80->8080/tcp`.
        package var ports: [String]
        /// When the service was made, in seconds since 1970; nil where the engine does not tell.
        package var created: Double?
        /// When the service was last changed, in seconds since 1970; nil where the engine does not tell.
        package var updated: Double?
        /// The message of a task that fails, or of a paused update.
        package var message: String?
        /// The tasks that run or are to run, and of each replica that does not the last one that failed.
        package var tasks: [Task]

        package init(
            name: String,
            image: String,
            mode: String,
            running: Int,
            desired: Int,
            ports: [String] = [],
            created: Double? = nil,
            updated: Double? = nil,
            message: String? = nil,
            tasks: [Task] = []
        ) {
            self.name = name
            self.image = image
            self.mode = mode
            self.running = running
            self.desired = desired
            self.ports = ports
            self.created = created
            self.updated = updated
            self.message = message
            self.tasks = tasks
        }
    }

    package var services: [Service]
    /// Objects the record names that are not live.
    package var missing: [ObjectReference]
    /// False when the target only holds the rendered files and runs nothing (local without a runner).
    package var runs: Bool
    /// A line that tells what to do next, such as how to run a rendered release.
    package var advice: String?

    package init(
        services: [Service],
        missing: [ObjectReference] = [],
        runs: Bool = true,
        advice: String? = nil
    ) {
        self.services = services
        self.missing = missing
        self.runs = runs
        self.advice = advice
    }
}
