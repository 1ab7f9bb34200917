import Diagnostics
import DockerAPI
import Releases
import Values

/// Makes, changes and replaces services.
struct ServiceWriter: Sendable {
    let client: DockerClient
    let operation: OperationContext
    let identifiers: ObjectIdentifiers
    let networkNames: [String: String]
    /// The credentials that an image is pulled with.
    let auth: @Sendable (_ image: String) async -> RegistryAuth?

    /// How often a lost race for a service is tried again.
    private static let attempts = 10

    /// Brings the service about, and says what to watch.
    func write(_ change: ServiceChange) async throws -> ServiceWatch {
        let name = change.service.name
        switch (change.planned.action, change.live) {
        case (.keep, let live?):
            return watch(change, id: live.id, isWritten: false, isNew: false)
        case (.update, let live?):
            return try await update(change, live: live)
        case (.replace, let live?):
            try await operation.checkpoint()
            operation.report(.step("replacing service \(name)"))
            try await client.deleteService(id: live.id, name: name)
            return try await create(change)
        default:
            operation.report(.step("creating service \(name)"))
            return try await create(change)
        }
    }

    private func create(_ change: ServiceChange) async throws -> ServiceWatch {
        try await operation.checkpoint()
        let id = try await client.createService(
            identifiers.resolve(change.service.spec),
            auth: await auth(change.service.image)
        )
        return watch(change, id: id, isWritten: true, isNew: true)
    }

    private func update(_ change: ServiceChange, live: SwarmObject) async throws -> ServiceWatch {
        operation.report(.step("updating service \(change.service.name)"))
        var change = change
        var live = live
        for attempt in 1... {
            try await operation.checkpoint()
            do {
                try await client.updateService(
                    live,
                    spec: identifiers.resolve(change.service.spec),
                    auth: await auth(change.service.image)
                )
                return watch(change, id: live.id, isWritten: true, isNew: false)
            } catch let failure as Failure where failure.engineError?.isOutOfSequence == true {
                // The engine itself counts the version up in the course of an update.
                guard attempt < Self.attempts, let current = try await client.service(live.id) else {
                    throw failure
                }
                live = current
                change = ServiceChange(change.service, live: current, networkNames: networkNames)
                if change.planned.action == .keep {
                    return watch(change, id: live.id, isWritten: true, isNew: false)
                }
            }
        }
        throw Failure(.internal, "service '\(change.service.name)' was not updated")
    }

    private func watch(_ change: ServiceChange, id: String, isWritten: Bool, isNew: Bool) -> ServiceWatch {
        ServiceWatch(
            key: change.service.key,
            id: id,
            isWritten: isWritten,
            isNew: isNew,
            mustComplete: change.service.mustComplete
        )
    }
}
