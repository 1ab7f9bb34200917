import FoundationEssentials
import Subprocess
import Testing

extension OnSwarm {
    /// An engine that is reached through the real ssh, a real sshd and Docker's own command.
    @Suite("over SSH", .enabled(if: SSHServer.isAvailable, "no sshd: run scripts/install-deps.sh test"))
    struct SSHEngineTests {
        /// `ssh://` of the Swarm's socket, behind a server.
        private func address(_ server: SSHServer) throws -> String {
            let socket = try Engine.swarm().dropFirst("unix://".count)
            return "ssh://127.0.0.1:\(server.port)\(socket)"
        }

        @Test("the whole life of a release", .timeLimit(.minutes(2)))
        func life() async throws {
            try await withRelease { user, swarm, release in
                try await SSHServer.serving(in: "\(user.folder)/ssh") { server in
                    var user = user
                    try server.equip(user)
                    user.environment["DOCKER_HOST"] = try address(server)
                    try user.writeServiceChart()
                    let install = try await user.davit("install \(release) web --set replicas=1")
                    try requireSuccess(install)
                    #expect(install.error.contains("target: Swarm at ssh://127.0.0.1:\(server.port)/"))
                    // Connections are kept and few: sshd turns away who comes with many at once.
                    #expect((1...4).contains(server.logins), "\(server.logins) logins")
                    try await swarm.expect("1/1", of: "\(release)_web")
                    try await requireSuccess(user.davit("upgrade \(release) web --set text=two"))
                    try await expect(user.history(release).map(\.status), equals: ["superseded", "deployed"])
                    try await requireSuccess(user.davit("uninstall \(release)"))
                    try await expect(swarm.footprint(release), equals: [])
                }
            }
        }

        @Test("a Docker context with an SSH address", .timeLimit(.minutes(1)))
        func context() async throws {
            try await withUser(engine: try Engine.swarm()) { user in
                try await SSHServer.serving(in: "\(user.folder)/ssh") { server in
                    var user = user
                    try server.equip(user)
                    user.environment["DOCKER_HOST"] = nil
                    let words = [
                        "docker", "context", "create", "far", "--docker", "host=\(try address(server))",
                    ]
                    try requireSuccess(
                        try await Program.run(
                            words,
                            in: "/",
                            environment: user.environment.merging(Self.path) { $1 }
                        )
                    )
                    try await requireSuccess(user.davit("list --context far"))
                    user.environment["DOCKER_CONTEXT"] = "far"
                    try await requireSuccess(user.davit("list"))
                }
            }
        }

        private static let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"]

        @Test("everything that can go wrong is one clear error", .timeLimit(.minutes(2)))
        func failures() async throws {
            try await withUser(engine: try Engine.swarm()) { user in
                var user = user
                let none = "ssh://127.0.0.1:\(try freePort())"
                user.environment["DOCKER_HOST"] = none
                // The person has no ssh yet.
                try await expectUnreachable(
                    user,
                    none,
                    "cannot start 'ssh'",
                    "apt-get install openssh-client"
                )
                try await SSHServer.serving(in: "\(user.folder)/ssh") { server in
                    let good = try address(server)
                    try server.equip(user)
                    try await expectUnreachable(user, none, "Connection refused", "ssh -p ")

                    user.environment["DOCKER_HOST"] = good
                    try server.equip(user, key: "stranger")
                    try await expectUnreachable(user, good, "Permission denied (publickey)", "ssh-copy-id -p")
                    try server.equip(user, knownHosts: "other_hosts")
                    try await expectUnreachable(user, good, "Host key verification failed", "compare the key")
                    try server.equip(user, knownHosts: "none")
                    try await expectUnreachable(user, good, "Host key verification failed", "compare the key")

                    try server.equip(user)
                    let empty = "ssh://127.0.0.1:\(server.port)/nowhere/docker.sock"
                    user.environment["DOCKER_HOST"] = empty
                    try await expectUnreachable(user, empty, "/nowhere/docker.sock", "docker version")
                    let secret = "ssh://me:hunter2@127.0.0.1:\(server.port)"
                    user.environment["DOCKER_HOST"] = secret
                    let run = try await user.davit("list")
                    expectOneError(run, containing: ["holds a password"])
                    #expect(!run.error.contains("hunter2"))
                }
                try await SSHServer.serving(in: "\(user.folder)/bare", path: "/nowhere") { server in
                    try server.equip(user)
                    let bare = try address(server)
                    user.environment["DOCKER_HOST"] = bare
                    try await expectUnreachable(user, bare, "docker", "install the docker command")
                }
            }
        }

        /// One error that tells where, why and what helps; and that nobody had to wait for.
        private func expectUnreachable(
            _ user: DavitUser,
            _ address: String,
            _ reason: String,
            _ hint: String,
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let run = try await user.davit("list")
            expectOneError(
                run,
                containing: [
                    "cannot reach the Docker engine at '\(address)' (from DOCKER_HOST): ", reason, hint,
                ],
                sourceLocation: sourceLocation
            )
            #expect(run.status == 5, "\(run.testDescription)", sourceLocation: sourceLocation)
        }

        @Test("no ssh outlives a davit that was killed", .timeLimit(.minutes(1)))
        func killed() async throws {
            try await withRelease { user, swarm, release in
                try await SSHServer.serving(in: "\(user.folder)/ssh") { server in
                    var user = user
                    try server.equip(user)
                    user.environment["DOCKER_HOST"] = try address(server)
                    try user.writeServiceChart()
                    let run = try await user.davit("install \(release) web --set health=/bin/false") { send in
                        _ = try await eventually { try await swarm.replicas("\(release)_web") != nil }
                        let running = try await clients(of: server)
                        #expect(!running.isEmpty)
                        send(.kill)
                    }
                    #expect(run.status == 128 + 9)
                    let isGone = try await eventually(seconds: 10) { try await clients(of: server).isEmpty }
                    #expect(isGone, "an ssh is left")
                    // And the release is none the worse for it.
                    try await requireSuccess(user.davit("uninstall \(release)"))
                    try await expect(swarm.footprint(release), equals: [])
                }
            }
        }

        /// The processes of ssh that use a server's keys.
        private func clients(of server: SSHServer) async throws -> [String] {
            try await Program.run(["pgrep", "-f", "IdentityFile=\(server.folder)/user"], in: "/").output.lines
        }

        @Test("a signal ends an operation cleanly, the connection with it", .timeLimit(.minutes(1)))
        func interrupted() async throws {
            try await withRelease { user, swarm, release in
                try await SSHServer.serving(in: "\(user.folder)/ssh") { server in
                    var user = user
                    try server.equip(user)
                    user.environment["DOCKER_HOST"] = try address(server)
                    try user.writeServiceChart()
                    let run = try await user.davit("install \(release) web --set health=/bin/false") { send in
                        _ = try await eventually { try await swarm.replicas("\(release)_web") != nil }
                        send(.interrupt)
                    }
                    #expect(run.status == 130, "\(run.testDescription)")
                    try await expect(user.history(release).map(\.status), equals: ["failed"])
                }
            }
        }
    }
}
