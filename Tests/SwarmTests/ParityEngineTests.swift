import Compose
import Diagnostics
import DockerAPI
import FoundationEssentials
import OrderedCollections
import Releases
import Synchronization
import TestSupport
import Testing
import Values

@testable import Swarm

/// Deploys the same files with `docker stack deploy` and with Davit, and compares what the engine has then.
@Suite(
    "docker stack deploy makes the same",
    .enabled(if: Engine.isDockerEnabled, "DAVIT_TEST_DOCKER_HOST is not set")
)
struct ParityEngineTests {
    /// Where Davit differs on purpose.
    struct Difference: Sendable, Hashable {
        var file: String
        /// Kind and name: `service web`.
        var object: String
        /// The place in the engine's spec, or one around it; empty for the whole object.
        var path: String
        var reason: String
    }

    static let differences: [Difference] = [
        Difference(
            file: "beside",
            object: "service memory",
            path: "TaskTemplate.ContainerSpec.Mounts",
            reason: "shm_size: Docker warns and leaves it out, Davit mounts a tmpfs of that size"
        ),
        Difference(
            file: "beside",
            object: "service scratch",
            path: "TaskTemplate.ContainerSpec.Mounts",
            reason: "tmpfs: Docker leaves it out in silence, Davit mounts it"
        ),
        Difference(
            file: "beside",
            object: "service own-network",
            path: "TaskTemplate.Networks",
            reason: "network_mode: host: Docker warns and joins a network of the stack, Davit joins 'host'"
        ),
        Difference(
            file: "beside",
            object: "service labelled",
            path: "TaskTemplate.ContainerSpec.Privileges",
            reason: "security_opt: Docker warns and leaves it out, Davit sets the context of SELinux"
        ),
        Difference(
            file: "beside",
            object: "service not-again",
            path: "TaskTemplate.RestartPolicy",
            reason: "restart: \"no\": Docker leaves the policy out, and the engine restarts the task for ever"
        ),
        Difference(
            file: "deploy",
            object: "service legacy-no",
            path: "TaskTemplate.RestartPolicy",
            reason: "restart: \"no\": Docker leaves the policy out, and the engine restarts the task for ever"
        ),
        Difference(
            file: "beside",
            object: "service numbered",
            path: "TaskTemplate.ContainerSpec.Env",
            reason: "environment: Docker makes 1.1 of VERSION: 1.10, Davit keeps the text as it is written"
        ),
        Difference(
            file: "beside",
            object: "service from-process",
            path: "TaskTemplate.ContainerSpec.Env",
            reason:
                "environment: Docker fills a name without a value from this process, Davit asks for '--env'"
        ),
        Difference(
            file: "beside",
            object: "service relative",
            path: "TaskTemplate.ContainerSpec",
            reason: "volumes: Docker binds a path of this machine on every node, Davit takes the file along"
        ),
        Difference(
            file: "beside",
            object: "config file-page.html",
            path: "",
            reason: "volumes: the config in which Davit takes a relative file along"
        ),
        Difference(
            file: "beside",
            object: "service quoted",
            path: "TaskTemplate.ContainerSpec.Env",
            reason:
                "env_file: Docker keeps the quotes around a value, Davit reads them as the specification says"
        ),
    ]

    @Test("the specs of services, networks, configs and secrets are equal", .timeLimit(.minutes(10)))
    func specs() async throws {
        let docker = try await DockerCommand()
        let files = StackFile.all.filter { $0.command <= docker.version }
        let client = try LiveSwarm.connect()
        try await withOutsiders(docker) {
            let found = try await concurrently(files, limit: 4) { file in
                try await compare(file, docker, client)
            }
            let used = Set(found.flatMap(\.self))
            let names = Set(files.map(\.name))
            for difference in Self.differences where names.contains(difference.file) {
                #expect(used.contains(difference), "Docker does the same by now: \(difference.reason)")
            }
        }
    }

