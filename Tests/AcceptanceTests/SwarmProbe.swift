import FoundationEssentials
import TestSupport
import Testing

/// Looks at a Swarm with Docker's own command, which tells the truth about it.
struct SwarmProbe: Sendable {
    let host: String

    /// The command of the distribution, which is the one that matches the daemon, or the one in the `PATH`.
    private static let docker =
        FileManager.default.isExecutableFile(atPath: "/usr/bin/docker") ? "/usr/bin/docker" : "docker"

    /// Runs `docker` with a line of words separated by blanks and gives the lines it prints.
    @discardableResult
    func docker(_ line: String, _ more: String...) async throws -> [String] {
        let run = try await tryDocker(line.columns + more)
        try requireSuccess(run)
        return run.output.lines
    }

    /// Runs `docker`, whatever comes of it.
    @discardableResult
    func tryDocker(_ words: [String]) async throws -> DavitRun {
        try await Program.run([Self.docker, "-H", host] + words, in: "/")
    }

    // MARK: Services

    /// `RUNNING/DESIRED` of a service as `docker service ls` shows it; nil when there is none.
    func replicas(_ service: String) async throws -> String? {
        try await docker("service ls --format {{.Name}}={{.Replicas}}")
            .first { $0.hasPrefix("\(service)=") }
            .map { String($0.dropFirst(service.utf8.count + 1)) }
    }

    /// Expects a service to have that many tasks running of those wanted, as in `2/2`.
    func expect(
        _ replicas: String,
        of service: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let actual = try await self.replicas(service)
        #expect(actual == replicas, "\(service)", sourceLocation: sourceLocation)
    }

    /// A field of a service by a Go template.
    func inspect(_ service: String, _ template: String) async throws -> String {
        try await docker("service inspect \(service) --format", template).joined(separator: "\n")
    }

    /// The identifiers of the tasks of a service that are to run and do.
    func runningTasks(_ service: String) async throws -> Set<String> {
        let lines = try await docker(
            "service ps \(service) --no-trunc --filter desired-state=running --format",
            "{{.ID}} {{.CurrentState}}"
        )
        return Set(lines.map(\.columns).filter { $0.count > 1 && $0[1] == "Running" }.map { $0[0] })
    }

    /// Runs a command in a container of a service.
    ///
    /// - Returns: Its output, or nil while there is no such container or the command fails.
    func execute(in service: String, _ words: String...) async throws -> String? {
        let containers = try await docker(
            "ps --quiet --filter label=com.docker.swarm.service.name=\(service)"
        )
        guard let container = containers.first else { return nil }
        let run = try await tryDocker(["exec", container] + words)
        return run.succeeded ? run.output : nil
    }

    /// The running containers of a service.
    func containers(of service: String) async throws -> [String] {
        try await docker("ps --quiet --filter label=com.docker.swarm.service.name=\(service)")
    }

    // MARK: What belongs to a release

    /// Every object of a release with its version, those of its history included.
    ///
    /// Equal before and after means that nothing was changed.
    func footprint(_ release: String) async throws -> Set<String> {
        var result: Set<String> = []
        for kind in ["service", "network", "config", "secret", "volume"] {
            let names = try await docker("\(kind) ls --format {{.Name}}").filter {
                $0.hasPrefix("\(release)_") || $0 == "davit-head.\(release)"
                    || $0.hasPrefix("davit.\(release).v")
            }
            for name in names {
                let hasVersion = kind == "service" || kind == "config" || kind == "secret"
                let template = hasVersion ? "{{.ID}} {{.Version.Index}}" : "{{.Name}}"
                let run = try await tryDocker([kind, "inspect", name, "--format", template])
                // What is gone again by now is being removed.
                if run.succeeded { result.insert("\(kind) \(name) \(run.output.lines.joined())") }
            }
        }
        return result
    }

    /// The names of a release's objects of one kind.
    func names(_ kind: String, of release: String) async throws -> [String] {
        try await docker("\(kind) ls --format {{.Name}}").filter { $0.hasPrefix("\(release)_") }.sorted()
    }

    /// Removes everything of a release, whatever state it is in.
    func clean(_ release: String) async throws {
        let services = try await names("service", of: release)
        if !services.isEmpty { try await tryDocker(["service", "rm"] + services) }
        let isGone = try await eventually(seconds: 20) {
            try await docker("ps --all --quiet --filter label=com.docker.stack.namespace=\(release)").isEmpty
        }
        #expect(isGone, "the containers of '\(release)' do not end")
        let configs = try await docker("config ls --format {{.Name}}").filter {
            $0.hasPrefix("\(release)_") || $0 == "davit-head.\(release)" || $0.hasPrefix("davit.\(release).v")
        }
        if !configs.isEmpty { try await tryDocker(["config", "rm"] + configs) }
        for kind in ["secret", "network", "volume"] {
            let names = try await names(kind, of: release)
            if !names.isEmpty { try await tryDocker([kind, "rm"] + names) }
        }
    }
}

/// Gives `body` a person with a Swarm, a look at that Swarm, and a release name that nobody else has.
///
/// Everything of the release is removed afterwards, also after a failure.
func withRelease(
    _ body: (_ user: DavitUser, _ swarm: SwarmProbe, _ release: String) async throws -> Void
) async throws {
    let swarm = SwarmProbe(host: try Engine.swarm())
    let release = uniqueName("t")
    try await withUser(engine: swarm.host) { user in
        do {
            try await body(user, swarm, release)
        } catch {
            // In a task of its own: a test that ran out of time is cancelled, its cleaning is not.
            try? await Task { try await swarm.clean(release) }.value
            throw error
        }
        try await swarm.clean(release)
    }
}

/// A name that no other test has at the moment.
func uniqueName(_ prefix: String) -> String {
    "\(prefix)-\(UUID().uuidString.prefix(8).lowercased())"
}
