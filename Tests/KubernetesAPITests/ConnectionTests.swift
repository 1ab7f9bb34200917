import Diagnostics
import FoundationEssentials
import HTTP
import TestSupport
import Testing
import Values

@testable import KubernetesAPI

/// With the real transport, against servers that are no Kubernetes: what matters is on the way there.
@Suite("the way to the server")
struct ConnectionTests {
    /// Makes an authority, another one, a certificate for 127.0.0.1 and kube.test and an expired one.
    private static func makeCertificates(in folder: String) throws {
        let new = "openssl req -x509 -newkey rsa:2048 -nodes -days 2"
        let names = "-addext subjectAltName=IP:127.0.0.1,DNS:kube.test -addext basicConstraints=CA:FALSE"
        let script = """
            exec 2>/dev/null; cd '\(folder)' && mkdir good expired &&
            \(new) -subj /CN=authority -keyout ca.key -out ca.pem &&
            \(new) -subj /CN=other -keyout other.key -out other.pem &&
            \(new) -subj /CN=client -addext basicConstraints=CA:FALSE -CA ca.pem -CAkey ca.key \
            -keyout client.key -out client.pem &&
            \(new) -subj /CN=server \(names) -CA ca.pem -CAkey ca.key -keyout good/server.key -out good/server.pem &&
            openssl req -newkey rsa:2048 -nodes -subj /CN=server \(names) -keyout expired/server.key -out s.csr &&
            openssl x509 -req -in s.csr -CA ca.pem -CAkey ca.key -days -1 -copy_extensions copy \
            -out expired/server.pem && cp ca.pem good && cp ca.pem expired
            """
        #expect(try BackgroundProcess(["sh", "-c", script]).stop() == 0)
    }

    private static func failure(_ access: ClusterAccess) async -> Failure? {
        let client = KubernetesClient(access, sleep: { _ in })
        return await #expect(throws: Failure.self) { try await client.version() }
    }

    @Test("what is wrong with the encryption is told, each in its words")
    func encryption() async throws {
        try await withTemporaryFolder { folder in
            try Self.makeCertificates(in: folder)
            let good = try BackgroundProcess([
                "python3", Fixture.path("Fixtures/http/server.py"), "--tls", "\(folder)/good",
            ])
            let expired = try BackgroundProcess([
                "python3", Fixture.path("Fixtures/http/server.py"), "--tls", "\(folder)/expired",
            ])
            defer {
                good.stop()
                expired.stop()
            }
            let goodServer = "127.0.0.1:\(try #require(good.readLine()))"
            let expiredServer = "127.0.0.1:\(try #require(expired.readLine()))"
            func check(
                _ server: String,
                authority: String? = "ca.pem",
                name: String? = nil,
                says: String,
                hint: String
            ) async {
                let access = ClusterAccess(
                    context: "c",
                    server: server,
                    tls: HTTPClient.TLS(authorityFile: authority.map { "\(folder)/\($0)" }, serverName: name)
                )
                let failure = await Self.failure(access)
                #expect(failure?.kind == .unavailable)
                let start = "cannot reach Kubernetes at '\(server)' (context 'c'): \(says)"
                #expect(failure?.message.hasPrefix(start) == true, "\(failure?.message ?? "")")
                #expect(failure?.hint?.contains(hint) == true, "\(failure?.hint ?? "")")
            }
            let untrusted = "its certificate is not trusted: "
            await check(
                "https://\(goodServer)",
                authority: nil,
                says: untrusted,
                hint: "--certificate-authority"
            )
            await check("https://\(goodServer)", authority: "other.pem", says: untrusted, hint: "set-cluster")
            await check(
                "https://\(goodServer)",
                name: "other.test",
                says: untrusted,
                hint: "tls-server-name"
            )
            await check("https://\(expiredServer)", says: untrusted, hint: "renewed")
            // The answer itself is not Kubernetes: the way there is good.
            let reached = await Self.failure(
                ClusterAccess(
                    context: "c",
                    server: "https://\(goodServer)",
                    tls: HTTPClient.TLS(authorityFile: "\(folder)/ca.pem", serverName: "kube.test")
                )
            )
            #expect(reached?.apiError?.status == 404)
        }
    }

    @Test("a credential plugin may give a certificate, which takes the place of the kubeconfig's")
    func pluginCertificate() async throws {
        try await withTemporaryFolder { folder in
            try Self.makeCertificates(in: folder)
            let process = try BackgroundProcess([
                "python3", Fixture.path("Fixtures/http/server.py"), "--tls", "\(folder)/good",
            ])
            defer { process.stop() }
            func text(_ name: String) throws -> Value {
                let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
                return .string(String(decoding: data, as: UTF8.self))
            }
            let version = "client.authentication.k8s.io/v1beta1"
            let answer: Value = [
                "kind": "ExecCredential", "apiVersion": .string(version),
                "status": [
                    "clientCertificateData": try text("client.pem"), "clientKeyData": try text("client.key"),
                ],
            ]
            try Data(JSON.encode(answer)).write(to: URL(fileURLWithPath: "\(folder)/answer"))
            let access = ClusterAccess(
                context: "c",
                server: "https://127.0.0.1:\(try #require(process.readLine()))",
                tls: HTTPClient.TLS(
                    authorityFile: "\(folder)/ca.pem",
                    certificateFile: "\(folder)/good/server.pem",
                    keyFile: "\(folder)/good/server.key"
                ),
                credential: .exec(
                    ExecPlugin(
                        apiVersion: version,
                        command: "/bin/cat",
                        arguments: ["\(folder)/answer"],
                        interactiveMode: .never
                    )
                )
            )
            let who = try await KubernetesClient(access).get(path: "/who")
            #expect(who.map { String(decoding: $0, as: UTF8.self) } == "client")
        }
    }

