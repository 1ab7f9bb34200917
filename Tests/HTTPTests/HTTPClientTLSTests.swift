import Diagnostics
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
            \(new) -subj /CN=server -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=CA:FALSE \
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
