import Diagnostics
import FoundationEssentials
import HTTP
import Synchronization
import TestSupport
import Testing
import Values

@testable import KubernetesAPI

@Suite("log-in")
struct CredentialTests {
    static let version = "client.authentication.k8s.io/v1"

    /// A client whose server accepts the `Authorization` headers that are given, in their order.
    static func client(
        _ access: ClusterAccess,
        accepting accepted: [String]
    ) -> (client: KubernetesClient, transport: ScriptedTransport) {
        let transport = ScriptedTransport { request, _ in
            guard accepted.contains(request.header("authorization") ?? "nothing") else {
                return .refusal(401, "Unauthorized", "Unauthorized")
            }
            return .ok(["major": "1", "minor": "30+", "gitVersion": "v1.30.1"])
        }
        return (KubernetesClient(access, transport: transport, sleep: { _ in }), transport)
    }

    static func access(
        _ credential: ClusterCredential,
        environment: KubernetesEnvironment = MemoryFiles.environment([:])
    ) -> ClusterAccess {
        ClusterAccess(
            context: "c",
            user: "ann",
            server: "https://h:6443",
            credential: credential,
            environment: environment
        )
    }

    @Test(
        "each kind of credential goes into its header",
        arguments: [
            (.none, "nothing"), (.token("abc"), "Bearer abc"),
            (.basic(username: "ann", password: "p:w"), "Basic YW5uOnA6dw=="),
            (.tokenFile("/t"), "Bearer tok"),
        ] as [(ClusterCredential, String)]
    )
    func headers(credential: ClusterCredential, expected: String) async throws {
        let environment = MemoryFiles.environment(["/t": " tok\n"])
        let (client, _) = Self.client(
            Self.access(credential, environment: environment),
            accepting: [expected]
        )
        #expect(try await client.version().minor == 30)
    }

    @Test(
        "a refused log-in is told with its kind, and never with its content",
        arguments: [
            (.none, "a request without any credentials"), (.token("SECRET"), "the token of user 'ann'"),
            (.basic(username: "ann", password: "SECRET"), "the password of user 'ann'"),
            (.tokenFile("/t"), "the token in '/t'"),
        ] as [(ClusterCredential, String)]
    )
    func refused(credential: ClusterCredential, words: String) async throws {
        let environment = MemoryFiles.environment(["/t": "SECRET"])
        let (client, transport) = Self.client(
            Self.access(credential, environment: environment),
            accepting: []
        )
        let failure = await #expect(throws: Failure.self) { try await client.version() }
        #expect(failure?.kind == .refused)
        #expect(failure?.apiError?.status == 401)
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
        #expect(failure?.hint != nil)
        #expect("\(failure?.message ?? "") \(failure?.hint ?? "")".contains("SECRET") == false)
        #expect(transport.requests.count == 1)
    }