    @Test("a server without TLS is told as that")
    func plainServer() async throws {
        let process = try BackgroundProcess(["python3", Fixture.path("Fixtures/http/server.py")])
        defer { process.stop() }
        let port = try #require(process.readLine())
        let failure = await Self.failure(ClusterAccess(context: "c", server: "https://127.0.0.1:\(port)"))
        #expect(failure?.kind == .unavailable)
        #expect(
            failure?.message.hasSuffix("it does not speak TLS there") == true,
            "\(failure?.message ?? "")"
        )
        #expect(failure?.hint?.contains("127.0.0.1:\(port)") == true)
    }

    @Test(
        "a server that is not there is told with what to look at",
        arguments: [
            ("https://127.0.0.1:1", ": Connection refused", "'127.0.0.1:1'"),
            (
                "https://davit.invalid:6443", ": the host 'davit.invalid' is not known",
                "getent hosts davit.invalid"
            ),
        ]
    )
    func absent(server: String, says: String, hint: String) async {
        let failure = await Self.failure(ClusterAccess(context: "c", server: server))
        #expect(failure?.kind == .unavailable)
        #expect(failure?.message.hasSuffix(says) == true, "\(failure?.message ?? "")")
        #expect(failure?.hint?.contains(hint) == true)
    }

    /// The texts are OpenSSL's and libcurl's, of what a test cannot bring about in a moment.
    @Test(
        "what the transport finds out is told with a remedy",
        arguments: [
            (
                .untrustedServer("SSL certificate problem: certificate is not yet valid"), false,
                "its certificate is not trusted: ", "date -u"
            ),
            (.clientRefused(isCertain: true), false, "it wants a client certificate", "openssl x509"),
            (
                .clientRefused(isCertain: true), true, "it does not accept the client certificate",
                "openssl x509"
            ),
            (
                .clientRefused(isCertain: false), true, "the connection broke, perhaps because it does not",
                "openssl"
            ),
            (
                .broken("Connection reset by peer"), true, "the connection broke: Connection reset",
                "try again"
            ),
        ] as [(ConnectionProblem, Bool, String, String)]
    )
    func problems(_ problem: ConnectionProblem, hasCertificate: Bool, says: String, hint: String) {
        let access = ClusterAccess(
            context: "c",
            server: "https://h:6443",
            tls: HTTPClient.TLS(certificateData: hasCertificate ? [1] : nil)
        )
        let failure = access.unreachable(Failure(.unavailable, "the transport's words", cause: problem))
        #expect(
            failure.message.hasPrefix("cannot reach Kubernetes at \(access): \(says)"),
            "\(failure.message)"
        )
        #expect(failure.hint?.contains(hint) == true)
        #expect(failure.notes == ["the transport's words"])
    }

    @Test("a token does not follow a redirect to another server")
    func redirect() async throws {
        let mine = try BackgroundProcess(["python3", Fixture.path("Fixtures/http/server.py")])
        let other = try BackgroundProcess(["python3", Fixture.path("Fixtures/http/server.py")])
        defer {
            mine.stop()
            other.stop()
        }
        let access = ClusterAccess(
            context: "c",
            server: "http://127.0.0.1:\(try #require(mine.readLine()))",
            credential: .token("SECRET"),
            impersonation: Impersonation(user: "eve")
        )
        let client = KubernetesClient(access)
        let here = try #require(try await client.get(path: "/redirect?to=/echo"))
        #expect(String(decoding: here, as: UTF8.self).contains("authorization: Bearer SECRET"))
        let elsewhere = "http://127.0.0.1:\(try #require(other.readLine()))/echo"
        let there = try #require(try await client.get(path: "/redirect?to=\(elsewhere)"))
        let text = String(decoding: there, as: UTF8.self)
        #expect(text.hasPrefix("GET /echo\n"))
        #expect(!text.contains("SECRET") && !text.contains("eve"))
    }

    @Test("a proxy that is not there is told as that")
    func absentProxy() async {
        let access = ClusterAccess(
            context: "c",
            server: "https://davit.invalid:6443",
            proxy: HTTPClient.Proxy(url: "http://ann:SECRET@127.0.0.1:1")
        )
        let failure = await Self.failure(access)
        #expect(failure?.message.contains("the proxy does not let it through") == true)
        #expect(failure?.hint?.contains("proxy-url") == true)
        #expect("\(failure?.message ?? "")\(failure?.notes ?? [])".contains("SECRET") == false)
    }

    @Test("a certificate that cannot be used is told as that")
    func uselessCertificate() async throws {
        let process = try BackgroundProcess(["python3", Fixture.path("Fixtures/http/server.py")])
        defer { process.stop() }
        let port = try #require(process.readLine())
        let access = ClusterAccess(
            context: "c",
            server: "https://127.0.0.1:\(port)",
            tls: HTTPClient.TLS(certificateData: Array("x".utf8), keyData: Array("y".utf8))
        )
        let failure = await Self.failure(access)
        #expect(failure?.kind == .invalidInput)
        #expect(failure?.message.contains("the client's certificate or its key") == true)
    }
}
