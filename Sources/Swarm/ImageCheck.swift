import Compose
import Diagnostics
import DockerAPI
import OrderedCollections
import Releases
import Values

/// Makes sure that a new image can be had before a running service is touched.
///
/// The engine's default order stops a task before it starts the next one, and so an image that does not
/// exist takes a service down. An image that the engine's own node has, or that its registry knows, is
/// good. For any other, a job that runs nothing is sent to the nodes that the service may run on: its
/// task is rejected when the image cannot be had, and comes as far as starting when it can, having
/// pulled it on the way.
struct ImageCheck: Sendable {
    let client: DockerClient
    let release: String
    let operation: OperationContext
    let deadline: ContinuousClock.Instant
    /// The credentials that an image is pulled with.
    var auth: @Sendable (_ image: String) async -> RegistryAuth? = { _ in nil }

    /// Checks the images of services that run already and get another one.
    ///
    /// - Throws: `.refused` with the error of the task that could not get its image, `.timeout`.
    func check(_ changes: [ServiceChange]) async throws {
        let new = changes.filter { change in
            guard let live = change.live, change.planned.action != .keep else { return false }
            return Self.image(of: live.spec) != Self.image(of: change.service.spec)
        }
        _ = try await concurrently(new) { try await check($0) }
    }

    private func check(_ change: ServiceChange) async throws {
        // An image with a digest was found in its registry when the plan was made.
        let image = Self.image(of: change.service.spec)
        if image.contains("@"), !change.service.image.contains("@") { return }
        if try await client.hasImage(image) { return }
        do {
            _ = try await client.distribution(of: image, auth: await auth(image))
            return
        } catch let failure as Failure where failure.engineError != nil || failure.kind == .timeout {
            // A registry that this node cannot ask may be one that the others can.
        }
        try await operation.checkpoint()
        operation.report(.step("checking that the image \(image) can be had"))
        try await tryOut(image, for: change.service)
    }

    /// Sends the job that runs nothing, waits for its verdict and takes it away again.
    func tryOut(_ image: String, for service: WantedService) async throws {
        let name = "\(service.name.prefix(48))_image-check"
        if let former = try await client.services(EngineFilters().adding("name", [name])).first(where: {
            $0.name == name
        }) {
            try await delete(former.id, name)
        }
        let id = try await client.createService(
            spec(name: name, image: image, for: service),
            auth: await auth(image)
        )
        do {
            try await wait(for: id, image: image, service: service)
        } catch {
            // Also when the operation is cancelled, and then in a task of its own.
            await Task { try? await delete(id, name) }.value
            throw error
        }
        try await delete(id, name)
    }

    private func spec(name: String, image: String, for service: WantedService) -> Value {
        .object(
            of: ("Name", .string(name)),
            (
                "Labels",
                .strings([Label.stack: release, Label.release: release, Label.imageCheck: service.key])
            ),
            (
                "TaskTemplate",
                .object(
                    of: (
                        "ContainerSpec",
                        // A command that no image has: the task ends before anything of the image runs.
                        ["Image": .string(image), "Command": ["/.davit-image-check"]]
                    ),
                    ("RestartPolicy", ["Condition": "none"]),
                    ("Placement", service.spec.at("TaskTemplate", "Placement")),
                    ("LogDriver", ["Name": "none"])
                )
            ),
            ("Mode", ["ReplicatedJob": ["MaxConcurrent": 1, "TotalCompletions": 1]])
        )
    }

    private func wait(for id: String, image: String, service: WantedService) async throws {
        while true {
            for task in try await client.tasks(EngineFilters().adding("service", [id])) {
                if task.state == .rejected {
                    throw Failure(
                        .refused,
                        "service '\(service.key)' cannot be updated: \(task.error)",
                        notes: await TaskReport(client: client).notes(about: task, of: id)
                            + ["the service is left as it was, and its tasks go on running"],
                        hint:
                            "check the name and tag '\(image)', and that the nodes reach its registry"
                    )
                }
                if task.state > .preparing { return }
                // Whether a node can be found at all is for the service's own tasks to tell.
                if task.state == .pending, !task.error.isEmpty { return }
            }
            guard ContinuousClock.now < deadline else {
                throw Failure(
                    .timeout,
                    "the image '\(image)' was not there after \(Int(operation.timeout)) s",
                    hint: "give it longer with --timeout"
                )
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private func delete(_ id: String, _ name: String) async throws {
        do {
            try await client.deleteService(id: id, name: name)
        } catch let failure as Failure where failure.kind == .notFound {
            return
        }
    }

    private static func image(of spec: Value) -> String {
        spec.at("TaskTemplate", "ContainerSpec", "Image")?.stringValue ?? ""
    }
}