    @Test("a token file is read anew after a minute, and at once when the server refuses the old token")
    func tokenFile() async throws {
        let clock = Mutex(0.0)
        let token = Mutex("one")
        let reads = Mutex(0)
        let environment = KubernetesEnvironment(
            variables: [:],
            home: nil,
            readFile: { _ in
                reads.withLock { $0 += 1 }
                return token.withLock { Array($0.utf8) }
            },
            hasFile: { _ in true },
            now: { clock.withLock { $0 } }
        )
        let (client, transport) = Self.client(
            Self.access(.tokenFile("/t"), environment: environment),
            accepting: ["Bearer one", "Bearer three"]
        )
        _ = try await client.version()
        _ = try await client.version()
        #expect(reads.withLock { $0 } == 1)
        clock.withLock { $0 = 61 }
        _ = try await client.version()
        #expect(reads.withLock { $0 } == 2)
        token.withLock { $0 = "two" }
        clock.withLock { $0 = 130 }
        await #expect(throws: Failure.self) { try await client.version() }
        token.withLock { $0 = "three" }
        _ = try await client.version()
        #expect(
            transport.requests.map { $0.header("authorization") ?? "" } == [
                "Bearer one", "Bearer one", "Bearer one", "Bearer two", "Bearer two", "Bearer three",
            ]
        )
    }

    /// Runs a shell script as the plugin of a client.
    static func withPlugin(
        _ script: String,
        accepting accepted: [String],
        interactiveMode: ExecPlugin.InteractiveMode = .never,
        _ body: (_ client: KubernetesClient, _ transport: ScriptedTransport, _ folder: String) async throws ->
            Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/plugin"
            try Data("cd '\(folder)'\necho run >>runs\n\(script)\n".utf8).write(
                to: URL(fileURLWithPath: path)
            )
            let plugin = ExecPlugin(
                apiVersion: version,
                // Not the script itself: a program that another test starts just now may still have it open
                // for writing, and then it is not run.
                command: "/bin/sh",
                arguments: [path, "an argument"],
                variables: ["OWN": "own"],
                installHint: "install me",
                interactiveMode: interactiveMode
            )
            let environment = KubernetesEnvironment(variables: ProcessInfo.processInfo.environment, home: nil)
            let (client, transport) = client(
                access(.exec(plugin), environment: environment),
                accepting: accepted
            )
            try await body(client, transport, folder)
        }
    }

    static func runs(in folder: String) throws -> Int {
        try Data(contentsOf: URL(fileURLWithPath: "\(folder)/runs")).count { $0 == UInt8(ascii: "\n") }
    }

    static func answer(_ status: String) -> String {
        #"echo '{"kind":"ExecCredential","apiVersion":"\#(version)","status":\#(status)}'"#
    }

    @Test("a plugin is run once, for many requests at the same time")
    func pluginOnce() async throws {
        let script = """
            [ "$1" = 'an argument' ] && [ "$OWN" = own ] || exit 9
            printf %s "$KUBERNETES_EXEC_INFO" >info
            \(Self.answer(#"{"token":"abc","expirationTimestamp":"2999-01-01T00:00:00Z"}"#))
            """
        try await Self.withPlugin(script, accepting: ["Bearer abc"]) { client, _, folder in
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for _ in 0..<5 { tasks.addTask { _ = try await client.version() } }
                try await tasks.waitForAll()
            }
            #expect(try Self.runs(in: folder) == 1)
            let info = try JSON.decode(
                Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/info"))),
                file: "info"
            )
            #expect(info["apiVersion"]?.stringValue == Self.version)
            #expect(info.at("spec", "interactive") == false)
            #expect(info.at("spec", "cluster") == nil)
        }
    }

    @Test("what has expired is asked for anew")
    func pluginExpired() async throws {
        let script = Self.answer(#"{"token":"abc","expirationTimestamp":"2001-01-01T00:00:00.5Z"}"#)
        try await Self.withPlugin(script, accepting: ["Bearer abc"]) { client, _, folder in
            _ = try await client.version()
            _ = try await client.version()
            #expect(try Self.runs(in: folder) == 2)
        }
    }

    @Test("a refused token is asked for anew, once")
    func pluginRefused() async throws {
        let script = Self.answer(#"{"token":"t'$(wc -l <runs)'"}"#)
        try await Self.withPlugin(script, accepting: ["Bearer t2"]) { client, transport, folder in
            _ = try await client.version()
            #expect(try Self.runs(in: folder) == 2)
            #expect(transport.requests.count == 2)
        }
        try await Self.withPlugin(script, accepting: []) { client, transport, folder in
            let failure = await #expect(throws: Failure.self) { try await client.version() }
            #expect(failure?.message.contains("does not accept what") == true)
            #expect(transport.requests.count == 2)
        }
    }

    @Test("who is refused late takes what another one has renewed meanwhile")
    func renewedByAnother() async throws {
        let script = Self.answer(#"{"token":"t'$(wc -l <runs)'"}"#)
        try await Self.withPlugin(script, accepting: []) { client, _, folder in
            let source = CredentialSource(client.access)
            let first = try await source.current()
            let second = try await source.renew(first)
            #expect(first.authorization == "Bearer t1")
            #expect(second?.authorization == "Bearer t2")
            #expect(try await source.renew(first) == second)
            #expect(try await source.current() == second)
            #expect(try Self.runs(in: folder) == 2)
        }
    }

    @Test(
        "a plugin that fails is told with its own last words",
        arguments: [
            (
                "echo first >&2; echo 'please log in' >&2; exit 1", Failure.Kind.refused,
                "failed: please log in"
            ),
            ("echo SECRET", .invalidInput, "is not JSON"),
            (#"echo '{"kind":"Other"}'"#, .invalidInput, "is no ExecCredential"),
            (
                #"echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1"}'"#,
                .invalidInput, "has the apiVersion 'client.authentication.k8s.io/v1beta1'"
            ),
            (answer("null"), .invalidInput, "has no 'status'"),
            (answer("{}"), .invalidInput, "neither a token nor a certificate"),
            (answer(#"{"token":""}"#), .invalidInput, "neither a token nor a certificate"),
            (answer(#"{"clientKeyData":"SECRET"}"#), .invalidInput, "only one of"),
            (answer(#"{"token":"SECRET","expirationTimestamp":"soon"}"#), .invalidInput, "no time"),
        ]
    )
    func pluginFails(script: String, kind: Failure.Kind, words: String) async throws {
        try await Self.withPlugin(script, accepting: []) { client, transport, _ in
            let failure = await #expect(throws: Failure.self) { try await client.version() }
            #expect(failure?.kind == kind)
            #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
            #expect(failure?.message.contains("SECRET") == false)
            #expect(failure?.hint != nil)
            #expect(transport.requests.isEmpty)
        }
    }

    @Test(
        "a plugin that is not there is told with its install hint",
        arguments: ["davit-no-such", "/no/such"]
    )
    func pluginMissing(command: String) async throws {
        let plugin = ExecPlugin(
            apiVersion: Self.version,
            command: command,
            installHint: "get it\nat x",
            interactiveMode: .never
        )
        let environment = KubernetesEnvironment(variables: ["PATH": "/usr/bin:/bin"], home: nil)
        let (client, _) = Self.client(Self.access(.exec(plugin), environment: environment), accepting: [])
        let failure = await #expect(throws: Failure.self) { try await client.version() }
        #expect(failure?.kind == .notFound)
        #expect(failure?.message.contains("'\(command)'") == true)
        #expect(failure?.notes == ["get it", "at x"])
    }

    @Test("a plugin that must ask a person is not run without a terminal")
    func pluginInteractive() async throws {
        try await Self.withPlugin("exit 0", accepting: [], interactiveMode: .always) { client, _, folder in
            let failure = await #expect(throws: Failure.self) { try await client.version() }
            #expect(failure?.message.contains("needs a terminal") == true)
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/runs"))
        }
    }

    @Test("acting as somebody else is said with every request")
    func impersonation() async throws {
        var access = Self.access(.token("t"))
        access.impersonation = Impersonation(user: "eve", groups: ["g"])
        let (client, transport) = Self.client(access, accepting: ["Bearer t"])
        _ = try await client.version()
        #expect(transport.requests.first?.header("impersonate-user") == "eve")
        #expect(transport.requests.first?.header("impersonate-group") == "g")
    }
}
