import Diagnostics
import FoundationEssentials
import Subprocess
import TestSupport

/// The cluster's own `kubectl`, which tells the truth about it and changes it behind Davit's back.
enum Kubectl {
    /// Runs a command line as the cluster's administrator.
    ///
    /// - Throws: `.unavailable` with what it says when it fails.
    static func run(_ words: [String], input: String = "") async throws -> String {
        let program = try Engine.requireKubectl()
        // It takes a text that begins with a brace for JSON. In a shell, for to write to a program that is not there is the end of the tests.
        let script = input.isEmpty ? #"exec "$@""# : #"printf -- '---\n%s' "$input" | "$@""#
        let result = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(
                ["-c", script, "sh", program, "--kubeconfig", try Engine.requireKubernetes()] + words
            ),
            environment: .inherit.updating(["input": input]),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        guard case .exited(0) = result.terminationStatus else {
            let line = words.joined(separator: " ")
            throw Failure(.unavailable, "'kubectl \(line)' failed: \(result.standardError)")
        }
        return result.standardOutput
    }
}
