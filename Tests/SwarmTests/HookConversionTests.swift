import Compose
import Diagnostics
import DockerAPI
import HTTP
import Releases
import Synchronization
import Testing
import Values

@testable import Swarm

@Suite("hooks on a Swarm")
struct HookConversionTests {
    @Test(
        "a hook is a job of the release that is no part of the stack",
        arguments: [
            ("x-davit: {hook: test}", "ReplicatedJob", "none"),
            ("x-davit: {hook: test}, deploy: {mode: global}", "GlobalJob", "none"),
            (
                "x-davit: {hook: test}, deploy: {restart_policy: {condition: on-failure, max_attempts: 2}}",
                "ReplicatedJob", "on-failure"
            ), ("x-davit: {hook: test}, restart: on-failure:3", "ReplicatedJob", "on-failure"),
        ]
    )
    func job(keys: String, mode: String, restart: String) throws {
        let (wanted, converter) = try ConverterTests.convert(
            "services: {web: {image: a}, job: {image: b, networks: [jobs], \(keys)}}\nnetworks: {jobs: {}}"
        )
        #expect(converter.collector.diagnostics == [])
        #expect(wanted.services.map(\.key) == ["web"])
        #expect(wanted.networks.map(\.name) == ["shop_jobs", "shop_default"])
        let hook = try #require(wanted.hooks.first)
        #expect(hook.name == "shop_job")
        #expect(SpecComparison.mode(of: hook.spec) == mode)
        #expect(hook.spec.at("TaskTemplate", "RestartPolicy", "Condition") == .string(restart))
        #expect(hook.spec.at("Labels", Label.release) == "shop")
        #expect(hook.spec.at("Labels", Label.stack) == nil)
        #expect(hook.spec.at("TaskTemplate", "ContainerSpec", "Labels", Label.stack) == nil)
    }

    /// An engine whose only log grows with every look.
    private final class GrowingLog: Transport {
        let lines = Mutex<[(second: Int, text: String)]>([])
        let requests = Mutex<[String]>([])

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            if request.url.hasSuffix("/_ping") {
                return HTTPResponse(status: 200, headers: ["api-version": "1.41"])
            }
            requests.withLock { $0.append(request.url) }
            let since = request.url.split(separator: "since=").dropFirst().first.flatMap { Int($0) } ?? 0
            let body = lines.withLock { lines in
                lines.filter { 1_767_225_600 + $0.second >= since }.flatMap { line -> [UInt8] in
                    let text = Array("2026-01-01T00:00:0\(line.second).000000000Z \(line.text)\n".utf8)
                    return [1, 0, 0, 0, 0, 0, 0, UInt8(text.count)] + text
                }
            }
            return HTTPResponse(status: 200, body: body)
        }

        func stream(
            _ request: HTTPRequest,
            receive: @escaping @Sendable ([UInt8]) -> Bool
        ) async throws -> HTTPResponse {
            try await send(request)
        }
    }

    @Test("every line of a hook is told once, also one that is written twice in a moment")
    func log() async throws {
        let engine = GrowingLog()
        var log = HookLog(
            client: DockerClient(endpoint: DockerEndpoint(.tcp("engine:1")), transport: engine),
            hook: Hook(name: "job", event: .test),
            isTerminal: false
        )
        let task = try #require(
            SwarmTask([
                "ID": "t1", "Status": ["State": "running", "ContainerStatus": ["ContainerID": "c"]],
            ])
        )
        let waiting = try #require(SwarmTask(["ID": "t0", "Status": ["State": "starting"]]))
        var told: [String] = []
        let steps = [[(1, "a"), (1, "b")], [], [(1, "b"), (2, "b")], [(2, "b"), (3, "c")]]
        for step in steps {
            engine.lines.withLock { $0 += step }
            told += await log.read([task, waiting]).map { String(decoding: $0.text, as: UTF8.self) }
        }
        #expect(told == ["a", "b", "b", "b", "b", "c"])
        // Only what may be new is asked for, and nothing of a task without a container.
        #expect(engine.requests.withLock { $0.last?.hasSuffix("since=1767225602") } == true)
        #expect(engine.requests.withLock { $0.allSatisfy { $0.contains("/tasks/t1/") } })
    }
}
