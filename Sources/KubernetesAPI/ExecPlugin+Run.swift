import Diagnostics
import FoundationEssentials
import Subprocess
import Values

extension ExecPlugin {
    /// Runs the program for a log-in.
    ///
    /// The program is told what is wanted in `KUBERNETES_EXEC_INFO` and answers on its standard output, both
    /// an `ExecCredential` (client.authentication.k8s.io). Its answer is never shown.
    /// - Throws: `.notFound` when there is no such program, `.refused` when it fails, `.invalidInput` when its
    ///   answer is not what was asked for.
    func run(in environment: KubernetesEnvironment) async throws -> Login {
        let isInteractive = interactiveMode != .never && environment.isInteractive
        guard isInteractive || interactiveMode != .always else {
            throw Failure(
                .refused,
                "the credential plugin '\(command)' needs a terminal, and standard input is none",
                hint: "run the command from a terminal, or log in beforehand"
            )
        }
        let result: (succeeded: Bool, output: String, error: String)
        do {
            result = try await start(environment, isInteractive: isInteractive)
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw Failure(
                .notFound,
                "the credential plugin '\(command)' of the kubeconfig cannot be run",
                notes: installHint.map { $0.split(separator: "\n").map(String.init) } ?? [],
                hint: "install it, or see where it is looked for: command -v '\(command)'",
                cause: error
            )
        }
        // A cancelled run ends as if the program had failed.
        try Task.checkCancellation()
        guard result.succeeded else {
            let lines = result.error.split(whereSeparator: \.isNewline).map(String.init)
            throw Failure(
                .refused,
                "the credential plugin '\(command)' failed" + (lines.last.map { ": \($0)" } ?? ""),
                notes: Array(lines.dropLast().suffix(10)),
                hint: "log in anew with it, and see it work: \(commandLine)"
            )
        }
        return try login(in: result.output)
    }

    /// The command to type, with its arguments.
    private var commandLine: String {
        ([command] + arguments).map { word in
            let isPlain = word.utf8.allSatisfy { byte in
                byte > 0x2A && byte != UInt8(ascii: ";") && byte < 0x7B && byte != UInt8(ascii: "`")
            }
            return isPlain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
        }
        .joined(separator: " ")
    }

    private func start(
        _ environment: KubernetesEnvironment,
        isInteractive: Bool
    ) async throws -> (succeeded: Bool, output: String, error: String) {
        let values = environment.variables
            .merging(variables) { _, own in own }
            .merging(["KUBERNETES_EXEC_INFO": request(isInteractive: isInteractive)]) { _, own in own }
        var keyed: [Environment.Key: String] = [:]
        for (key, value) in values { keyed[Environment.Key(stringLiteral: key)] = value }
        let program: Executable = command.contains("/") ? .path(Self.path(command)) : .name(command)
        if isInteractive {
            let result = try await Subprocess.run(
                program,
                arguments: Arguments(arguments),
                environment: .custom(keyed),
                input: .currentStandardInput,
                output: .string(limit: 1 << 20),
                error: .currentStandardError
            )
            return (result.terminationStatus.isSuccess, result.standardOutput, "")
        }
        let result = try await Subprocess.run(
            program,
            arguments: Arguments(arguments),
            environment: .custom(keyed),
            input: .none,
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 16)
        )
        return (result.terminationStatus.isSuccess, result.standardOutput, result.standardError)
    }

    /// A path of the type that Subprocess takes, which comes from a package that is no dependency of ours.
    private static func path<Path: ExpressibleByStringLiteral>(_ text: String) -> Path
    where Path.StringLiteralType == String {
        Path(stringLiteral: text)
    }

    /// The `ExecCredential` that the program is given.
    func request(isInteractive: Bool) -> String {
        let credential = Value.object(
            of: ("kind", "ExecCredential"),
            ("apiVersion", .string(apiVersion)),
            ("spec", .object(of: ("interactive", .bool(isInteractive)), ("cluster", cluster)))
        )
        return String(decoding: JSON.encode(credential), as: UTF8.self)
    }

    /// The log-in that the program's answer holds.
    func login(in output: String) throws(Failure) -> Login {
        guard let answer = try? JSON.decode(Array(output.utf8), file: command) else {
            throw mistake("is not JSON")
        }
        guard answer["kind"]?.stringValue == "ExecCredential" else { throw mistake("is no ExecCredential") }
        let version = answer["apiVersion"]?.stringValue ?? ""
        guard version == apiVersion else {
            throw mistake("has the apiVersion '\(version)', and the kubeconfig says '\(apiVersion)'")
        }
        guard let status = answer["status"], !status.isNull else { throw mistake("has no 'status'") }
        var login = Login()
        login.authorization = status["token"]?.stringValue.flatMap { $0.isEmpty ? nil : "Bearer \($0)" }
        let certificate = status["clientCertificateData"]?.stringValue ?? ""
        let key = status["clientKeyData"]?.stringValue ?? ""
        guard certificate.isEmpty == key.isEmpty else {
            throw mistake("has only one of 'clientCertificateData' and 'clientKeyData'")
        }
        if !key.isEmpty {
            login.certificate = Login.Certificate(certificate: Array(certificate.utf8), key: Array(key.utf8))
        }
        guard login != Login() else { throw mistake("has neither a token nor a certificate") }
        if let text = status["expirationTimestamp"]?.stringValue {
            guard let date = Self.date(text) else {
                throw mistake("has an 'expirationTimestamp' that is no time")
            }
            login.expiration = date
        }
        return login
    }

    /// The time in RFC 3339, with or without fractions of a second, in seconds since 1970.
    private static func date(_ text: String) -> Double? {
        let forms = [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)]
        return forms.lazy.compactMap { try? $0.parse(text).timeIntervalSince1970 }.first
    }

    private func mistake(_ text: String) -> Failure {
        Failure(
            .invalidInput,
            "the answer of the credential plugin '\(command)' \(text)",
            hint: "update the plugin; what it answers should be an ExecCredential of \(apiVersion)"
        )
    }
}
