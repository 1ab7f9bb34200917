package import Compose
import DockerAPI
package import Releases
import Values

extension SwarmOrchestrator {
    package func status(of release: String, desired: DesiredState?) async throws -> LiveStatus {
        async let found = ReleaseObjects.read(client, release: release, status: true)
        async let tasks = client.tasks(.label(Label.stack, release))
        async let nodes = client.nodes()
        let hosts = Dictionary(try await nodes.map { ($0.id, $0.hostname) }) { first, _ in first }
        let byService = Dictionary(grouping: try await tasks, by: \.serviceID)
        let names = SwarmNames(release: release)
        let services = try await found.services
            .filter { $0.labels[Label.imageCheck] == nil && $0.labels[Label.hook] == nil }
            .sorted { $0.name < $1.name }
            .map { Self.status(of: $0, tasks: byService[$0.id] ?? [], names: names, hosts) }
        let wanted = desired.map { objects(of: $0, release: release) } ?? []
        let missing = wanted.subtracting(try await found.references)
        return LiveStatus(services: services, missing: missing.sorted())
    }

    package func owned(by release: String) async throws -> [ObjectReference: ObjectTrace] {
        let found = try await ReleaseObjects.read(client, release: release)
        let services = found.services.filter {
            $0.labels[Label.imageCheck] == nil && $0.labels[Label.hook] == nil
        }
        var owned: [ObjectReference: ObjectTrace] = [:]
        for (kind, objects) in [
            ("service", services), ("config", found.configs), ("secret", found.secrets),
        ] {
            for object in objects {
                owned[ObjectReference(kind: kind, name: object.name)] = ObjectTrace(
                    created: object.created,
                    updated: object.updated
                )
            }
        }
        for network in found.networks {
            owned[ObjectReference(kind: "network", name: network.name)] = ObjectTrace(
                created: network.created
            )
        }
        return owned
    }

    static func status(
        of service: SwarmObject,
        tasks: [SwarmTask],
        names: SwarmNames,
        _ hosts: [String: String]
    ) -> LiveStatus.Service {
        let mode = SpecComparison.mode(of: service.spec)
        let counts = service.value["ServiceStatus"]
        let isJob = mode.hasSuffix("Job")
        let total = service.spec.at("Mode", "ReplicatedJob", "TotalCompletions")?.intValue
        let done = counts?["CompletedTasks"]?.intValue ?? 0
        let running = isJob ? done : (counts?["RunningTasks"]?.intValue ?? 0) + ended(service, tasks)
        // The engine takes finished tasks of a job out of those that it desires.
        let desired =
            isJob
            ? total ?? (done + (counts?["DesiredTasks"]?.intValue ?? 0))
            : counts?["DesiredTasks"]?.intValue ?? 0
        return LiveStatus.Service(
            name: names.key(ofService: service.name),
            image: service.labels[Label.image]
                ?? service.spec.at("TaskTemplate", "ContainerSpec", "Image")?.stringValue ?? "",
            mode: SpecComparison.words[mode] ?? mode,
            running: Int(running),
            desired: Int(desired),
            ports: ports(of: service),
            created: service.created,
            updated: service.updated,
            message: running < desired ? message(service, tasks) : nil,
            tasks: telling(tasks).map { task in
                LiveStatus.Task(
                    id: task.id,
                    slot: task.slot,
                    node: hosts[task.nodeID] ?? task.nodeID,
                    state: task.state.rawValue,
                    since: task.changed,
                    error: task.error
                )
            }
        )
    }

    /// Of each replica the task that runs or is to run, and after a failure also the one that failed last;
    /// of a replica that has ended its last one.
    private static func telling(_ tasks: [SwarmTask]) -> [SwarmTask] {
        let places = Dictionary(grouping: tasks) { $0.slot > 0 ? String($0.slot) : $0.nodeID }.values
        return places.flatMap { tasks in
            let newest = tasks.sorted { $0.created > $1.created }
            var shown = newest.filter(\.mayStillRun)
            let isUp = shown.contains { $0.state == .running }
            // What was shut down is there no more because it is not wanted any more.
            if !isUp, let ended = newest.first(where: { !$0.mayStillRun && $0.state != .shutdown }) {
                shown.append(ended)
            }
            return shown
        }.sorted { ($0.slot, $0.nodeID, $1.created) < ($1.slot, $1.nodeID, $0.created) }
    }

    /// The replicas of a service that runs once and has ended well: they are as they should be.
    private static func ended(_ service: SwarmObject, _ tasks: [SwarmTask]) -> Int64 {
        let condition = service.spec.at("TaskTemplate", "RestartPolicy", "Condition")?.stringValue
        guard let condition, condition != "any" else { return 0 }
        let slots = Dictionary(grouping: tasks, by: \.slot).values
        return Int64(
            slots.count { tasks in
                let newest = tasks.max { $0.created < $1.created }
                return newest?.hasEndedWell == true && !tasks.contains(where: \.mayStillRun)
            }
        )
    }

    /// `8080->80/tcp`, the outer port first.
    private static func ports(of service: SwarmObject) -> [String] {
        (service.value.at("Endpoint", "Ports") ?? service.spec.at("EndpointSpec", "Ports"))?.arrayValue?.map {
            port in
            let target = "\(port["TargetPort"]?.intValue ?? 0)/\(port["Protocol"]?.stringValue ?? "tcp")"
            return port["PublishedPort"]?.intValue.map { "\($0)->\(target)" } ?? target
        } ?? []
    }

    /// Why fewer tasks run than should: the newest task that tells.
    private static func message(_ service: SwarmObject, _ tasks: [SwarmTask]) -> String? {
        let telling = tasks.filter { !$0.error.isEmpty }.max { $0.created < $1.created }
        if let telling { return ServiceWatch.message(telling) }
        guard ServiceChange.isPaused(service) else { return nil }
        return service.value.at("UpdateStatus", "Message")?.stringValue
    }
}
