import FoundationEssentials
import TestSupport
import Testing

/// The proxy of `Fixtures/killer.py` between davit and its target, with a lane for each release that is
/// worked on at the same time.
struct KillerProxy {
    /// A call of davit to the target at which it may be killed.
    struct Point: Sendable, Hashable, CustomStringConvertible {
        enum Moment: String, Sendable, CaseIterable { case before, after }

        var moment: Moment
        /// The write call before it; `*` is any.
        var last: String
        var call: String

        var rule: String { "\(moment.rawValue) \(last) \(call)" }
        /// The same, whatever comes before it: which of two calls is the first may be left to chance.
        var anywhere: Point { Point(moment: moment, last: "*", call: call) }
        var description: String { "\(moment.rawValue) \(call) that comes after \(last)" }
    }

    /// A socket of its own, with the rule and the log of the processes that connect to it.
    struct Lane: Sendable {
        let folder: String
        let name: String

        var host: String { "unix://\(folder)/\(name).sock" }

        /// The address where a lane to a cluster listens.
        func address() throws -> String {
            let port = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).port"))
            return "http://127.0.0.1:\(String(decoding: port, as: UTF8.self))"
        }

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
        var writes: [String] { log.map(\.columns).filter { $0.count == 3 && $0[1] == "write" }.map { $0[2] } }

        /// The moments before and after each write call and each distinct read between two writes, of the
        /// calls since the rule was set.
        var points: [Point] {
            var seen: Set<Point> = []
            var points: [Point] = []
            for words in log.map(\.columns) where words.count == 3 {
                for moment in Point.Moment.allCases {
                    let last = words[1] == "write" ? "-" : words[0]
                    let point = Point(moment: moment, last: last, call: words[2])
                    if seen.insert(point).inserted { points.append(point) }
                }
            }
            return points
        }
    }

    let lanes: [Lane]

    /// Runs the proxy while `body` does; `folder` is for its sockets and must have a short path.
    ///
    /// - Parameters:
    ///   - engine: The address of the socket where the target listens.
    ///   - isCluster: Whether that is the API of a cluster, and lanes are addresses and not sockets.
    static func running<Result>(
        in folder: String,
        lanes: [String],
        engine: String,
        isCluster: Bool = false,
        _ body: (KillerProxy) async throws -> Result
    ) async throws -> Result {
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: folder),
            withIntermediateDirectories: true
        )
        let process = try BackgroundProcess(
            ["python3", Fixture.path("Fixtures/killer.py")] + (isCluster ? ["--tcp"] : [])
                + [String(engine.dropFirst("unix://".count)), folder] + lanes
        )
        defer { process.stop() }
        try #require(process.readLine() == "listening")
        return try await body(KillerProxy(lanes: lanes.map { Lane(folder: folder, name: $0) }))
    }
}
