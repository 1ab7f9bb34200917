import FoundationEssentials
import Subprocess
import TestSupport
import Testing

/// A person at a machine of their own: a home, a working folder, and the real command.
struct DavitUser: Sendable {
    /// The folder that holds all of it; removed with the test.
    let folder: String
    /// The whole environment of the command.
    var environment: [String: String]

    /// The command under test: `DAVIT_TEST_BINARY`, or the debug build of this package.
    static let binary =
        ProcessInfo.processInfo.environment["DAVIT_TEST_BINARY"] ?? "\(Fixture.root)/.build/debug/davit"

    var home: String { "\(folder)/home" }
    /// Where the person is while they type.
    var workingFolder: String { "\(folder)/work" }
    /// Where releases of the local target are.
    var releasesFolder: String { "\(home)/.local/share/davit" }

    /// Runs a command line; words are separated by blanks.
    @discardableResult
    func davit(
        _ line: String,
        input: String = "",
        whileRunning: (_ send: (Signal) -> Void) async throws -> Void = { _ in }
    ) async throws -> DavitRun {
        try await davit(line.columns, input: input, whileRunning: whileRunning)
    }

    /// Runs a command line whose words may have blanks.
    @discardableResult
    func davit(
        _ words: [String],
        input: String = "",
        whileRunning: (_ send: (Signal) -> Void) async throws -> Void = { _ in }
    ) async throws -> DavitRun {
        var run = try await Program.run(
            [Self.binary] + words,
            in: workingFolder,
            environment: environment,
            input: input,
            whileRunning: whileRunning
        )
        run.command = (["davit"] + words).joined(separator: " ")
        return run
    }

    /// The history of a release, oldest first.
    func history(_ release: String) async throws -> [HistoryEntry] {
        let run = try await davit("history \(release) -o json")
        try requireSuccess(run)
        return try run.json([HistoryEntry].self).sorted { $0.revision < $1.revision }
    }

    /// Writes a file below the working folder.
    func write(_ text: String, to path: String) throws {
        let url = URL(fileURLWithPath: "\(workingFolder)/\(path)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: url)
    }

    /// The text of a file below the working folder.
    func read(_ path: String) throws -> String {
        String(
            decoding: try Data(contentsOf: URL(fileURLWithPath: "\(workingFolder)/\(path)")),
            as: UTF8.self
        )
    }

    /// Every file below a folder with its content, to tell whether something was changed.
    func contents(of folder: String) throws -> [String: Data] {
        var result: [String: Data] = [:]
        guard FileManager.default.fileExists(atPath: folder) else { return result }
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            result[path] = try? Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)"))
        }
        return result
    }
}

/// A line of `davit history -o json`, with Helm's names.
struct HistoryEntry: Decodable, Sendable, Hashable {
    var revision: Int
    var status: String
    var chart: String
    var description: String
}

/// Gives `body` a new person who installs to one target, and removes all of theirs from disk afterwards.
///
/// `engine` is the Docker endpoint of a Swarm; without it the target is local, and there is no Docker in
/// the `PATH` nor any other program.
func withUser(
    engine: String? = nil,
    _ body: (_ user: DavitUser) async throws -> Void
) async throws {
    try await withTemporaryFolder { folder in
        for name in ["home", "work", "empty"] {
            try FileManager.default.createDirectory(
                at: URL(fileURLWithPath: "\(folder)/\(name)"),
                withIntermediateDirectories: true
            )
        }
        var environment = ["HOME": "\(folder)/home", "PATH": "\(folder)/empty", "LANG": "C.UTF-8"]
        if let engine {
            environment["DOCKER_HOST"] = engine
            environment["DAVIT_TARGET"] = "swarm"
        } else {
            environment["DAVIT_TARGET"] = "local"
        }
        if let path = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] {
            environment["LD_LIBRARY_PATH"] = path
        }
        try await body(DavitUser(folder: folder, environment: environment))
    }
}
