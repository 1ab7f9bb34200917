import Diagnostics
import DockerAPI
package import Releases
import Values

extension SwarmOrchestrator {
    package func logs(
        of release: String,
        _ query: LogQuery,
        receive: @escaping @Sendable (LogLine) -> Void
    ) async throws {
        let reading = LogReading(
            client: client,
            names: SwarmNames(release: release),
            query: query,
            receive: receive
        )
        if query.follow { try await reading.follow() } else { try await reading.read() }
    }
}

/// Reads the logs of a release's services.
struct LogReading: Sendable {
    let client: DockerClient
    let names: SwarmNames
    var query: LogQuery
    let receive: @Sendable (LogLine) -> Void

    /// Of each task whose log was read the time of the last line.
    private var shown: [String: String] = [:]

    init(
        client: DockerClient,
        names: SwarmNames,
        query: LogQuery,
        receive: @escaping @Sendable (LogLine) -> Void
    ) {
        self.client = client
        self.names = names
        self.query = query
        self.receive = receive
    }

    /// Seconds between two looks for services that have come or gone.
    private static let interval = 1.0

    // MARK: What there is

    /// Hands over what was written up to now, of all tasks together in the order of time.
    ///
    /// - Returns: Of each task the time of its last line.
    @discardableResult
    func read() async throws -> [String: String] {
        let services = try await services()
        if services.isEmpty { return [:] }
        let tasks = try await client.tasks(EngineFilters().adding("service", services.map(\.id)))
            // Without a container there is no log, and the engine would wait for one.
            .filter { $0.containerID != nil && $0.state >= .running && $0.state != .rejected }
        let byID = Dictionary(services.map { ($0.id, $0) }) { first, _ in first }
        let nodes = try await nodeNames(for: tasks)
        let logs = try await concurrently(tasks) { task in
            guard let service = byID[task.serviceID] else { return (task.id, [LogLine]()) }
            do {
                let entries = try await client.taskLog(
                    id: task.id,
                    tail: query.tail,
                    since: since,
                    terminal: service.isTerminal
                )
                return (task.id, entries.map { line($0, of: service, task, nodes) })
            } catch let failure as Failure {
                let text = "the log of task \(task.id) cannot be read: \(failure.message)"
                let entry = LogEntry(time: "", isError: true, text: Array(text.utf8))
                return (task.id, [line(entry, of: service, task, nodes)])
            }
        }
        for line in logs.flatMap(\.1).sorted(by: { $0.time < $1.time }) { receive(line) }
        return Dictionary(uniqueKeysWithValues: logs.map { ($0.0, $0.1.map(\.time).max() ?? "") })
    }

    // MARK: What comes

    /// Follows every service in a stream of its own, those that come later included.
    ///
    /// The engine would cut the log of a task that comes later to its last lines as well. So the last lines
    /// are read first, and everything is followed from then on.
    func follow() async throws {
        var following = self
        if query.tail != nil {
            let start = try await client.clock()
            following.shown = try await read()
            following.query.tail = nil
            following.query.since = max(start, query.since ?? 0)
        }
        try await following.followAll()
    }

    private func followAll() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var followed: Set<String> = []
            while true {
                let services = try await services()
                for service in services where followed.insert(service.id).inserted {
                    group.addTask { try await follow(service) }
                }
                if services.isEmpty { break }
                try await Task.sleep(for: .seconds(Self.interval))
            }
            group.cancelAll()
        }
    }

    private func follow(_ service: SwarmObject) async throws {
        let (entries, continuation) = AsyncStream.makeStream(of: LogEntry.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                do {
                    try await client.followLog(
                        ofService: service.id,
                        tail: query.tail,
                        since: since,
                        terminal: service.isTerminal
                    ) { continuation.yield($0) }
                } catch let failure as Failure where failure.engineError?.isNotFound == true {
                    return
                }
            }
            var tasks: [String: SwarmTask] = [:]
            var nodes: [String: String] = [:]
            for await entry in entries {
                if let last = shown[entry.taskID], entry.time <= last { continue }
                if tasks[entry.taskID] == nil, !entry.taskID.isEmpty {
                    let all = try await client.tasks(EngineFilters().adding("service", [service.id]))
                    for task in all { tasks[task.id] = task }
                    nodes = try await nodeNames(for: all)
                }
                receive(line(entry, of: service, tasks[entry.taskID], nodes))
            }
            try await group.waitForAll()
        }
    }

    // MARK: Both

    private func services() async throws -> [SwarmObject] {
        try await client.services(.label(Label.release, names.release)).filter { service in
            guard service.labels[Label.imageCheck] == nil else { return false }
            if query.services.isEmpty { return service.labels[Label.hook] == nil }
            return query.services.contains(names.key(ofService: service.name))
        }.sorted { $0.name < $1.name }
    }

    /// Host names by the identifiers of nodes, where lines are told apart by them.
    private func nodeNames(for tasks: [SwarmTask]) async throws -> [String: String] {
        guard tasks.contains(where: { $0.slot == 0 }) else { return [:] }
        return Dictionary(try await client.nodes().map { ($0.id, $0.hostname) }) { first, _ in first }
    }

    private func line(
        _ entry: LogEntry,
        of service: SwarmObject,
        _ task: SwarmTask?,
        _ nodes: [String: String]
    ) -> LogLine {
        let key = names.key(ofService: service.name)
        var source = key
        if let task { source += ".\(task.slot > 0 ? String(task.slot) : nodes[task.nodeID] ?? task.nodeID)" }
        return LogLine(
            service: key,
            source: source,
            time: entry.time,
            isError: entry.isError,
            text: entry.text
        )
    }

    private var since: String? { query.since.map { String($0) } }
}

extension SwarmObject {
    /// Whether the service's containers have a TTY.
    var isTerminal: Bool { spec.at("TaskTemplate", "ContainerSpec", "TTY")?.boolValue ?? false }
}
