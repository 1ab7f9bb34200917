import Diagnostics
import DockerAPI
import Testing

@testable import DockerAPI

@Suite("credentials for registries")
struct RegistryCredentialsTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var config: String
        var image: String
        var expected: RegistryAuth?
        var variables: [String: String] = [:]
        var testDescription: String { "\(image) with \(config)" }

        init(_ config: String, _ image: String, _ expected: RegistryAuth?, variables: [String: String] = [:])
        {
            self.config = config
            self.image = image
            self.expected = expected
            self.variables = variables
        }
    }

    static let hub = "https://index.docker.io/v1/"

    static let cases: [Case] = [
        Case(#"{}"#, "nginx", nil),
        Case(
            // ann:s3:cret
            #"{"auths": {"https://index.docker.io/v1/": {"auth": "YW5uOnMzOmNyZXQ="}}}"#,
            "nginx",
            RegistryAuth(username: "ann", password: "s3:cret", serverAddress: hub)
        ),
        Case(
            #"{"auths": {"https://index.docker.io/v1/": {"auth": "YW5uOnMzOmNyZXQ="}}}"#,
            "r.example/a:1",
            nil
        ),
        Case(
            #"{"auths": {"https://r.example:5000/v2/": {"username": "u", "password": "p"}}}"#,
            "r.example:5000/team/a",
            RegistryAuth(username: "u", password: "p", serverAddress: "r.example:5000")
        ),
        Case(
            #"{"auths": {"r.example": {"auth": "", "identitytoken": "tok"}}}"#,
            "r.example/a@sha256:00",
            RegistryAuth(serverAddress: "r.example", identityToken: "tok")
        ),
        Case(
            #"{"credsStore": "all", "credHelpers": {"r.example": "one"}, "auths": {"r.example": {}}}"#,
            "r.example/a",
            RegistryAuth(username: "one", password: "of r.example", serverAddress: "r.example")
        ),
        Case(
            #"{"credsStore": "all", "credHelpers": {"r.example": "one"}}"#,
            "a",
            RegistryAuth(username: "all", password: "of \(hub)", serverAddress: hub)
        ),
        Case(
            #"{"credsStore": "all"}"#,
            "r.example/a",
            RegistryAuth(username: "u", password: "p", serverAddress: "r.example"),
            variables: ["DOCKER_AUTH_CONFIG": #"{"auths": {"r.example": {"auth": "dTpw"}}}"#]
        ),
    ]

    @Test("are found where Docker looks for them", arguments: cases)
    func lookup(_ test: Case) async throws {
        let credentials = RegistryCredentials(
            environment: Self.environment(test.config, variables: test.variables),
            helper: { name, server in
                RegistryAuth(username: name, password: "of \(server)", serverAddress: server)
            }
        )
        #expect(try await credentials.auth(forImage: test.image) == test.expected)
        #expect(try await credentials.auth(forImage: test.image) == test.expected)
    }

    @Test("an entry that cannot be read is an error that does not show it")
    func brokenEntry() async throws {
        let credentials = RegistryCredentials(
            environment: Self.environment(#"{"auths": {"r.example": {"auth": "c2VjcmV0"}}}"#)
        )
        let failure = await #expect(throws: Failure.self) {
            try await credentials.auth(forImage: "r.example/a")
        }
        #expect(failure?.location?.file == "/home/.docker/config.json")
        #expect(failure?.hint == "docker login r.example")
        #expect(failure.map { "\($0)" }?.contains("c2VjcmV0") == false)
    }

    @Test("a secret is in no text that is made of it, and in the header")
    func secrecy() {
        let auth = RegistryAuth(username: "ann", password: "p?>~", serverAddress: "r.example")
        var dumped = ""
        dump(auth, to: &dumped)
        for text in ["\(auth)", String(reflecting: auth), dumped] { #expect(!text.contains("p?>~")) }
        // {"username":"ann","password":"p?>~","serveraddress":"r.example"} by Python's urlsafe_b64encode.
        #expect(
            auth.header
                == "eyJ1c2VybmFtZSI6ImFubiIsInBhc3N3b3JkIjoicD8-fiIsInNlcnZlcmFkZHJlc3MiOiJyLmV4YW1wbGUifQ=="
        )
    }

    @Test("a helper that is missing is an error that names it and the way out")
    func missingHelper() async throws {
        let credentials = RegistryCredentials(
            environment: Self.environment(#"{"credsStore": "nowhere"}"#, variables: ["PATH": "/nowhere"])
        )
        let failure = await #expect(throws: Failure.self) {
            try await credentials.auth(forImage: "r.example/a")
        }
        #expect(failure?.kind == .notFound)
        #expect(failure?.message.contains("'docker-credential-nowhere'") == true)
        #expect(failure?.hint?.contains("credsStore") == true)
    }

    @Test(
        "names of images",
        arguments: [
            ("nginx", "docker.io", "library/nginx", "nginx:latest"),
            ("docker.io/library/nginx:1", "docker.io", "library/nginx", "nginx:1"),
            ("index.docker.io/team/a", "docker.io", "team/a", "team/a:latest"),
            ("team/a:1@sha256:00", "docker.io", "team/a", "team/a:1@sha256:00"),
            ("localhost/a@sha256:00", "localhost", "a", "localhost/a@sha256:00"),
            ("r.example:5000/x/y:2", "r.example:5000", "x/y", "r.example:5000/x/y:2"),
        ]
    )
    func names(text: String, domain: String, path: String, familiar: String) throws {
        let name = try #require(ImageName(text))
        #expect(name.domain == domain)
        #expect(name.path == path)
        #expect(name.familiar == familiar)
    }

    static func environment(_ config: String, variables: [String: String] = [:]) -> DockerEnvironment {
        DockerEnvironment(
            variables: variables,
            home: "/home",
            readFile: { $0 == "/home/.docker/config.json" ? Array(config.utf8) : nil },
            listFolder: { _ in [] }
        )
    }
}
