import Diagnostics
import FoundationEssentials
import Subprocess
import TestSupport

/// Docker's own command, the one that Davit is compared with.
struct DockerCommand: Sendable {
    private let host: String
    private let program: String
    /// The first part of its version.
    let version: Int

    /// The command that `DAVIT_TEST_DOCKER` names, or `docker`.
    init() async throws {
        program = ProcessInfo.processInfo.environment["DAVIT_TEST_DOCKER"] ?? "docker"
        host = try Engine.requireDocker()
        let text = try await Self.run(program, ["--version"])
        version = text.split { !"0123456789".contains($0) }.first.flatMap { Int($0) } ?? 0
    }

    /// Runs a command line.
    ///
    /// - Throws: `.unavailable` with what it says when it fails.
    @discardableResult
    func run(_ words: [String]) async throws -> String {
        try await Self.run(program, ["-H", host] + words)
    }

    private static func run(_ program: String, _ words: [String]) async throws -> String {
        let result = try await Subprocess.run(
            // It finds a name in the PATH and takes a path as well.
            .name("env"),
            arguments: Arguments([program] + words),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        guard case .exited(0) = result.terminationStatus else {
            let line = words.joined(separator: " ")
            throw Failure(.unavailable, "'docker \(line)' failed: \(result.standardError)")
        }
        return result.standardOutput
    }
}
