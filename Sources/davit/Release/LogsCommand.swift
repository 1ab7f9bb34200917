import ArgumentParser
import Diagnostics
import FoundationEssentials
import Releases

/// `davit logs NAME [SERVICE...]`.
struct LogsCommand: ReleaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what the services of a release write.",
        discussion: """
            Without SERVICE all services of the stack; hooks and tests are shown when they are named. Every \
            line is marked with the service and the number of its replica.
            """
    )

    @Argument(help: "The release.")
    var release: String

    @Argument(help: "The services.")
    var services: [String] = []

    @Flag(name: [.short, .long], help: "Go on with what is written from now on, by new tasks too.")
    var follow = false

    @Option(
        help: ArgumentHelp("How many lines of each task, at the end (default: all).", valueName: "number")
    )
    var tail: Int?

    @Option(
        help: ArgumentHelp(
            "Only what was written since: a duration such as 10m, or a time such as 2026-01-02T15:04:05Z.",
            valueName: "time"
        )
    )
    var since: Since?

    @Flag(name: [.short, .long], help: "Show when each line was written.")
    var timestamps = false

    @Flag(
        name: [.customLong("raw"), .customLong("no-prefix")],
        help: "Show the lines as they were written."
    )
    var raw = false

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        if let tail, tail < 0 {
            throw Failure(.usage, "--tail cannot be \(tail)", hint: "leave it out to see everything")
        }
        let chosen = try await TargetResolver(context, global, target).resolve(.read)
        var query = LogQuery(services: services, follow: follow, tail: tail)
        var age: Double?
        switch since {
        case .ago(let seconds): age = seconds
        case .at(let time): query.since = time
        case nil: break
        }
        let printer = LogPrinter(context, color: global.color, showsTime: timestamps, isRaw: raw)
        try await Logs(release: release, query: query, age: age).run(in: chosen.environment) { line in
            // Who reads it has gone: there is nothing left to do.
            if !printer.print(line) { exitProcess(1) }
        }
    }
}

/// A point in time on the command line.
enum Since: ExpressibleByArgument, Sendable {
    /// So many seconds before now.
    case ago(Double)
    /// In seconds since 1970.
    case at(Double)

    init?(argument: String) {
        if let number = Double(argument), number > 1e8 {
            self = .at(number)
        } else if let duration = GoDuration(argument: argument) {
            self = .ago(duration.seconds)
        } else if let date = try? Date(argument, strategy: .iso8601) {
            self = .at(date.timeIntervalSince1970)
        } else {
            return nil
        }
    }
}
