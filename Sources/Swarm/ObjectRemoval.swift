import Diagnostics
import DockerAPI
import Releases

/// Deletes objects of a release, waiting for those that are still used by tasks that shut down.
struct ObjectRemoval: Sendable {
    let client: DockerClient
    let operation: OperationContext
    let deadline: ContinuousClock.Instant

    /// Seconds between two tries.
    private static let interval = 0.3

    func removeServices(_ services: [SwarmObject]) async throws {
        _ = try await concurrently(services) { service in
            try await operation.checkpoint()
            operation.report(.step("removing service \(service.name)"))
            try await gone { try await JobStop(client: client).stop(service) }
            try await gone { try await client.deleteService(id: service.id, name: service.name) }
        }
    }

    /// Waits until no task of the services is left running.
    ///
    /// - Throws: `.timeout` naming a task that will not end.
    func waitForTasks(of services: [SwarmObject], release: String) async throws {
        let ids = Set(services.map(\.id))
        if ids.isEmpty { return }
        while true {
            // The tasks outlive their service, which the filter by service would miss.
            async let ofStack = client.tasks(.label(Label.stack, release))
            // Hooks are no part of the stack, and tasks older than their release have only its label.
            async let owned = client.tasks(.label(Label.release, release))
            let all = Dictionary(try await (ofStack + owned).map { ($0.id, $0) }) { first, _ in first }
            let tasks = all.values
                .filter { ids.contains($0.serviceID) && !$0.state.isTerminal && !$0.nodeID.isEmpty }
            guard let task = tasks.first else { return }
            if ContinuousClock.now >= deadline {
                let name = services.first { $0.id == task.serviceID }?.name ?? task.serviceID
                throw Failure(
                    .timeout,
                    "\(tasks.count) tasks still run, one of them of the removed service '\(name)'",
                    notes: ["task \(task.id) \(ServiceWatch.message(task))"],
                    hint: "see whether its node is up: docker node ls"
                )
            }
            try await Task.sleep(for: .seconds(Self.interval))
        }
    }

    func removeNetworks(_ networks: [EngineNetwork]) async throws {
        _ = try await concurrently(networks) { network in
            try await remove("network", network.name) {
                try await client.deleteNetwork(id: network.id, name: network.name)
            }
        }
        try await waitForNodes(toForget: Set(networks.map(\.id)))
    }

    /// Waits until this node has no copy of the networks left, which it has until the last task that was
    /// on them has ended: lists show such a copy as if the network existed.
    private func waitForNodes(toForget networks: Set<String>) async throws {
        if networks.isEmpty { return }
        while ContinuousClock.now < deadline {
            let left = try await client.networks().contains { networks.contains($0.id) }
            if !left { return }
            try await Task.sleep(for: .seconds(Self.interval))
        }
    }

    func removeData(_ kind: DataKind, _ objects: [SwarmObject]) async throws {
        _ = try await concurrently(objects) { object in
            try await remove(kind.rawValue, object.name) {
                try await client.delete(kind, id: object.id, name: object.name)
            }
        }
    }

    /// Tries again while the object is in use, for the engine lets go of it only when tasks have ended.
    private func remove(_ kind: String, _ name: String, _ delete: () async throws -> Void) async throws {
        try await operation.checkpoint()
        operation.report(.step("removing \(kind) \(name)"))
        while true {
            do {
                return try await gone(delete)
            } catch let failure as Failure
                where failure.engineError?.isInUse == true && ContinuousClock.now < deadline
            {
                try await Task.sleep(for: .seconds(Self.interval))
            }
        }
    }

    private func gone(_ delete: () async throws -> Void) async throws {
        do {
            try await delete()
        } catch let failure as Failure where failure.engineError?.isNotFound == true {
            return
        }
    }
}
