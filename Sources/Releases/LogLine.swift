/// A line that a task of a release wrote.
package struct LogLine: Sendable, Hashable {
    /// The name of the service in the Compose file.
    package var service: String
    /// The service with the number of its replica, or its node where there is one task a node: `web.1`.
    package var source: String
    /// When it was written, as RFC 3339 with nanoseconds; empty where the engine does not tell.
    package var time: String
    /// Whether it was written to standard error.
    package var isError: Bool
    package var text: [UInt8]

    package init(service: String, source: String, time: String, isError: Bool, text: [UInt8]) {
        self.service = service
        self.source = source
        self.time = time
        self.isError = isError
        self.text = text
    }
}

/// Which lines are wanted.
package struct LogQuery: Sendable, Hashable {
    /// The names of services in the Compose file, or of what the chart runs beside them as `status` shows it;
    /// empty for all.
    package var services: [String]
    /// Go on with what is written from now on.
    package var follow: Bool
    /// How many lines of each task, at the end; nil gives all.
    package var tail: Int?
    /// Only what was written from then on, in seconds since 1970.
    package var since: Double?
    /// Where the release has workloads beside its own namespace, where there are namespaces.
    package var namespaces: Set<String> = []

    package init(services: [String] = [], follow: Bool = false, tail: Int? = nil, since: Double? = nil) {
        self.services = services
        self.follow = follow
        self.tail = tail
        self.since = since
    }
}
