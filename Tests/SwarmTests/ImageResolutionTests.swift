import Diagnostics
import DockerAPI
import HTTP
import Releases
import Synchronization
import Testing
import Values

@testable import Swarm

@Suite("images and digests")
struct ImageResolutionTests {
    /// A registry, seen through the engine, that knows `known:1` only and keeps `secret` from everybody.
    private final class Registry: Transport {
        let asked = Mutex<[String]>([])

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            if request.url.hasSuffix("/_ping") {
                return HTTPResponse(status: 200, headers: ["api-version": "1.41"])
            }
            if request.url.contains("/images/") { return HTTPResponse(status: 404, body: Array("{}".utf8)) }
            let path = request.url.split(separator: "/").dropFirst(4).dropLast().joined(separator: "/")
            asked.withLock { $0.append(path) }
            if path.hasPrefix("example.org/known") {
                return HTTPResponse(
                    status: 200,
                    body: Array(
                        """
                        {"Descriptor": {"digest": "sha256:aa"}, "Platforms":
                        [{"architecture": "amd64", "os": "linux"}, {"architecture": "arm", "os": "linux"}]}
                        """.utf8
                    )
                )
            }
            if path.hasPrefix("example.org/secret") {
                return HTTPResponse(status: 403, body: Array(#"{"message": "access denied"}"#.utf8))
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

    struct Case: Sendable {
        var image: String
        /// The image of the live service, with the reference that it was made from.
        var live: (reference: String, image: String)?
        var known: [String: String] = [:]
        var resolution = ImagePolicy.Resolution.changed
        var expected: String
        /// How often the registry is asked.
        var questions = 0

        static let known1 = "example.org/known:1"
        static let running = (reference: known1, image: "\(known1)@sha256:00")

        static let all = [
            // New ones are pinned, as Docker writes them.
            Case(image: known1, expected: "\(known1)@sha256:aa", questions: 1),
            Case(image: "example.org/known", expected: "example.org/known:latest@sha256:aa", questions: 1),
            Case(image: "local/built:1", expected: "local/built:1", questions: 1),
            Case(image: "docker.io/library/nginx", expected: "nginx:latest", questions: 1),
            Case(image: "local/built:1@sha256:bb", expected: "local/built:1@sha256:bb", questions: 1),
            Case(image: known1, resolution: .never, expected: known1),
            Case(image: "example.org/known", resolution: .never, expected: "example.org/known"),
            // What runs under the same reference stays.
            Case(image: known1, live: running, expected: running.image),
            Case(image: known1, live: running, resolution: .never, expected: running.image),
            Case(
                image: known1,
                live: running,
                resolution: .always,
                expected: "\(known1)@sha256:aa",
                questions: 1
            ),
            Case(
                image: known1,
                live: ("example.org/known:10", "example.org/known:10@sha256:00"),
                expected: "\(known1)@sha256:aa",
                questions: 1
            ),
            Case(image: known1, live: (known1, known1), expected: known1),
            // What is recorded goes before that; of what does not run the platforms are asked for.
            Case(
                image: known1,
                live: running,
                known: [known1: "\(known1)@sha256:11"],
                expected: "\(known1)@sha256:11",
                questions: 1
            ),
            Case(
                image: known1,
                live: running,
                known: [known1: running.image],
                resolution: .always,
                expected: running.image
            ),
            Case(
                image: known1,
                live: running,
                known: [known1: "\(known1)@sha256:11", "web=\(known1)": running.image],
                expected: running.image
            ),
        ]
    }

    @Test("a reference means what was recorded, what runs, or what the registry says", arguments: Case.all)
    func resolution(_ test: Case) async throws {
        let registry = Registry()
        let outcome = try await resolve(test, registry)
        let spec = try #require(outcome.wanted.services.first).spec
        #expect(spec.at("TaskTemplate", "ContainerSpec", "Image") == .string(test.expected))
        #expect(spec.at("Labels", Label.image) == .string(test.image))
        #expect(registry.asked.withLock { $0.count } == test.questions)
        let isPinned = test.expected.contains("@") && !test.image.contains("@")
        #expect(outcome.images == (isPinned ? [test.image: test.expected] : [:]))
        let isUnknown = test.questions > 0 && !test.expected.contains("@")
        #expect(outcome.diagnostics.count == (isUnknown ? 1 : 0))
        if test.expected.hasSuffix("aa") {
            #expect(
                spec.at("TaskTemplate", "Placement", "Platforms")
                    == [["Architecture": "amd64", "OS": "linux"], ["OS": "linux"]]
            )
        }
    }

    @Test("services with one reference that run different images keep theirs")
    func different() async throws {
        let registry = Registry()
        let yaml = "services: {a: {image: 'r.org/x:1'}, b: {image: 'r.org/x:1'}}"
        let (wanted, _) = try ConverterTests.convert(yaml)
        var live = LiveState()
        live.services["shop_a"] = try Self.service("shop_a", "r.org/x:1", "r.org/x:1@sha256:0a")
        live.services["shop_b"] = try Self.service("shop_b", "r.org/x:1", "r.org/x:1@sha256:0b")
        let outcome = try await Self.resolution(registry).resolve(wanted, live: live)
        #expect(
            outcome.wanted.services.map { $0.spec.at("TaskTemplate", "ContainerSpec", "Image") }
                == ["r.org/x:1@sha256:0a", "r.org/x:1@sha256:0b"]
        )
        #expect(outcome.images == ["r.org/x:1": "r.org/x:1@sha256:0a", "b=r.org/x:1": "r.org/x:1@sha256:0b"])
        let again = try await Self.resolution(registry, known: outcome.images).resolve(
            wanted,
            live: LiveState()
        )
        #expect(again.images == outcome.images)
    }

    @Test("what a registry keeps from the user is an error with credentials, else a warning")
    func denied() async throws {
        let test = Case(image: "example.org/secret:1", expected: "example.org/secret:1")
        let without = try await resolve(test, Registry())
        #expect(without.denied.isEmpty && without.diagnostics.count == 1)
        let credentials = RegistryCredentials(
            environment: DockerEnvironment(
                variables: ["DOCKER_AUTH_CONFIG": #"{"auths": {"example.org": {"auth": "dTpw"}}}"#],
                home: nil
            )
        )
        let with = try await resolve(test, Registry(), credentials)
        #expect(
            with.denied.first?.message
                == "the registry 'example.org' refuses the image 'example.org/secret:1' to your credentials: access denied"
        )
        #expect(with.denied.first?.hint == "docker login example.org")
    }

    private func resolve(
        _ test: Case,
        _ registry: Registry,
        _ credentials: RegistryCredentials? = nil
    ) async throws -> ImageResolution.Outcome {
        let (wanted, _) = try ConverterTests.convert("services: {web: {image: '\(test.image)'}}")
        var live = LiveState()
        if let running = test.live {
            live.services["shop_web"] = try Self.service("shop_web", running.reference, running.image)
        }
        return try await Self.resolution(registry, test.resolution, known: test.known, credentials)
            .resolve(wanted, live: live)
    }

    private static func resolution(
        _ registry: Registry,
        _ resolution: ImagePolicy.Resolution = .changed,
        known: [String: String] = [:],
        _ credentials: RegistryCredentials? = nil
    ) -> ImageResolution {
        ImageResolution(
            client: DockerClient(endpoint: DockerEndpoint(.tcp("engine:1")), transport: registry),
            policy: ImagePolicy(resolution: resolution),
            known: known,
            credentials: credentials
        )
    }

    private static func service(_ name: String, _ reference: String, _ image: String) throws -> SwarmObject {
        let spec: Value = [
            "Name": .string(name), "Labels": [Label.image: .string(reference)],
            "TaskTemplate": ["ContainerSpec": ["Image": .string(image)]],
        ]
        return try #require(SwarmObject(["ID": .string(name), "Spec": spec]))
    }
}
