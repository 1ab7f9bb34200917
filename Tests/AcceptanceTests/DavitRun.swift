import FoundationEssentials
import Testing

/// What one run of the command gave.
struct DavitRun: Sendable, CustomTestStringConvertible {
    /// The command line, for messages.
    var command: String
    /// The exit status; 128 and the signal's number after a signal.
    var status: Int32
    /// Standard output.
    var output: String
    /// Standard error.
    var error: String

    var succeeded: Bool { status == 0 }

    /// The lines of standard error that tell an error.
    var errorLines: [String] { error.lines.filter { $0.hasPrefix("Error:") } }

    /// Everything there is to say about a run, shown by an expectation that fails.
    var testDescription: String {
        "$ \(command)\nexit status \(status)\n--- stdout\n\(output)--- stderr\n\(error)---"
    }

    /// Standard output as JSON of a known form.
    func json<Result: Decodable>(_ type: Result.Type) throws -> Result {
        do {
            return try JSONDecoder().decode(type, from: Data(output.utf8))
        } catch {
            Issue.record("standard output is not the JSON that was expected: \(error)\n\(testDescription)")
            throw error
        }
    }
}

extension String {
    /// The lines without their line feeds.
    var lines: [String] {
        var lines = split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// The columns of a line of a table.
    var columns: [String] { split(separator: " ").map(String.init) }
}

/// Expects a run that ended well, and shows the whole of it otherwise.
func expectSuccess(_ run: DavitRun, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(run.status == 0, "\(run.testDescription)", sourceLocation: sourceLocation)
}

/// Ends the test unless the run ended well.
func requireSuccess(_ run: DavitRun, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try #require(run.status == 0, "\(run.testDescription)", sourceLocation: sourceLocation)
}

/// Expects one clear error that has all of the given texts in it, and nothing that looks like a crash.
func expectOneError(
    _ run: DavitRun,
    containing texts: [String],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect((1..<128).contains(run.status), "\(run.testDescription)", sourceLocation: sourceLocation)
    #expect(run.errorLines.count == 1, "\(run.testDescription)", sourceLocation: sourceLocation)
    for text in texts {
        #expect(
            run.error.contains(text),
            "no '\(text)' in\n\(run.testDescription)",
            sourceLocation: sourceLocation
        )
    }
}
