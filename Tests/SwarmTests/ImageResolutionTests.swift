import DockerAPI
import HTTP
import Testing
import Values

@testable import Swarm

@Suite("images and digests")
struct ImageResolutionTests {
    /// A registry, seen through the engine, that knows `known:1` only.
    private struct Registry: Transport {
        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            if request.url.hasSuffix("/_ping") {
                return HTTPResponse(status: 200, headers: ["api-version": "1.41"])
            }
            if request.url.hasSuffix("/distribution/example.org/known%3A1/json") {
                return HTTPResponse(
                    status: 200,
                    body: Array(#"{"Descriptor": {"digest": "sha256:aa"}, "Platforms": []}"#.utf8)
                )
            }
            return HTTPResponse(status: 500, body: Array(#"{"message": "network is unreachable"}"#.utf8))
        }

        func stream(
            _ request: HTTPRequest,
            receive: @escaping @Sendable ([UInt8]) -> Bool
        ) async throws -> HTTPResponse {
            try await send(request)
        }
    }

    @Test(
        "a new image is pinned, a running one stays, an unknown one is taken as written",
        arguments: [
            ("example.org/known:1", nil, "example.org/known:1@sha256:aa"),
            ("example.org/known:1", "example.org/known:0@sha256:00", "example.org/known:1@sha256:aa"),
            ("example.org/known:1", "example.org/known:1@sha256:00", "example.org/known:1@sha256:00"),
            ("example.org/known:1", "example.org/known:1", "example.org/known:1"),
            ("example.org/known:1", "example.org/known:10@sha256:00", "example.org/known:1@sha256:aa"),
            ("local/built:1", nil, "local/built:1"),
            ("local/built:1@sha256:bb", nil, "local/built:1@sha256:bb"),
        ] as [(String, String?, String)]
    )
    func resolution(image: String, running: String?, expected: String) async throws {
        let client = DockerClient(endpoint: DockerEndpoint(.tcp("engine:1")), transport: Registry())
        let (wanted, _) = try ConverterTests.convert("services: {web: {image: '\(image)'}}")
        var live = LiveState()
        if let running {
            let spec: Value = [
                "Name": "shop_web", "TaskTemplate": ["ContainerSpec": ["Image": .string(running)]],
            ]
            live.services["shop_web"] = try #require(SwarmObject(["ID": "s", "Spec": spec]))
        }
        let resolved = await ImageResolution(client: client).resolve(wanted, live: live)
        let spec = try #require(resolved.services.first).spec
        #expect(spec.at("TaskTemplate", "ContainerSpec", "Image") == .string(expected))
        #expect(spec.at("Labels", Label.image) == .string(image))
    }
}
