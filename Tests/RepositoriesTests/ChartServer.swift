import Archives
import Diagnostics
import FoundationEssentials
import HTTP
import Repositories
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A real nginx that serves a folder of charts, for the length of one test.
struct ChartServer {
    /// The folder that is served; below `private/` only to user `ann` with password `pass word`.
    let folder: String
    let url: String
    private let log: String

    /// Whether tests with nginx are to run; where engines are required they run and fail without it.
    static let isWanted: Bool = {
        if ProcessInfo.processInfo.environment["DAVIT_REQUIRE_ENGINES"] == "1" { return true }
        return (try? BackgroundProcess(["sh", "-c", "PATH=$PATH:/usr/sbin nginx -v 2>&1 >/dev/null"]).stop())
            == 0
    }()

    /// The requests so far, as `STATUS URI CREDENTIALS`.
    func requests() throws -> [String] {
        String(decoding: try AtomicFile.read(log) ?? [], as: UTF8.self).split(separator: "\n").map(
            String.init
        )
    }

    static func run<Result>(_ body: (ChartServer) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            for _ in 0..<5 {
                let port = try freePort()
                let server = ChartServer(
                    folder: "\(folder)/charts",
                    url: "http://127.0.0.1:\(port)",
                    log: "\(folder)/requests.log"
                )
                try AtomicFile.makeFolder("\(server.folder)/private")
                try AtomicFile.write(Array("ann:{PLAIN}pass word\n".utf8), to: "\(folder)/users")
                try AtomicFile.write(
                    Array(configuration(folder, port: port).utf8),
                    to: "\(folder)/nginx.conf"
                )
                // nginx does not look at its standard input, so a shell does it for nginx.
                let script = """
                    PATH=$PATH:/usr/sbin; nginx -p '\(folder)' -c '\(folder)/nginx.conf' 2>/dev/null & server=$!
                    cat >/dev/null; kill $server; wait $server
                    """
                let process = try BackgroundProcess(["sh", "-c", script])
                defer { process.stop() }
                if await server.isUp() { return try await body(server) }
            }
            throw Failure(.unavailable, "nginx does not start")
        }
    }

    private func isUp() async -> Bool {
        for _ in 0..<100 {
            if (try? await HTTPClient().send(HTTPRequest(url: "\(url)/up"))) != nil { return true }
            try? await Task.sleep(for: .milliseconds(50))
        }
        return false
    }

    private static func configuration(_ folder: String, port: UInt16) -> String {
        """
        daemon off; master_process off; pid nginx.pid; error_log stderr crit;
        events { worker_connections 64; }
        http {
            log_format plain '$status $request_uri $http_authorization';
            access_log requests.log plain;
            client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi; scgi_temp_path scgi;
            gzip on; gzip_types *; gzip_min_length 1;
            server {
                listen 127.0.0.1:\(port);
                root charts;
                location = /up { access_log off; return 204; }
                location /private/ { auth_basic test; auth_basic_user_file users; }
                location /moved/ { rewrite ^/moved/(.*)$ /$1 redirect; }
            }
        }
        """
    }

    /// A port that nobody listened on a moment ago.
    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) + getsockname(descriptor, $0, &length)
            }
        }
        guard status == 0 else { throw Failure(.unavailable, "there is no free port") }
        return UInt16(bigEndian: address.sin_port)
    }

    /// Puts a chart into the served folder and makes the index anew; gives the archive.
    @discardableResult
    func publish(
        _ name: String,
        _ version: String,
        in subfolder: String = "",
        more: String = "",
        url: String = ""
    ) throws -> [UInt8] {
        let place = subfolder.isEmpty ? folder : "\(folder)/\(subfolder)"
        let archive = try SampleChart.archive(name, version, more: more)
        try AtomicFile.write(archive, to: "\(place)/\(name)-\(version).tgz")
        var diagnostics = DiagnosticCollector()
        let publisher = IndexPublisher(
            folder: place,
            baseURL: url,
            now: "2026-01-01T00:00:00Z",
            metadata: SampleChart.metadata
        )
        try publisher.index(diagnostics: &diagnostics).write(to: "\(place)/index.yaml")
        #expect(diagnostics.diagnostics.isEmpty)
        return archive
    }
}
