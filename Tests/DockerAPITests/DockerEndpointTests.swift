import Diagnostics
import DockerAPI
import Testing

@Suite("finding the engine")
struct DockerEndpointTests {
    static let files: [String: String] = [
        "/home/u/.docker/config.json": #"{"currentContext": "prod", "auths": {}}"#,
        "/home/u/.docker/contexts/meta/aa/meta.json":
            #"{"Name": "prod", "Metadata": {}, "Endpoints": {"docker": {"Host": "tcp://prod.example:2376"}}}"#,
        "/home/u/.docker/contexts/meta/bb/meta.json":
            #"{"Name": "lab", "Endpoints": {"docker": {"Host": "unix:///run/lab.sock", "SkipTLSVerify": false}}}"#,
        "/home/u/.docker/contexts/meta/cc/meta.json":
            #"{"Name": "far", "Endpoints": {"docker": {"Host": "ssh://root@far:2222"}}}"#,
        "/home/u/.docker/contexts/meta/dd/meta.json": #"{"Name": "empty", "Endpoints": {}}"#,
        "/empty/config.json": "{}",
    ]

    static func environment(_ variables: [String: String] = [:], home: String? = "/home/u")
        -> DockerEnvironment
    {
        DockerEnvironment(
            variables: variables,
            home: home,
            readFile: { files[$0].map { Array($0.utf8) } },
            listFolder: { folder in
                switch folder {
                case "/home/u/.docker/contexts/meta": ["aa", "bb", "cc", "dd"]
                case "/home/u/.docker/contexts/tls/aa/docker": ["ca.pem", "cert.pem", "key.pem"]
                default: []
                }
            }
        )
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var context: String?
        var host: String?
        var variables: [String: String] = [:]
        var home: String? = "/home/u"
        var expected: String
        var testDescription: String { name }
    }

    /// The order is that of the `docker` command.
    @Test(
        "the most specific choice wins",
        arguments: [
            Case(name: "nothing at all", home: nil, expected: "unix:///var/run/docker.sock"),
            Case(
                name: "an empty config",
                variables: ["DOCKER_CONFIG": "/empty"],
                expected: "unix:///var/run/docker.sock"
            ),
            Case(name: "the current context", expected: "tcp://prod.example:2376"),
            Case(
                name: "DOCKER_CONTEXT",
                variables: ["DOCKER_CONTEXT": "lab"],
                expected: "unix:///run/lab.sock"
            ),
            Case(
                name: "DOCKER_HOST before DOCKER_CONTEXT",
                variables: ["DOCKER_CONTEXT": "lab", "DOCKER_HOST": "tcp://h:1"],
                expected: "tcp://h:1"
            ),
            Case(
                name: "an empty DOCKER_HOST is none",
                variables: ["DOCKER_HOST": ""],
                expected: "tcp://prod.example:2376"
            ),
            Case(
                name: "--host",
                host: "tcp://h",
                variables: ["DOCKER_HOST": "tcp://g"],
                expected: "tcp://h:2375"
            ),
            Case(
                name: "--host with TLS",
                host: "tcp://h",
                variables: ["DOCKER_TLS_VERIFY": "1"],
                expected: "tcp://h:2376"
            ),
            Case(name: "--host with an IPv6 address", host: "tcp://[::1]", expected: "tcp://[::1]:2375"),
            Case(
                name: "--context",
                context: "lab",
                variables: ["DOCKER_HOST": "tcp://g"],
                expected: "unix:///run/lab.sock"
            ),
            Case(
                name: "the context 'default' is the environment's",
                context: "default",
                variables: ["DOCKER_HOST": "tcp://g:7"],
                expected: "tcp://g:7"
            ),
            Case(
                name: "the context 'default' without a variable",
                context: "default",
                expected: "unix:///var/run/docker.sock"
            ),
        ]
    )
    func order(_ test: Case) throws {
        let endpoint = try DockerEndpoint.resolve(
            context: test.context,
            host: test.host,
            environment: Self.environment(test.variables, home: test.home)
        )
        #expect(endpoint.description == test.expected)
    }

    @Test("certificates come from the context or from DOCKER_CERT_PATH")
    func certificates() throws {
        let context = try DockerEndpoint.resolve(context: "prod", environment: Self.environment())
        let folder = "/home/u/.docker/contexts/tls/aa/docker"
        #expect(
            context.tls
                == .init(
                    authority: "\(folder)/ca.pem",
                    certificate: "\(folder)/cert.pem",
                    key: "\(folder)/key.pem",
                    verifies: true
                )
        )
        #expect(context.baseURL == "https://prod.example:2376")
        let variables = [
            "DOCKER_HOST": "tcp://h:2376", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/certs",
        ]
        let host = try DockerEndpoint.resolve(environment: Self.environment(variables))
        #expect(host.tls?.authority == "/certs/ca.pem")
        #expect(try DockerEndpoint.resolve(host: "tcp://h:1", environment: Self.environment()).tls == nil)
    }

    @Test(
        "what cannot be used is said",
        arguments: [
            ("nowhere", nil, Failure.Kind.notFound, "there is no Docker context 'nowhere'"),
            ("la", nil, .notFound, "there is no Docker context 'la'"),
            ("empty", nil, .invalidInput, "the Docker context 'empty' names no engine"),
            ("far", nil, .refused, "an engine over SSH"),
            ("lab", "tcp://h", .usage, "cannot be given together"),
            (nil, "ssh://user@host", .refused, "not supported yet"),
            (nil, "host:2375", .invalidInput, "is not the address of a Docker engine"),
            (nil, "fd://", .invalidInput, "is not the address of a Docker engine"),
            (nil, "npipe:////./pipe/docker", .invalidInput, "'npipe'"),
        ] as [(String?, String?, Failure.Kind, String)]
    )
    func refusals(context: String?, host: String?, kind: Failure.Kind, message: String) {
        do {
            _ = try DockerEndpoint.resolve(context: context, host: host, environment: Self.environment())
            Issue.record("an endpoint was found")
        } catch {
            #expect(error.kind == kind)
            #expect(error.message.contains(message))
            #expect(error.hint != nil)
        }
    }

    @Test("the hint for SSH is a command that works")
    func sshHint() {
        do {
            _ = try DockerEndpoint.resolve(context: "far", environment: Self.environment())
        } catch {
            #expect(
                error.hint?.contains("ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock -p 2222 root@far")
                    == true
            )
        }
    }
}
