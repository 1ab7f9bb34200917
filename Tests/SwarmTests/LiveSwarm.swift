import Compose
import Diagnostics
import DockerAPI
import Releases
import Swarm
import Synchronization
import TestSupport
import Values
import YAML

/// The real Swarm, and one release of a test's own on it.
struct LiveSwarm: Sendable {
    let client: DockerClient
    let release: String

    var orchestrator: SwarmOrchestrator { SwarmOrchestrator(client: client) }

    static func connect(host: String? = nil) throws -> DockerClient {
        let host = try host ?? Engine.requireDocker()
        return DockerClient(
            endpoint: try DockerEndpoint.resolve(
                host: host,
                environment: DockerEnvironment(variables: [:], home: nil)
            )
        )
    }

    /// Runs `body` with a release name that nobody else uses, and removes the release afterwards, also
    /// after a failure.
    ///
    /// Once more with another release when the engine could not start a container because it was in its own
    /// way: starting another one at the same moment may keep the mount of a secret busy.
    static func run(_ body: (LiveSwarm) async throws -> Void) async throws {
        do {
            try await runOnce(body)
        } catch let failure as Failure where failure.message.contains("unable to remount dir as readonly") {
            try await runOnce(body)
        }
    }

    private static func runOnce(_ body: (LiveSwarm) async throws -> Void) async throws {
        let swarm = LiveSwarm(client: try connect(), release: Engine.uniqueName("t-swarm"))
        do {
            try await body(swarm)
        } catch {
            await swarm.cleanUp()
            throw error
        }
        await swarm.cleanUp()
    }

    func cleanUp() async {
        let operation = OperationContext(timeout: 60)
        let left = try? await orchestrator.remove(release: release, keeping: [], operation: operation)
        for object in left ?? [] where object.kind == "volume" {
            // The containers of the tasks go a little later than the tasks.
            for _ in 0..<20 {
                do {
                    try await client.deleteVolume(object.name)
                    break
                } catch {
                    try? await Task.sleep(for: .milliseconds(500))
                }
            }
        }
    }

    func deployment(_ yaml: String, revision: Int = 1, adopt: Bool = false) throws -> Deployment {
        Deployment(
            release: release,
            namespace: release,
            revision: revision,
            chart: "test-1.0.0",
            desired: DesiredState(project: try Project.parse(yaml)),
            adopt: adopt
        )
    }

    /// Plans and applies; gives what was planned.
    @discardableResult
    func apply(
        _ yaml: String,
        timeout: Double = 60,
        events: Events = Events(),
        prune: Bool = false
    ) async throws -> [PlannedChange] {
        let plan = try await orchestrator.plan(try deployment(yaml))
        _ = try await plan.preflight()
        let operation = OperationContext(timeout: timeout, report: { events.add($0) })
        try await plan.apply(operation)
        if prune { try await plan.prune(keeping: [], operation: operation) }
        return plan.changes
    }

    /// The failure of an apply that must fail.
    func failure(of yaml: String, timeout: Double = 60) async throws -> Failure? {
        do {
            try await apply(yaml, timeout: timeout)
            return nil
        } catch let failure as Failure {
            return failure
        }
    }

    func service(_ key: String) async throws -> SwarmObject? {
        try await client.service("\(release)_\(key)")
    }

    /// The running tasks of a service.
    func running(_ key: String) async throws -> [SwarmTask] {
        try await client.tasks(EngineFilters().adding("service", ["\(release)_\(key)"]))
            .filter { $0.state == .running && $0.desired == .running }
    }
}

/// The progress events of an operation.
final class Events: Sendable {
    private let events = Mutex<[ProgressEvent]>([])

    func add(_ event: ProgressEvent) { events.withLock { $0.append(event) } }

    var all: [ProgressEvent] { events.withLock { $0 } }

    var steps: [String] {
        all.compactMap { event in
            if case .step(let text) = event { text } else { nil }
        }
    }
}

extension Project {
    /// The project of one Compose document; the hash of a content is its length and sum, which is as
    /// good as any for telling contents apart in a test.
    static func parse(_ yaml: String, files: [String: String] = [:]) throws -> Project {
        guard let node = try YAML.parse(Array(yaml.utf8), file: "compose.yaml").first else {
            throw Failure(.invalidInput, "an empty document")
        }
        let options = ComposeOptions(
            interpolation: .none,
            readFile: { files[$0].map { Array($0.utf8) } },
            contentHash: { testHash($0) }
        )
        return try load(
            documents: [ComposeDocument(file: "compose.yaml", node: node, chart: "")],
            options: options
        ).project
    }
}

/// 64 hexadecimal digits that differ for different texts (FNV-1a).
func testHash(_ content: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in content { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    let padded = String(repeating: "0", count: 16 - digits.count) + digits
    return String(repeating: padded, count: 4)
}
