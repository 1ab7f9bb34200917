import FoundationEssentials
import TestSupport
import Testing

/// The proxy of `Fixtures/docker/killer.py` between davit and the Swarm, with a lane for each release that is
/// worked on at the same time.
struct KillerProxy {
    /// A call of davit to the engine at which it may be killed.
    struct Point: Sendable, Hashable, CustomStringConvertible {
        enum Moment: String, Sendable, CaseIterable { case before, after }

        var moment: Moment
        /// How many write calls came before it.
        var writes: Int
        /// `write`, or what a read asks for.
        var call: String
        /// The whole call, for messages.
        var title: String

        var rule: String { "\(moment.rawValue) \(writes) \(call)" }
        var description: String { "\(moment.rawValue) \(title) after \(writes) writes" }
    }

    /// A socket of its own, with the rule and the log of the processes that connect to it.
    struct Lane: Sendable {
        let folder: String
        let name: String

        var host: String { "unix://\(folder)/\(name).sock" }

        /// Has the next processes be killed at a point; nil spares them.
        func set(_ point: Point?) throws {
            try Data((point?.rule ?? "").utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).rule"))
            try Data().write(to: URL(fileURLWithPath: "\(folder)/\(name).log"))
        }

        private var log: [String] {
            let data = (try? Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).log"))) ?? Data()
            return String(decoding: data, as: UTF8.self).lines
        }

        /// Whether somebody was killed since the rule was set.
        var hasKilled: Bool { log.contains("killed") }

        /// The write calls since the rule was set.
        var writes: [String] {
            log.map(\.columns).filter { $0.count > 1 && $0[1] == "write" }.map { $0.joined(separator: " ") }
        }

        /// The moments before and after each write call and each distinct read between two writes, of the
        /// calls since the rule was set.
        var points: [Point] {
            var seen: Set<Point> = []
            var points: [Point] = []
            for line in log {
                let words = line.split(separator: " ", maxSplits: 2).map(String.init)
                guard words.count == 3, let writes = Int(words[0]) else { continue }
                let call = words[1] == "write" ? "write" : String(words[2].dropFirst("GET ".utf8.count))
                for moment in Point.Moment.allCases {
                    let point = Point(moment: moment, writes: writes, call: call, title: words[2])
                    if seen.insert(point).inserted { points.append(point) }
                }
            }
            return points
        }
    }

    let lanes: [Lane]

    /// Runs the proxy while `body` does; `folder` is for its sockets and must have a short path.
    static func running<Result>(
        in folder: String,
        lanes: [String],
        engine: String,
        _ body: (KillerProxy) async throws -> Result
    ) async throws -> Result {
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: folder),
            withIntermediateDirectories: true
        )
        let process = try BackgroundProcess(
            [
                "python3", Fixture.path("Fixtures/docker/killer.py"),
                String(engine.dropFirst("unix://".count)), folder,
            ] + lanes
        )
        defer { process.stop() }
        try #require(process.readLine() == "listening")
        return try await body(KillerProxy(lanes: lanes.map { Lane(folder: folder, name: $0) }))
    }
}
