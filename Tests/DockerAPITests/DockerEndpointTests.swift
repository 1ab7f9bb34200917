import Diagnostics
import DockerAPI
import HTTP
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
                case "/home/u/.docker/contexts/tls/aa/docker", "/certs": ["ca.pem", "cert.pem", "key.pem"]
                case "/authority-only": ["ca.pem"]
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
                name: "--host over SSH",
                host: "ssh://me@[fe80::1]:2222/run/docker.sock",
                expected: "ssh://me@[fe80::1]:2222/run/docker.sock"
            ),
            Case(name: "a context over SSH", context: "far", expected: "ssh://root@far:2222"),
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
        #expect(
            host.tls
                == .init(
                    authority: "/certs/ca.pem",
                    certificate: "/certs/cert.pem",
                    key: "/certs/key.pem",
                    verifies: true
                )
        )
        // As with docker: a client certificate need not be there, an authority must.
        let authorityOnly = variables.merging(["DOCKER_CERT_PATH": "/authority-only"]) { $1 }
        let anonymous = try DockerEndpoint.resolve(environment: Self.environment(authorityOnly))
        #expect(
            anonymous.tls
                == .init(authority: "/authority-only/ca.pem", certificate: nil, key: nil, verifies: true)
        )
        let unverified = ["DOCKER_HOST": "tcp://h", "DOCKER_TLS": "1", "DOCKER_CERT_PATH": "/certs"]
        let loose = try DockerEndpoint.resolve(environment: Self.environment(unverified))
        #expect(loose.tls?.verifies == false)
        #expect(loose.description == "tcp://h:2376")
        #expect(try DockerEndpoint.resolve(host: "tcp://h:1", environment: Self.environment()).tls == nil)
    }

    @Test(
        "what cannot be used is said",
        arguments: [
            ("nowhere", nil, Failure.Kind.notFound, "there is no Docker context 'nowhere'"),
            ("la", nil, .notFound, "there is no Docker context 'la'"),
            ("empty", nil, .invalidInput, "the Docker context 'empty' names no engine"),
            ("lab", "tcp://h", .usage, "cannot be given together"),
            (nil, "ssh://user:secret@host", .invalidInput, "from --host holds a password"),
            (nil, "ssh://user@", .invalidInput, "from --host names no host"),
            (nil, "ssh://@host", .invalidInput, "from --host names no user"),
            (nil, "ssh://-oProxyCommand=x", .invalidInput, "from --host names no host"),
            (nil, "ssh://-oProxyCommand=x@h", .invalidInput, "from --host names no user"),
            (nil, "ssh://h:0", .invalidInput, "from --host has no valid port"),
            (nil, "ssh://h:ssh", .invalidInput, "from --host has no valid port"),
            (nil, "ssh://h/run?a=b", .invalidInput, "from --host has a query"),
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

    @Test(
        "an address over SSH is a command",
        arguments: [
            ("far", "-- far docker system dial-stdio"),
            ("root@far:2222", "-l root -p 2222 -- far docker system dial-stdio"),
            ("far/", "-- far docker system dial-stdio"),
            ("[::1]:22", "-p 22 -- ::1 docker system dial-stdio"),
            ("far/run/it's.sock", "-- far docker '--host=unix:///run/it'\\''s.sock' system dial-stdio"),
        ]
    )
    func ssh(address: String, expected: String) throws {
        let command = try SSHAddress(address, origin: "--host").command.joined(separator: " ")
        #expect(command == "ssh -o BatchMode=yes -o ConnectTimeout=15 -T " + expected)
    }

    struct ProxyCase: Sendable, CustomTestStringConvertible {
        var host: String
        var variables: [String: String]
        var url: String?
        var exceptions = ""
        var testDescription: String { "\(host) \(variables.sorted { $0.key < $1.key })" }
    }

    /// The rules are those of Go's `http.ProxyFromEnvironment`, which Docker's client uses.
    @Test(
        "the proxy is the one that Docker's client would use",
        arguments: [
            ProxyCase(host: "tcp://h:2375", variables: ["HTTP_PROXY": "http://p:1"], url: "http://p:1"),
            ProxyCase(host: "tcp://h:2375", variables: ["http_proxy": "p:1"], url: "p:1"),
            ProxyCase(host: "tcp://h:2375", variables: ["HTTPS_PROXY": "http://p:1"], url: nil),
            ProxyCase(
                host: "tcp://h:2376",
                variables: ["HTTPS_PROXY": "http://p:1", "HTTP_PROXY": "q", "DOCKER_TLS_VERIFY": "1"],
                url: "http://p:1"
            ),
            ProxyCase(host: "tcp://127.0.0.1:1", variables: ["HTTP_PROXY": "p"], url: nil),
            ProxyCase(host: "tcp://[::1]:1", variables: ["HTTP_PROXY": "p"], url: nil),
            ProxyCase(host: "tcp://localhost:1", variables: ["HTTP_PROXY": "p"], url: nil),
            ProxyCase(host: "tcp://h:1", variables: ["HTTP_PROXY": "p", "NO_PROXY": "*"], url: nil),
            ProxyCase(
                host: "tcp://h:1",
                variables: ["HTTP_PROXY": "p", "NO_PROXY": "a.example, 10.0.0.0/8,h:1,b:2"],
                url: "p",
                exceptions: "a.example,10.0.0.0/8,h"
            ),
            ProxyCase(host: "unix:///s", variables: ["HTTP_PROXY": "p"], url: nil),
            ProxyCase(host: "ssh://h", variables: ["HTTP_PROXY": "p"], url: nil),
        ]
    )
    func proxy(_ test: ProxyCase) throws {
        let environment = Self.environment(test.variables)
        let endpoint = try DockerEndpoint.resolve(host: test.host, environment: environment)
        #expect(endpoint.proxy.url == test.url)
        #expect(endpoint.proxy.exceptions == test.exceptions)
    }
}
