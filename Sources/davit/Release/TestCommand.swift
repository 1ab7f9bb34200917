import ArgumentParser
import Diagnostics
import Releases
import Values

/// `davit test NAME`.
struct TestCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the tests of a release.",
        discussion: """
            Tests are services of the chart with 'x-davit: {hook: test}'. Each runs once, to its end; the exit \
            status is not 0 when one fails. 'davit status' shows how the last test ended.
            """
    )

    @Argument(help: "The release.")
    var release: String

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Only tests of that name: NAME or name=NAME; !name=NAME leaves one out.")
    )
    var filter: [String] = []

    @Flag(help: "Show what the tests write, as they write it.")
    var logs = false

    @Flag(help: "Send no registry credentials.")
    var noRegistryAuth = false

    @Option(help: ArgumentHelp("The longest time for each test.", valueName: "duration"))
    var timeout = GoDuration(seconds: 300)

    @Option(
        help: ArgumentHelp(
            "How long to wait for another operation on the release to end.",
            valueName: "duration"
        )
    )
    var lockTimeout = GoDuration(seconds: 0)

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let chosen = try await TargetResolver(context, global, target).resolve(.change)
        let progress = ProgressPrinter(context, color: global.color)
        defer { progress.finish() }
        let showsLogs = logs
        var options = OperationOptions()
        options.timeout = timeout.seconds
        options.lockTimeout = lockTimeout.seconds
        options.imagePolicy.sendsCredentials = !noRegistryAuth
        options.report = { event in
            if case .log = event, !showsLogs { return }
            progress.report(event)
        }
        var test = Test(release: release, options: options)
        for text in filter.flatMap({ $0.split(separator: ",") }) {
            let isExcluded = text.hasPrefix("!")
            let name = String(text.drop { $0 == "!" })
            let plain = name.hasPrefix("name=") ? String(name.dropFirst(5)) : name
            if isExcluded { test.without.append(plain) } else { test.names.append(plain) }
        }
        let report = try await test.run(in: chosen.environment)
        progress.finish()
        try context.render(value(report), as: output.format) { lines(report) }
        try report.throwFailures()
    }

    private func lines(_ report: TestReport) -> [String] {
        guard !report.tests.isEmpty else {
            return ["Release \(report.record.release) has no tests."]
        }
        var table = Table("TEST", "RESULT", "TIME", "MESSAGE")
        for test in report.tests {
            table.add(
                test.name,
                test.failure == nil ? "succeeded" : "failed",
                Timestamp.age(test.seconds),
                test.failure?.message ?? ""
            )
        }
        return table.lines()
    }

    private func value(_ report: TestReport) -> Value {
        [
            "name": .string(report.record.release),
            "revision": .int(Int64(report.record.revision)),
            "succeeded": .bool(report.succeeded),
            "tests": .array(
                report.tests.map { test in
                    [
                        "name": .string(test.name),
                        "result": test.failure == nil ? "succeeded" : "failed",
                        "seconds": .double(test.seconds),
                        "message": test.failure.map { .string($0.message) } ?? .null,
                        "details": .array((test.failure?.notes ?? []).map { .string($0) }),
                    ]
                }
            ),
        ]
    }
}

extension TestReport {
    /// - Throws: `.refused` with the tests that failed, and the details of each.
    fileprivate func throwFailures() throws(Failure) {
        let failed = tests.filter { $0.failure != nil }
        guard !failed.isEmpty else { return }
        let names = failed.map { "'\($0.name)'" }.joined(separator: ", ")
        throw Failure(
            .refused,
            "\(failed.count) of \(tests.count) tests failed: \(names)",
            notes: failed.flatMap { test in
                [test.failure?.message].compactMap(\.self) + (test.failure?.notes ?? []).map { "  \($0)" }
            },
            hint: "davit logs \(record.release) \(failed[0].name)"
        )
    }
}
