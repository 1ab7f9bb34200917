import Diagnostics
import TestSupport
import Testing

/// The server of `Fixtures/http/server.py`, for the length of one test.
struct FaultyServer {
    let url: String

    static func run<Result>(_ body: (FaultyServer) async throws -> Result) async throws -> Result {
        let process = try BackgroundProcess(["python3", Fixture.path("Fixtures/http/server.py")])
        defer { process.stop() }
        let port = try #require(process.readLine())
        return try await body(FaultyServer(url: "http://127.0.0.1:\(port)"))
    }
}

/// The failure that `body` ends with; anything else is a test failure.
func failure(
    sourceLocation: Testing.SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async throws -> Failure {
    do {
        try await body()
    } catch let error as Failure {
        return error
    }
    return try #require(nil as Failure?, "no failure came", sourceLocation: sourceLocation)
}
