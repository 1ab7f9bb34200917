import FoundationEssentials
import TestSupport
import Testing

/// A real sshd on 127.0.0.1 with keys of its own, for the user that runs the tests.
struct SSHServer {
    let port: UInt16
    /// Holds keys, configurations and the server's log.
    let folder: String
    private let process: BackgroundProcess

    /// Whether this machine can run one; without root sshd may not let anybody in.
    static let isAvailable = program != nil

    private static let program = ["/usr/sbin/sshd", "/usr/bin/sshd"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Serves while `body` runs.
    ///
    /// - Parameters:
    ///   - folder: For everything of it.
    ///   - path: The `PATH` of the commands that are run through it; nil leaves sshd's own.
    ///   - body: What needs it.
    static func serving<Result>(
        in folder: String,
        path: String? = nil,
        _ body: (SSHServer) async throws -> Result
    ) async throws -> Result {
        let server = try await SSHServer(folder: folder, path: path)
        defer { server.process.stop() }
        return try await body(server)
    }

    private init(folder: String, path: String?) async throws {
        self.folder = folder
        port = try freePort()
        let program = try #require(Self.program, "no sshd: run scripts/install-deps.sh test")
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: folder),
            withIntermediateDirectories: true
        )
        for key in ["host", "user", "stranger"] {
            let words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(folder)/\(key)"]
            try requireSuccess(try await Program.run(words, in: folder))
        }
        let key = try Self.read("\(folder)/host.pub").columns.prefix(2).joined(separator: " ")
        try Self.write("[127.0.0.1]:\(port) \(key)\n", to: "\(folder)/known_hosts")
        try Self.write(
            "[127.0.0.1]:\(port) \(Self.read("\(folder)/stranger.pub"))",
            to: "\(folder)/other_hosts"
        )
        try Self.write(
            """
            ListenAddress 127.0.0.1
            Port \(port)
            HostKey \(folder)/host
            AuthorizedKeysFile \(folder)/user.pub
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password
            LogLevel VERBOSE
            \(path.map { "SetEnv PATH=\($0)" } ?? "")

            """,
            to: "\(folder)/sshd_config"
        )
        // It refuses to start without this folder, which the service's own start makes.
        try? FileManager.default.createDirectory(
            at: URL(fileURLWithPath: "/run/sshd"),
            withIntermediateDirectories: true
        )
        process = try BackgroundProcess([
            "sh", "-c", "\"$1\" -D -E \"$2\" -f \"$3\" & cat >/dev/null; kill $!; wait $!", "sh", program,
            "\(folder)/log", "\(folder)/sshd_config",
        ])
        let port = port
        let answers = try await eventually(seconds: 10) {
            try await Program.run(["ssh-keyscan", "-T", "2", "-p", "\(port)", "127.0.0.1"], in: "/").output
                .contains("ssh-ed25519")
        }
        if !answers {
            process.stop()
            Issue.record("sshd does not answer: \((try? Self.read("\(folder)/log")) ?? "")")
        }
    }

    /// How often somebody was let in so far.
    var logins: Int {
        (try? Self.read("\(folder)/log"))?.lines.count { $0.contains("Accepted publickey") } ?? 0
    }

    /// Gives a person an `ssh` that uses this server's keys and nothing of the machine's own configuration.
    ///
    /// OpenSSH finds its files through the user database and not through `HOME`, so only options help.
    func equip(_ user: DavitUser, key: String = "user", knownHosts: String = "known_hosts") throws {
        let folder = "\(user.folder)/empty"
        try Self.write(
            """
            #!/bin/sh
            exec /usr/bin/ssh -F /dev/null -o IdentitiesOnly=yes -o IdentityFile=\(self.folder)/\(key) \
            -o UserKnownHostsFile=\(self.folder)/\(knownHosts) -o GlobalKnownHostsFile=/dev/null "$@"

            """,
            to: "\(folder)/ssh"
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/ssh")
    }

    private static func read(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }

    private static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
}
