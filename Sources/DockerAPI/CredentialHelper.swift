import Diagnostics
import Subprocess
import Values

/// Programs that keep credentials, by the protocol of docker-credential-helpers: `get` with the registry's
/// address on standard input gives JSON on standard output.
struct CredentialHelper: Sendable {
    /// The variables that programs are found and run with.
    let variables: [String: String]

    /// What helpers print when they have nothing for a registry.
    private static let notFound = "credentials not found in native keychain"

    /// Asks `docker-credential-NAME`; nil when it has none for the registry.
    ///
    /// - Throws: `.notFound` when there is no such program, `.refused` when it fails, `.invalidInput` when
    ///   its answer cannot be read; never with what it printed on success.
    func credentials(of name: String, for server: String) async throws -> RegistryAuth? {
        let program = "docker-credential-\(name)"
        let hint = "see 'credsStore' and 'credHelpers' in Docker's config.json"
        guard !name.contains("/") else {
            throw Failure(.invalidInput, "'\(name)' cannot be the name of a credential helper", hint: hint)
        }
        let result: Answer
        do {
            result = try await run(program, input: server)
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw Failure(
                .notFound,
                "the credential helper '\(program)' cannot be run for '\(server)'",
                hint: "install it, or \(hint)",
                cause: error
            )
        }
        guard result.succeeded else {
            // On failure the output is a message.
            let text = result.output + "\n" + result.error
            let message = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "no message"
            if message.contains(Self.notFound) { return nil }
            throw Failure(
                .refused,
                "the credential helper '\(program)' failed for '\(server)': \(message)",
                hint: "docker login \(server), or \(hint)"
            )
        }
        guard let answer = try? JSON.decode(Array(result.output.utf8), file: program),
            let username = answer["Username"]?.stringValue, let secret = answer["Secret"]?.stringValue
        else {
            throw Failure(
                .invalidInput,
                "the answer of the credential helper '\(program)' for '\(server)' cannot be read",
                hint: hint
            )
        }
        // The helpers' sign for a token in the place of a password.
        return username == "<token>"
            ? RegistryAuth(serverAddress: server, identityToken: secret)
            : RegistryAuth(username: username, password: secret, serverAddress: server)
    }

    private struct Answer {
        var succeeded: Bool
        var output: String
        var error: String
    }

    private func run(_ program: String, input: String) async throws -> Answer {
        var environment: [Environment.Key: String] = [:]
        for (key, value) in variables { environment[Environment.Key(stringLiteral: key)] = value }
        let result = try await Subprocess.run(
            .name(program),
            arguments: ["get"],
            environment: .custom(environment),
            input: .string(input),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 16)
        )
        return Answer(
            succeeded: result.terminationStatus.isSuccess,
            output: result.standardOutput,
            error: result.standardError
        )
    }
}
