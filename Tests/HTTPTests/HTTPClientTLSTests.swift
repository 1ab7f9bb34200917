import Diagnostics
import FoundationEssentials
import HTTP
import TestSupport
import Testing

@Suite struct HTTPClientTLSTests {
    /// Makes an authority, a certificate for 127.0.0.1 and one for a client, all in `folder`.
    private func makeCertificates(in folder: String) throws {
        let new = "openssl req -x509 -newkey rsa:2048 -nodes -days 2"
        let script = """
            exec 2>/dev/null; cd '\(folder)' &&
            \(new) -subj /CN=authority -keyout ca.key -out ca.pem &&
            \(new) -subj /CN=server -addext subjectAltName=IP:127.0.0.1,DNS:kube.test -addext basicConstraints=CA:FALSE \
            -CA ca.pem -CAkey ca.key -keyout server.key -out server.pem &&
            \(new) -subj /CN=client -addext basicConstraints=CA:FALSE \
            -CA ca.pem -CAkey ca.key -keyout client.key -out client.pem
            """
        #expect(try BackgroundProcess(["sh", "-c", script]).stop() == 0)
    }

    private func withServer(
        _ body: (_ folder: String, _ url: String) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            try makeCertificates(in: folder)
            let process = try BackgroundProcess([
                "python3", Fixture.path("Fixtures/http/server.py"), "--tls", folder,
            ])
            defer { process.stop() }
            let port = try #require(process.readLine())
            try await body(folder, "https://127.0.0.1:\(port)")
        }
    }

    @Test func trustsOnlyTheAuthorityItIsGiven() async throws {
        try await withServer { folder, url in
            let request = HTTPRequest(url: "\(url)/hello")
            let error = try await failure { _ = try await HTTPClient().send(request) }
            #expect(error.kind == .unavailable)
            #expect(error.message.hasPrefix("the certificate of '\(url)/hello' is not trusted"))
            #expect(error.hint?.contains("--ca-file") == true)
            let trusting = HTTPClient(.init(tls: .init(authorityFile: "\(folder)/ca.pem")))
            #expect(try await trusting.send(request).status == 200)
            let careless = HTTPClient(.init(tls: .init(verifiesServer: false)))
            #expect(try await careless.send(request).status == 200)
        }
    }

    @Test func aWrongHostNameIsNotTrusted() async throws {
        try await withServer { folder, url in
            let port = try HTTPURL(parsing: url).port
            let trusting = HTTPClient(.init(tls: .init(authorityFile: "\(folder)/ca.pem")))
            let error = try await failure {
                _ = try await trusting.send(HTTPRequest(url: "https://localhost:\(port)/hello"))
            }
            #expect(error.message.contains("is not trusted"))
        }
    }

    @Test func showsItsOwnCertificate() async throws {
        try await withServer { folder, url in
            var tls = HTTPClient.TLS(authorityFile: "\(folder)/ca.pem")
            let request = HTTPRequest(url: "\(url)/who")
            let nobody = try await HTTPClient(.init(tls: tls)).send(request)
            #expect(nobody.body == Array("nobody".utf8))
            tls.certificateFile = "\(folder)/client.pem"
            tls.keyFile = "\(folder)/client.key"
            let client = try await HTTPClient(.init(tls: tls)).send(request)
            #expect(client.body == Array("client".utf8))
        }
    }

    @Test func certificatesMayBeInMemory() async throws {
        try await withServer { folder, url in
            func bytes(_ name: String) throws -> [UInt8] {
                Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
            }
            let request = HTTPRequest(url: "\(url)/who")
            // Data wins over files, as those do not exist.
            var tls = HTTPClient.TLS(
                authorityFile: "/nonexistent",
                authorityData: try bytes("ca.pem"),
                certificateFile: "/nonexistent",
                certificateData: try bytes("client.pem"),
                keyFile: "/nonexistent",
                keyData: try bytes("client.key")
            )
            #expect(try await HTTPClient(.init(tls: tls)).send(request).body == Array("client".utf8))
            tls.authorityData = try bytes("client.pem")
            let untrusted = try await failure { _ = try await HTTPClient(.init(tls: tls)).send(request) }
            #expect(untrusted.message.contains("is not trusted"))
            tls.authorityData = try bytes("ca.pem")
            tls.keyData = try bytes("server.key")
            let foreign = try await failure { _ = try await HTTPClient(.init(tls: tls)).send(request) }
            #expect(foreign.kind == .usage)
            #expect(!foreign.message.contains("/nonexistent"))
            tls.keyData = Array("no key".utf8)
            let garbage = try await failure { _ = try await HTTPClient(.init(tls: tls)).send(request) }
            #expect(garbage.message.contains("the client's certificate or its key"))
        }
    }

    @Test func theServersCertificateMayBeForAnotherName() async throws {
        try await withServer { folder, url in
            let port = try HTTPURL(parsing: url).port
            // The certificate is not for this name.
            let request = HTTPRequest(
                method: "PATCH",
                url: "https://ann:secret@localhost:\(port)/echo?a=b%20c",
                body: Array("body".utf8)
            )
            var tls = HTTPClient.TLS(authorityFile: "\(folder)/ca.pem", serverName: "kube.test")
            let answer = String(
                decoding: try await HTTPClient(.init(tls: tls)).send(request).body,
                as: UTF8.self
            )
            #expect(answer.hasPrefix("PATCH /echo?a=b%20c\n"))
            #expect(answer.contains("host: localhost:\(port)\n"))
            #expect(answer.hasSuffix("\n\nbody"))
            let elsewhere = HTTPRequest(url: "https://localhost:\(port)/redirect?to=/echo")
            #expect(try await HTTPClient(.init(tls: tls)).send(elsewhere).status == 302)
            tls.serverName = "other.test"
            let error = try await failure { _ = try await HTTPClient(.init(tls: tls)).send(request) }
            #expect(error.message.contains("is not trusted"))
            #expect(!error.message.contains("secret"))
        }
    }

    @Test func aMissingAuthorityFileIsNamed() async throws {
        let client = HTTPClient(.init(tls: .init(authorityFile: "/nonexistent/ca.pem")))
        try await withServer { _, url in
            let error = try await failure { _ = try await client.send(HTTPRequest(url: url)) }
            #expect(error.kind == .usage)
            #expect(error.message.contains("'/nonexistent/ca.pem'"))
        }
    }

    @Test func doesNotFollowOutOfEncryption() async throws {
        try await withServer { folder, url in
            let client = HTTPClient(.init(tls: .init(authorityFile: "\(folder)/ca.pem")))
            let error = try await failure {
                _ = try await client.send(HTTPRequest(url: "\(url)/redirect?to=http://127.0.0.1:1/x"))
            }
            #expect(error.kind == .refused)
            #expect(error.message.hasSuffix("redirects to 'http://127.0.0.1:1/x', which is not encrypted"))
        }
    }
}
