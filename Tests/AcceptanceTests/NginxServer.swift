import FoundationEssentials
import TestSupport
import Testing

/// A real web server for one folder, on a free port of this machine.
struct NginxServer {
    /// `http://127.0.0.1:PORT`.
    let url: String
    private let process: BackgroundProcess

    /// Serves `folder` while `body` runs; configuration and logs are in `scratch`.
    static func serving<Result>(
        _ folder: String,
        scratch: String,
        _ body: (_ url: String) async throws -> Result
    ) async throws -> Result {
        let server = try await NginxServer(folder: folder, scratch: scratch)
        defer { server.process.stop() }
        return try await body(server.url)
    }

    private static let program =
        ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    private init(folder: String, scratch: String) async throws {
        let program = try #require(Self.program, "no nginx: run scripts/install-deps.sh test")
        let port = try freePort()
        url = "http://127.0.0.1:\(port)"
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: scratch),
            withIntermediateDirectories: true
        )
        let configuration = """
            daemon off;
            master_process off;
            pid \(scratch)/nginx.pid;
            error_log \(scratch)/error.log;
            events {}
            http {
                access_log \(scratch)/access.log;
                client_body_temp_path \(scratch)/body;
                proxy_temp_path \(scratch)/proxy;
                fastcgi_temp_path \(scratch)/fastcgi;
                uwsgi_temp_path \(scratch)/uwsgi;
                scgi_temp_path \(scratch)/scgi;
                server {
                    listen 127.0.0.1:\(port);
                    root \(folder);
                }
            }

            """
        let file = "\(scratch)/nginx.conf"
        try Data(configuration.utf8).write(to: URL(fileURLWithPath: file))
        // It ends with its standard input, so it is not left behind when the tests crash.
        process = try BackgroundProcess([
            "sh", "-c", "\"$1\" -e \"$2\" -c \"$3\" & cat >/dev/null; kill $!; wait $!", "sh", program,
            "\(scratch)/start.log", file,
        ])
        let address = url
        let answers = try await eventually(seconds: 10) {
            try await Program.run(["curl", "-s", "-o", "/dev/null", "\(address)/"], in: "/").succeeded
        }
        guard answers else {
            process.stop()
            throw NginxFailure(scratch: scratch)
        }
    }
}

/// A web server that does not answer.
struct NginxFailure: Error, CustomStringConvertible {
    let scratch: String

    var description: String {
        let log = ["start.log", "error.log"].compactMap {
            try? String(decoding: Data(contentsOf: URL(fileURLWithPath: "\(scratch)/\($0)")), as: UTF8.self)
        }
        return "nginx does not answer: \(log.joined())"
    }
}
