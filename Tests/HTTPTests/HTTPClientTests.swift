import Diagnostics
import HTTP
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct HTTPClientTests {
    private let client = HTTPClient()

    private func text(_ response: HTTPResponse) -> String {
        String(decoding: response.body, as: UTF8.self)
    }

    @Test func keepsEveryWarning() async throws {
        try await FaultyServer.run { server in
            let response = try await HTTPClient().send(HTTPRequest(url: "\(server.url)/warnings"))
            #expect(response.warnings == ["299 - \"one\"", "299 - \"two\""])
        }
    }

    @Test func givesStatusHeadersAndBody() async throws {
        try await FaultyServer.run { server in
            let response = try await client.send(HTTPRequest(url: "\(server.url)/hello"))
            #expect(response.status == 200)
            #expect(text(response) == "hello")
            #expect(response.headers["x-thing"] == "some Value")
        }
    }

    @Test func anErrorStatusIsAResponse() async throws {
        try await FaultyServer.run { server in
            let response = try await client.send(HTTPRequest(url: "\(server.url)/nowhere"))
            #expect(response.status == 404)
            #expect(text(response) == "nothing here")
        }
    }

    @Test(
        arguments: [
            ("GET", nil), ("POST", "a=1&b=\u{0}é"), ("POST", nil), ("PUT", "text"), ("DELETE", nil),
            ("PUT", ""),
        ] as [(String, String?)]
    )
    func sendsMethodHeadersAndBody(method: String, body: String?) async throws {
        try await FaultyServer.run { server in
            let request = HTTPRequest(
                method: method,
                url: "\(server.url)/echo?x=1",
                headers: [("X-One", "eins"), ("X-Empty", ""), ("Accept", "text/plain")],
                body: body.map { Array($0.utf8) }
            )
            let parts = text(try await client.send(request)).split(
                separator: "\n\n",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            let lines = parts[0].split(separator: "\n")
            #expect(lines[0] == "\(method) /echo?x=1")
            #expect(lines.contains("x-one: eins"))
            #expect(lines.contains("x-empty: "))
            #expect(lines.contains("accept: text/plain"))
            #expect(lines.contains("user-agent: davit"))
            #expect(!lines.contains { $0.hasPrefix("content-type") || $0.hasPrefix("expect") })
            let announced = lines.first { $0.hasPrefix("content-length: ") }?.dropFirst(16)
            let expected = body.map { "\($0.utf8.count)" } ?? (method == "POST" ? "0" : nil)
            #expect(announced.map(String.init) == expected)
            #expect(parts[1] == body ?? "")
        }
    }

    @Test func headHasNoBody() async throws {
        try await FaultyServer.run { server in
            let response = try await client.send(HTTPRequest(method: "HEAD", url: "\(server.url)/hello"))
            #expect(response.status == 200)
            #expect(response.headers["content-length"] == "5")
            #expect(response.body == [])
        }
    }

    @Test func decompressesOnlyWhatItAskedFor() async throws {
        try await FaultyServer.run { server in
            let url = "\(server.url)/gzip?size=100000"
            #expect(try await client.send(HTTPRequest(url: url)).body.count == 100_000)
            let plain = try await client.send(HTTPRequest(url: url, acceptsCompression: false))
            #expect(text(plain) == "not asked")
        }
    }

    @Test func aConditionalRequestGivesNotModified() async throws {
        try await FaultyServer.run { server in
            let first = try await client.send(HTTPRequest(url: "\(server.url)/etag"))
            let tag = try #require(first.headers["etag"])
            let second = try await client.send(
                HTTPRequest(url: "\(server.url)/etag", headers: [("If-None-Match", tag)])
            )
            #expect(first.status == 200)
            #expect(second.status == 304)
            #expect(second.body == [])
        }
    }

    @Test(arguments: [("/large?size=1001", false), ("/large?size=1000", true), ("/gzip?size=1001", false)])
    func countsTheBodyWhileReading(path: String, fits: Bool) async throws {
        try await FaultyServer.run { server in
            let request = HTTPRequest(url: server.url + path, maximumBodySize: 1000)
            if fits {
                #expect(try await client.send(request).body.count == 1000)
            } else {
                let error = try await failure { _ = try await client.send(request) }
                #expect(error.kind == .refused)
                #expect(error.message.contains("more than 1000 bytes"))
            }
        }
    }

    @Test(arguments: ["/truncated", "/silence"])
    func aBrokenConnectionIsAFailure(path: String) async throws {
        try await FaultyServer.run { server in
            let error = try await failure { _ = try await client.send(HTTPRequest(url: server.url + path)) }
            #expect(error.kind == .unavailable)
            #expect(error.message.contains("broke before the whole answer was here"))
            #expect(error.message.contains("'\(server.url)\(path)'"))
        }
    }

    @Test(arguments: [(0.3, nil), (nil, 1)] as [(Double?, Int?)])
    func aStalledServerIsATimeout(timeout: Double?, stallTimeout: Int?) async throws {
        try await FaultyServer.run { server in
            let request = HTTPRequest(
                url: "\(server.url)/stall",
                timeout: timeout,
                stallTimeout: stallTimeout
            )
            let error = try await failure { _ = try await client.send(request) }
            #expect(error.kind == .timeout)
        }
    }

    @Test func cancellationEndsAStalledTransferAtOnce() async throws {
        try await FaultyServer.run { server in
            let task = Task { [client] in
                try await client.send(HTTPRequest(url: "\(server.url)/stall", timeout: nil))
            }
            try await Task.sleep(for: .milliseconds(300))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await client.send(HTTPRequest(url: "\(server.url)/hello")).status == 200)
        }
    }

    @Test func cancellationEndsAWaitingRequest() async throws {
        try await FaultyServer.run { server in
            let client = HTTPClient(.init(maximumConnections: 1))
            let first = Task {
                try await client.send(HTTPRequest(url: "\(server.url)/stall", timeout: nil))
            }
            try await Task.sleep(for: .milliseconds(200))
            let second = Task { try await client.send(HTTPRequest(url: "\(server.url)/hello")) }
            try await Task.sleep(for: .milliseconds(100))
            second.cancel()
            await #expect(throws: CancellationError.self) { try await second.value }
            first.cancel()
            await #expect(throws: CancellationError.self) { try await first.value }
        }
    }

    @Test func aRefusedConnectionSaysWhereAndHidesCredentials() async throws {
        // Port 1 (tcpmux) has no listener on any machine of ours.
        let error = try await failure {
            _ = try await client.send(HTTPRequest(url: "http://ann:secret@127.0.0.1:1/x?token=abc"))
        }
        #expect(error.kind == .unavailable)
        #expect(error.message == "cannot connect to 'http://127.0.0.1:1/x?…': Connection refused")
        #expect(error.hint == "check that the server is running and can be reached at '127.0.0.1:1'")
    }

    @Test(arguments: ["ftp://127.0.0.1/x", "file:///etc/passwd", "not a url", "http://"])
    func refusesOtherURLs(url: String) async throws {
        let error = try await failure { _ = try await client.send(HTTPRequest(url: url)) }
        #expect(error.kind == .usage)
    }

    @Test(arguments: ["a\r\nX-Evil: 1", "a\nb", "a\u{0}b"])
    func refusesLineEndsInHeaders(value: String) async throws {
        let error = try await failure {
            _ = try await client.send(
                HTTPRequest(url: "http://127.0.0.1:1/", headers: [("X-A", value)])
            )
        }
        #expect(error.kind == .invalidInput)
    }

    @Test func usesAConnectionAgainAndNoMoreThanItMay() async throws {
        try await FaultyServer.run { server in
            let one = text(try await client.send(HTTPRequest(url: "\(server.url)/connection")))
            // However soon the next request comes.
            for _ in 0..<200 {
                let next = text(try await client.send(HTTPRequest(url: "\(server.url)/connection")))
                #expect(next == one)
            }
            let narrow = HTTPClient(.init(maximumConnections: 3))
            let most = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        let response = try await narrow.send(HTTPRequest(url: "\(server.url)/concurrency"))
                        return Int(String(decoding: response.body, as: UTF8.self)) ?? 0
                    }
                }
                return try await group.reduce(0, max)
            }
            #expect(most == 3)
        }
    }

    @Test(arguments: [("status=503", 2, 200), ("status=503", 3, 503), ("status=500", 1, 500), ("", 2, 200)])
    func triesAgainAsOftenAsConfigured(fault: String, times: Int, status: Int) async throws {
        try await FaultyServer.run { server in
            let patient = HTTPClient(.init(retries: 2))
            let url = "\(server.url)/fail-first?key=k&times=\(times)&\(fault)"
            let response = try await patient.send(HTTPRequest(url: url))
            #expect(response.status == status)
        }
    }

    @Test func aPostIsNeverRepeated() async throws {
        try await FaultyServer.run { server in
            let patient = HTTPClient(.init(retries: 2))
            let url = "\(server.url)/fail-first?key=p&times=1&status=503"
            let response = try await patient.send(HTTPRequest(method: "POST", url: url))
            #expect(response.status == 503)
        }
    }

    @Test func anUnusedClientOpensNothing() async throws {
        // Ten thousand clients with even one descriptor each would pass the usual limit of 1024.
        let clients = (0..<10_000).map { _ in HTTPClient() }
        #expect(clients.count == 10_000)
        try await FaultyServer.run { server in
            let response = try await clients[0].send(HTTPRequest(url: "\(server.url)/hello"))
            #expect(response.status == 200)
        }
    }
}
