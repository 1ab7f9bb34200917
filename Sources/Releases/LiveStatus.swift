/// What runs of a release now.
package struct LiveStatus: Sendable, Hashable {
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
        /// When the service was last changed, in seconds since 1970; nil where the engine does not tell.
        package var updated: Double?
        /// The message of a task that fails, or of a paused update.
        package var message: String?

        package init(
            name: String,
            image: String,
            mode: String,
            running: Int,
            desired: Int,
            ports: [String] = [],
            updated: Double? = nil,
            message: String? = nil
        ) {
            self.name = name
            self.image = image
            self.mode = mode
            self.running = running
            self.desired = desired
            self.ports = ports
            self.updated = updated
            self.message = message
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
