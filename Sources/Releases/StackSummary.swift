/// A stack or a release that runs on a target, at a glance.
package struct StackSummary: Sendable, Hashable {
    package var name: String
    /// The namespace; empty where there are none.
    package var namespace: String
    /// The number of its services.
    package var services: Int
    /// The published ports of each service that has some: `web: 80,81`.
    package var ports: [String]
    /// How many of its tasks run, and how many should.
    package var running: Int
    package var desired: Int
    /// When its oldest service was made, in seconds since 1970; nil where the engine does not tell.
    package var created: Double?
    /// Whether Davit has a release of it.
    package var isRelease: Bool

    package init(
        name: String,
        namespace: String = "",
        services: Int,
        ports: [String] = [],
        running: Int,
        desired: Int,
        created: Double? = nil,
        isRelease: Bool
    ) {
        self.name = name
        self.namespace = namespace
        self.services = services
        self.ports = ports
        self.running = running
        self.desired = desired
        self.created = created
        self.isRelease = isRelease
    }

    /// Puts together what is known of the services of one stack.
    package init(name: String, namespace: String = "", isRelease: Bool, services: [LiveStatus.Service]) {
        self.init(
            name: name,
            namespace: namespace,
            services: services.count,
            ports: services.compactMap { service in
                let outer = service.ports.compactMap { port in
                    port.contains("->") ? port.split(separator: "-").first.map(String.init) : nil
                }
                return outer.isEmpty ? nil : "\(service.name): \(outer.joined(separator: ","))"
            },
            running: services.map(\.running).reduce(0, +),
            desired: services.map(\.desired).reduce(0, +),
            created: services.compactMap(\.created).min(),
            isRelease: isRelease
        )
    }

    /// How it is, in a word.
    package var status: String {
        if desired == 0 { return services == 0 ? "empty" : "stopped" }
        return running >= desired ? "running" : "\(running) of \(desired) running"
    }
}
