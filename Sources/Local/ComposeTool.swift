internal import Diagnostics
internal import FoundationEssentials
internal import Subprocess

/// A program that runs Compose files.
package protocol ComposeRunner: Sendable {
    /// How a person calls it: `docker compose`.
    var command: String { get }

    /// Whether services can be listed by their state, which waiting for them needs.
    var listsServices: Bool { get }

    /// What it calls the state of a container that has ended.
    var endedState: String { get }

    /// Runs it.
    ///
    /// - Throws: When it cannot be started. An exit status other than 0 is an answer.
    func run(_ arguments: [String]) async throws -> ComposeAnswer

    /// Runs it and hands over each line that it prints, to either stream, as it comes.
    ///
    /// - Throws: As ``run(_:)``.
    func run(
        _ arguments: [String],
        line: @escaping @Sendable (String) -> Void
    ) async throws -> ComposeAnswer
}

extension ComposeRunner {
    package func run(
        _ arguments: [String],
        line: @escaping @Sendable (String) -> Void
    ) async throws -> ComposeAnswer {
        let answer = try await run(arguments)
        for text in answer.output.split(separator: "\n") { line(String(text)) }
        return answer
    }
}

/// What a run of a Compose tool gave.
package struct ComposeAnswer: Sendable {
    package var status: Int32
    package var output: String
    package var errors: String

    package init(status: Int32, output: String = "", errors: String = "") {
        self.status = status
        self.output = output
        self.errors = errors
    }

    /// The tool is there and what it needs to run containers is not.
    var isEngineMissing: Bool {
        let text = errors.lowercased()
        return status != 0
            && [
                "cannot connect to the docker daemon", "couldn't connect to docker daemon",
                "is the docker daemon running", "error while fetching server api version",
                "cannot connect to podman",
            ].contains { text.contains($0) }
    }

    /// The last lines of what it complained about.
    var lastLines: [String] {
        let lines = (errors.isEmpty ? output : errors).split(separator: "\n")
        return lines.suffix(10).map { String($0) }
    }
}

/// `docker compose`, `docker-compose` or `podman-compose`, whichever is there.
package struct ComposeTool: ComposeRunner {
    private var program: String
    private var leading: [String]
    /// `docker-compose` before 2, written in Python.
    private var isFirstGeneration: Bool
    /// Variables that differ from those of this process.
    private var variables: [String: String]

    package var command: String { ([program] + leading).joined(separator: " ") }
    package var listsServices: Bool { program != "podman-compose" }
    package var endedState: String { isFirstGeneration ? "stopped" : "exited" }

    /// The first of the tools that answers.
    ///
    /// It runs with the variables of this process, except for those given; `PATH` is where it is looked for.
    package static func find(variables: [String: String] = [:]) async -> ComposeTool? {
        for (program, leading) in [("docker", ["compose"]), ("docker-compose", []), ("podman-compose", [])] {
            guard isInstalled(program, path: variables["PATH"]) else { continue }
            var tool = ComposeTool(
                program: program,
                leading: leading,
                isFirstGeneration: false,
                variables: variables
            )
            guard let answer = try? await tool.run(["version", "--short"]), answer.status == 0 else {
                continue
            }
            tool.isFirstGeneration = answer.output.hasPrefix("1.") && program == "docker-compose"
            return tool
        }
        return nil
    }

    private static func isInstalled(_ program: String, path: String?) -> Bool {
        let path = path ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").contains { folder in
            FileManager.default.isExecutableFile(atPath: "\(folder)/\(program)")
        }
    }

    private var environment: Environment {
        var changes: [Environment.Key: String?] = [:]
        for (name, value) in variables { changes[Environment.Key(stringLiteral: name)] = value }
        return .inherit.updating(changes)
    }

    package func run(
        _ arguments: [String],
        line: @escaping @Sendable (String) -> Void
    ) async throws -> ComposeAnswer {
        // Being cancelled, the tool gets the time to take its container away.
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(10))]
        let result = try await Subprocess.run(
            .name(program),
            arguments: Arguments(leading + arguments),
            environment: environment,
            platformOptions: options,
            input: .none,
            output: .sequence,
            error: .combinedWithOutput
        ) { execution in
            // Of a long output only its end is kept.
            var last: [String] = []
            for try await text in execution.standardOutput.strings() {
                line(text)
                last.append(text)
                if last.count > 200 { last.removeFirst(100) }
            }
            return last
        }
        return ComposeAnswer(
            status: Self.status(result.terminationStatus),
            output: "",
            errors: result.closureResult.joined(separator: "\n")
        )
    }

    private static func status(_ status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }

    package func run(_ arguments: [String]) async throws -> ComposeAnswer {
        let result = try await Subprocess.run(
            .name(program),
            arguments: Arguments(leading + arguments),
            environment: environment,
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        return ComposeAnswer(
            status: Self.status(result.terminationStatus),
            output: result.standardOutput,
            errors: result.standardError
        )
    }
}
