import Diagnostics
import HTTP
import Testing
import Values

@testable import DockerAPI

@Suite("the engine's client")
struct DockerClientTests {
    static func client(
        version: String? = "1.41",
        pinned: APIVersion? = nil,
        answer: @escaping @Sendable (HTTPRequest) throws -> HTTPResponse = { _ in HTTPResponse(status: 200) }
    ) -> (client: DockerClient, transport: ScriptedTransport) {
        let transport = ScriptedTransport { request in
            guard request.url.hasSuffix("/_ping") else { return try answer(request) }
            var headers = ["date": "Mon, 23 Nov 2026 08:29:49 GMT"]
            headers["api-version"] = version
            return HTTPResponse(status: 200, headers: headers, body: Array("OK".utf8))
        }
        let endpoint = DockerEndpoint(.tcp("engine:2375"), pinnedVersion: pinned)
        return (DockerClient(endpoint: endpoint, transport: transport), transport)
    }

    static func error(_ status: Int, _ message: String) -> HTTPResponse {
        HTTPResponse(status: status, body: JSON.encode(["message": .string(message)]))
    }

    @Test(
        "the version is asked for once, and not above what Davit knows",
        arguments: [
            ("1.41", "1.41"), ("1.44", "1.44"), ("1.52", "1.52"), ("1.56", "1.52"), ("2.0", "1.52"),
        ]
    )
    func negotiation(offered: String, used: String) async throws {
        let (client, transport) = Self.client(version: offered) { _ in
            HTTPResponse(status: 200, body: Array("[]".utf8))
        }
        async let first = client.nodes()
        async let second = client.networks()
        _ = try await (first, second)
        _ = try await client.services(.label("a", "b c"), status: true)
        #expect(transport.requests.filter { $0.hasSuffix("_ping") }.count == 1)
        #expect(
            transport.requests.last
                == "GET http://engine:2375/v\(used)/services?filters=%7B%22label%22%3A%5B%22a%3Db%20c%22%5D%7D&status=true"
        )
    }

    @Test("an engine that is too old is refused", arguments: ["1.40", "1.24", nil])
    func tooOld(offered: String?) async {
        let (client, _) = Self.client(version: offered)
        let failure = await #expect(throws: Failure.self) { try await client.info() }
        #expect(failure?.kind == .refused)
        #expect(failure?.message.contains("1.41 or newer") == true)
    }

    @Test("a pinned version is not negotiated")
    func pinned() async throws {
        let (client, transport) = Self.client(pinned: APIVersion(1, 43)) { _ in
            HTTPResponse(status: 200, body: Array("{}".utf8))
        }
        _ = try await client.info()
        #expect(transport.requests == ["GET http://engine:2375/v1.43/info"])
    }

    @Test("a version that is pinned too low is refused")
    func pinnedTooLow() async {
        let (client, transport) = Self.client(pinned: APIVersion(1, 38))
        let failure = await #expect(throws: Failure.self) { try await client.info() }
        #expect(failure?.kind == .refused)
        #expect(transport.requests == [])
    }

    @Test("a socket that is not there, with the real transport")
    func noSocket() async {
        let client = DockerClient(
            endpoint: DockerEndpoint(.unix("/nowhere/docker.sock"), origin: "DOCKER_HOST")
        )
        let failure = await #expect(throws: Failure.self) { try await client.ping() }
        #expect(failure?.kind == .unavailable)
        #expect(
            failure?.message.contains("'unix:///nowhere/docker.sock' (from DOCKER_HOST): there is no such")
                == true
        )
    }

    struct Mapping: Sendable, CustomTestStringConvertible {
        var status: Int
        var message: String
        var kind: Failure.Kind
        var isOutOfSequence = false
        var isInUse = false
        var hint: String?
        var testDescription: String { "\(status) \(message)" }
    }

    /// The texts are those of a 20.10 engine.
    @Test(
        "the engine's errors have a kind",
        arguments: [
            Mapping(status: 404, message: "service shop_web not found", kind: .notFound),
            Mapping(
                status: 409,
                message: "rpc error: code = AlreadyExists desc = config a already exists",
                kind: .conflict
            ),
            Mapping(
                status: 500,
                message: "rpc error: code = Unknown desc = update out of sequence",
                kind: .conflict,
                isOutOfSequence: true
            ),
            Mapping(
                status: 400,
                message:
                    "rpc error: code = InvalidArgument desc = config 'a' is in use by the following service: b",
                kind: .refused,
                isInUse: true
            ),
            Mapping(
                status: 503,
                message:
                    "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect "
                    + "this node to swarm and try again.",
                kind: .refused,
                hint: "docker swarm init"
            ),
            Mapping(
                status: 503,
                message:
                    "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state.",
                kind: .refused,
                hint: "connect to a manager of the Swarm: docker node ls there names them"
            ),
            Mapping(status: 500, message: "database is locked", kind: .unavailable),
            Mapping(status: 400, message: "invalid reference format", kind: .refused),
        ]
    )
    func errors(_ mapping: Mapping) async {
        let (client, _) = Self.client { _ in Self.error(mapping.status, mapping.message) }
        let failure = await #expect(throws: Failure.self) { try await client.service("shop_web") }
        #expect(failure?.kind == mapping.kind)
        #expect(failure?.engineError?.isOutOfSequence == mapping.isOutOfSequence)
        #expect(failure?.engineError?.isInUse == mapping.isInUse)
        #expect(failure?.hint == mapping.hint)
        if mapping.hint == nil, !mapping.isOutOfSequence {
            #expect(failure?.message.contains(mapping.message) == true)
        }
    }

    @Test("an engine that cannot be reached is named, with what helps")
    func unreachable() async {
        let transport = ScriptedTransport { _ in throw Failure(.unavailable, "connection refused") }
        let client = DockerClient(
            endpoint: DockerEndpoint(.unix("/nowhere/docker.sock")),
            transport: transport
        )
        let failure = await #expect(throws: Failure.self) { try await client.info() }
        #expect(failure?.kind == .unavailable)
        #expect(
            failure?.message
                == "cannot reach the Docker engine at 'unix:///nowhere/docker.sock' (from the default): there is no such socket"
        )
        #expect(failure?.hint?.contains("DOCKER_HOST") == true)
    }

    @Test("a failed negotiation is tried again")
    func retry() async throws {
        let attempts = Counter()
        let transport = ScriptedTransport { _ in
            if attempts.next() == 1 { throw Failure(.unavailable, "reset") }
            return HTTPResponse(status: 200, headers: ["api-version": "1.41"], body: Array("{}".utf8))
        }
        let client = DockerClient(endpoint: DockerEndpoint(.tcp("e:1")), transport: transport)
        await #expect(throws: Failure.self) { try await client.info() }
        _ = try await client.info()
    }

    @Test("the clock is the Date of an answer")
    func clock() async throws {
        #expect(try await Self.client().client.clock() == 1_795_422_589)
    }

    @Test("a config is found by its whole name, not by its beginning")
    func exactName() async throws {
        let (client, _) = Self.client { _ in
            HTTPResponse(
                status: 200,
                body: Array(
                    #"[{"ID":"1","Version":{"Index":7},"Spec":{"Name":"a.v10","Data":"aGk="}},"#.utf8
                )
                    + Array(#"{"ID":"2","Version":{"Index":8},"Spec":{"Name":"a.v1","Data":"AA=="}}]"#.utf8)
            )
        }
        let found = try await client.object(.config, named: "a.v1")
        #expect(found?.id == "2")
        #expect(found?.version == 8)
        #expect(found?.data == [0])
        #expect(try await client.object(.config, named: "a.v") == nil)
    }
}
