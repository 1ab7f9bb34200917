import Diagnostics
import HTTP
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct HTTPClientStreamTests {
    private let client = HTTPClient()

    @Test func handsOverThePiecesInOrder() async throws {
        try await FaultyServer.run { server in
            let received = Mutex<[[UInt8]]>([])
            let response = try await client.stream(
                HTTPRequest(url: "\(server.url)/events?count=5", timeout: nil)
            ) { piece in
                received.withLock { $0.append(piece) }
                return true
            }
            #expect(response.status == 200)
            #expect(response.body == [])
            let pieces = received.withLock { $0 }
            #expect(pieces.joined().elementsEqual("0\n1\n2\n3\n4\n".utf8))
            #expect(pieces.count > 1)
        }
    }

    @Test func endsWhenTheReceiverHasEnough() async throws {
        try await FaultyServer.run { server in
            let count = Mutex(0)
            let response = try await client.stream(
                HTTPRequest(url: "\(server.url)/events?count=1000", timeout: nil)
            ) { _ in
                count.withLock { $0 += 1 }
                return false
            }
            #expect(response.status == 200)
            #expect(count.withLock { $0 } == 1)
        }
    }

    @Test func anErrorStatusKeepsItsBody() async throws {
        try await FaultyServer.run { server in
            let response = try await client.stream(
                HTTPRequest(url: "\(server.url)/events?count=2&status=500")
            ) { _ in
                Issue.record("the body of an error went to the receiver")
                return true
            }
            #expect(response.status == 500)
            #expect(response.body == Array("0\n1\n".utf8))
        }
    }

    @Test func cancellationEndsAQuietStream() async throws {
        try await FaultyServer.run { server in
            let task = Task { [client] in
                try await client.stream(HTTPRequest(url: "\(server.url)/stall", timeout: nil)) { _ in true }
            }
            try await Task.sleep(for: .milliseconds(200))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test func streamsDoNotHoldUpRequests() async throws {
        try await FaultyServer.run { server in
            let narrow = HTTPClient(.init(maximumConnections: 1))
            let tasks = (0..<4).map { _ in
                Task {
                    try await narrow.stream(HTTPRequest(url: "\(server.url)/stall", timeout: nil)) { _ in true
                    }
                }
            }
            let response = try await narrow.send(HTTPRequest(url: "\(server.url)/hello", timeout: 5))
            #expect(response.status == 200)
            for task in tasks {
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
            }
        }
    }

    @Test func speaksOverAUnixSocket() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/s.sock"
            let process = try BackgroundProcess(["python3", Fixture.path("Fixtures/http/server.py"), path])
            defer { process.stop() }
            #expect(process.readLine() == path)
            let local = HTTPClient(.init(unixSocket: path))
            let response = try await local.send(
                HTTPRequest(method: "POST", url: "http://docker/echo", body: Array("hi".utf8))
            )
            let text = String(decoding: response.body, as: UTF8.self)
            #expect(text.hasPrefix("POST /echo\n"))
            #expect(text.contains("host: docker\n"))
            #expect(text.hasSuffix("\n\nhi"))
        }
    }

    @Test func aMissingSocketIsUnavailable() async throws {
        let local = HTTPClient(.init(unixSocket: "/nonexistent/docker.sock"))
        let error = try await failure { _ = try await local.send(HTTPRequest(url: "http://docker/version")) }
        #expect(error.kind == .unavailable)
        #expect(
            error.message
                == "cannot connect to the socket '/nonexistent/docker.sock': No such file or directory"
        )
        #expect(error.hint?.contains("ls -l /nonexistent/docker.sock") == true)
    }
}