    /// Docker's service would do less than its file says, or more.
    @Test("what Docker leaves out and nothing can bring about is refused by name", .timeLimit(.minutes(15)))
    func refused() async throws {
        let docker = try await DockerCommand()
        let file = StackFile(name: "refused")
        let stack = Engine.uniqueName("t-refused")
        // Docker takes it.
        do {
            try await docker.run(["stack", "deploy", "--resolve-image", "never", "-c", file.path, stack])
        } catch {
            await remove(stack, docker)
            throw error
        }
        try await docker.run(["stack", "rm", stack])
        let project = try file.project()
        var converter = SwarmConverter(project: project, release: stack, version: .maximum)
        _ = converter.convert()
        let errors = converter.collector.diagnostics.filter { $0.severity == .error }
        for name in project.services.keys {
            let own = errors.filter { $0.message.hasSuffix("of the service '\(name)'") }
            #expect(own.count == 1, "\(name): \(own.map(\.message))")
            // The services are named as the keys.
            #expect(
                own.first?.message.contains("\(name): ") == true
                    || own.first?.message.contains("\(name)' of") == true
            )
            #expect(own.first?.hint != nil)
        }
        #expect(errors.count == project.services.count)
    }

    /// Removes a stack of Docker's, in a task of its own: after the failure of another file this one is
    /// cancelled.
    private func remove(_ stack: String, _ docker: DockerCommand) async {
        await Task { _ = try? await docker.run(["stack", "rm", stack]) }.value
    }

    /// Deploys one file both ways; gives the known differences that showed.
    private func compare(
        _ file: StackFile,
        _ docker: DockerCommand,
        _ client: DockerClient
    ) async throws -> [Difference] {
        let release = Engine.uniqueName("t-\(file.name)")
        let stack = "\(release)-docker"
        let theirs: StackSpecs
        do {
            try await docker.run(["stack", "deploy", "--resolve-image", "never", "-c", file.path, stack])
            theirs = try await StackSpecs(client, stack: stack)
        } catch {
            await remove(stack, docker)
            throw error
        }
        try await docker.run(["stack", "rm", stack])

        let swarm = LiveSwarm(client: client, release: release)
        do {
            let deployment = Deployment(
                release: release,
                namespace: "",
                revision: 1,
                chart: "",
                desired: DesiredState(project: try file.project())
            )
            let plan = try await swarm.orchestrator.plan(deployment)
            #expect(plan.diagnostics.filter { $0.severity == .error } == [], "\(file.name)")
            // The first stack's networks need a moment to give their subnet back.
            try await eventually { try await plan.apply(OperationContext(wait: false)) }
            let ours = try await StackSpecs(client, stack: release)
            // And Davit itself sees no difference to what it has just made.
            let again = try await swarm.orchestrator.plan(deployment)
            #expect(again.changes.filter { $0.action != .keep } == [], "\(file.name)")
            await swarm.cleanUp()
            return check(file, ours: ours, theirs: theirs)
        } catch {
            await swarm.cleanUp()
            throw error
        }
    }

    private func check(_ file: StackFile, ours: StackSpecs, theirs: StackSpecs) -> [Difference] {
        var used: [Difference] = []
        let known = Self.differences.filter { $0.file == file.name }
        #expect(!theirs.objects.isEmpty, "\(file.name)")
        for object in OrderedSet(theirs.objects.keys).union(ours.objects.keys) {
            let (before, after) = (theirs.objects[object] ?? .null, ours.objects[object] ?? .null)
            for change in before.difference(to: after) {
                let path = "\(change.path)"
                let reason = known.first {
                    $0.object == object
                        && ($0.path.isEmpty || path == $0.path || path.hasPrefix("\($0.path).")
                            || path.hasPrefix("\($0.path)["))
                }
                if let reason { used.append(reason) }
                #expect(
                    reason != nil,
                    "\(file.name): \(object): \(path) is \(change.old.debug) with Docker and \(change.new.debug) with Davit"
                )
            }
        }
        return used
    }

    /// Runs `body` while the objects exist that the files expect others to have made.
    private func withOutsiders(_ docker: DockerCommand, _ body: () async throws -> Void) async throws {
        let page = Fixture.path("Fixtures/stacks/page.html")
        let outsiders = [
            ("network", ["create", "--driver", "overlay"], "parity-theirs", []),
            ("config", ["create"], "parity-theirs-config", [page]),
            ("secret", ["create"], "parity-theirs-secret", [page]),
        ]
        func remove() async {
            for (kind, _, name, _) in outsiders { _ = try? await docker.run([kind, "rm", name]) }
        }
        await remove()
        do {
            for (kind, words, name, more) in outsiders {
                try await docker.run([kind] + words + [name] + more)
            }
            try await body()
        } catch {
            await remove()
            throw error
        }
        await remove()
    }

    private func eventually(_ body: () async throws -> Void) async throws {
        for _ in 0..<40 {
            do { return try await body() } catch { try await Task.sleep(for: .milliseconds(500)) }
        }
        try await body()
    }
}

extension Value? {
    /// The value in a message.
    fileprivate var debug: String {
        map { String(decoding: JSON.encode($0), as: UTF8.self) } ?? "absent"
    }
}
