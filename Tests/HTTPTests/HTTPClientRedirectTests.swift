import Diagnostics
import HTTP
import TestSupport
import Testing

@Suite struct HTTPClientRedirectTests {
    private func text(_ response: HTTPResponse) -> String {
        String(decoding: response.body, as: UTF8.self)
    }

    // RFC 9110, 15.4: which method the second request has.
    @Test(arguments: [
        (301, "GET", "GET"), (302, "GET", "GET"), (303, "POST", "GET"), (307, "POST", "POST"),
        (308, "PUT", "PUT"),
    ])
    func followsWithTheRightMethod(status: Int, method: String, expected: String) async throws {
        try await FaultyServer.run { server in
            let request = HTTPRequest(
                method: method,
                url: "\(server.url)/redirect?status=\(status)&to=/echo",
                body: method == "GET" ? nil : Array("body".utf8)
            )
            let answer = text(try await HTTPClient().send(request))
            #expect(answer.hasPrefix("\(expected) /echo\n"))
            #expect(answer.hasSuffix(expected == "GET" ? "\n\n" : "\n\nbody"))
        }
    }

    @Test func doesNotRepeatAPostFor302() async throws {
        try await FaultyServer.run { server in
            let request = HTTPRequest(method: "POST", url: "\(server.url)/redirect?status=302&to=/echo")
            let response = try await HTTPClient().send(request)
            #expect(response.status == 302)
        }
    }

    @Test func endlessRedirectsAreAFailure() async throws {
        try await FaultyServer.run { server in
            let error = try await failure {
                _ = try await HTTPClient().send(HTTPRequest(url: "\(server.url)/loop"))
            }
            #expect(error.kind == .unavailable)
            #expect(error.message == "'\(server.url)/loop' redirects more than 10 times")
        }
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1:1/x"])
    func followsOnlyToHTTP(target: String) async throws {
        try await FaultyServer.run { server in
            let error = try await failure {
                _ = try await HTTPClient().send(HTTPRequest(url: "\(server.url)/redirect?to=\(target)"))
            }
            #expect(error.kind == .refused)
        }
    }

    @Test func credentialsGoToTheirServerOnly() async throws {
        try await FaultyServer.run { mine in
            try await FaultyServer.run { other in
                let origin = try HTTPURL(parsing: mine.url)
                let client = HTTPClient(
                    .init(credentials: .init(username: "ann", password: "pass word", origin: origin))
                )
                #expect(try await client.send(HTTPRequest(url: "\(mine.url)/secret")).status == 200)
                #expect(try await client.send(HTTPRequest(url: "\(other.url)/secret")).status == 401)
                let toMine = HTTPRequest(url: "\(mine.url)/redirect?to=/secret")
                #expect(try await client.send(toMine).status == 200)
                let toOther = HTTPRequest(
                    url: "\(mine.url)/redirect?to=\(other.url)/echo",
                    headers: [("Authorization", "Bearer t"), ("X-Token", "t"), ("Accept", "text/plain")]
                )
                let answer = text(try await client.send(toOther))
                #expect(answer.hasPrefix("GET /echo\n"))
                #expect(!answer.contains("authorization"))
                #expect(!answer.contains("x-token"))
                #expect(answer.contains("accept: text/plain"))
            }
        }
    }

    @Test func credentialsInTheURLDoNotTravel() async throws {
        try await FaultyServer.run { mine in
            try await FaultyServer.run { other in
                let port = try HTTPURL(parsing: mine.url).port
                let base = "http://ann:pass%20word@127.0.0.1:\(port)"
                let client = HTTPClient()
                #expect(try await client.send(HTTPRequest(url: "\(base)/secret")).status == 200)
                let toOther = HTTPRequest(url: "\(base)/redirect?to=\(other.url)/secret")
                #expect(try await client.send(toOther).status == 401)
            }
        }
    }
}
