import FoundationEssentials
import Subprocess

/// Runs a program to its end and takes what it printed.
///
/// The child is ended when the test is, so nothing outlives a test that ran out of time.
enum Program {
    /// Runs the program named by the first of `words`, found through this process's `PATH`, in `folder`.
    ///
    /// `environment` is all that the program gets to see; nil leaves it this process's. `whileRunning` is
    /// called with a way to send signals, and the result is there when both have ended.
    static func run(
        _ words: [String],
        in folder: String,
        environment: [String: String]? = nil,
        input: String = "",
        whileRunning: (_ send: (Signal) -> Void) async throws -> Void = { _ in }
    ) async throws -> DavitRun {
        let variables = environment.map { ["-i"] + $0.map { "\($0)=\($1)" } } ?? []
        let result = try await Subprocess.run(
            // It changes the folder and becomes the program: signals reach the program itself.
            .name("env"),
            arguments: Arguments(["-C", folder] + variables + words),
            input: .string(input),
            output: .string(limit: 8 << 20),
            error: .string(limit: 8 << 20)
        ) { execution in
            try await whileRunning { signal in
                // Too late for a program that has ended meanwhile; its status tells.
                try? execution.send(signal: signal)
            }
        }
        let status: Int32 =
            switch result.terminationStatus {
            case .exited(let status): status
            case .signaled(let number): 128 + number
            }
        return DavitRun(
            command: words.joined(separator: " "),
            status: status,
            output: result.standardOutput,
            error: result.standardError
        )
    }
}
