internal import CCurl

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The connections of one libcurl handle that run through programs.
///
/// libcurl insists on connecting its sockets itself (it has a way to hand it a connected one, which some of
/// its versions ignore). So there is something to connect to for that short moment: a socket in a folder
/// that only this user may enter, gone as soon as the connection is there.
///
/// Used by one thread at a time, like the handle.
final class RelaySockets {
    /// The path of the socket that libcurl is told to connect to.
    let path: String
    private let folder: String
    private let command: [String]
    private var processes: [CInt: RelayProcess] = [:]
    private var newest: RelayProcess?
    private var startError: CInt?
    /// The socket at `path`, and libcurl's that is about to be connected to it.
    private var listener: CInt?
    private var client: CInt = -1

    init(_ command: [String]) {
        self.command = command
        let root = getenv("XDG_RUNTIME_DIR").map { String(cString: $0) } ?? "/tmp"
        folder = "\(root)/davit-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        path = "\(folder)/s"
    }

    deinit {
        stopListening()
    }

    /// What became of the newest connection, once a transfer on it has failed.
    ///
    /// Gives the program a moment to end: it closes its output before it has an exit status.
    var problem: ConnectionProblem? {
        if let startError {
            let reason = String(cString: strerror(startError))
            return .relay(status: nil, lines: ["cannot start '\(command[0])': \(reason)"])
        }
        guard let newest else { return nil }
        newest.waitForEnd(milliseconds: 1000)
        return .relay(status: newest.status, lines: newest.lines)
    }

    /// Starts the program of a connection that libcurl has just made; does nothing when there is none.
    func startProgram() {
        guard let listener else { return }
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        stopListening()
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        do {
            let process = try RelayProcess(command, connection: connection)
            processes[client] = process
            newest = process
        } catch {
            startError = error.number
        }
        close(connection)
    }

    private func makeClient() -> CInt {
        startError = nil
        newest = nil
        stopListening()
        let listener = Self.makeSocket()
        let client = Self.makeSocket()
        guard listener >= 0, client >= 0, mkdir(folder, 0o700) == 0, place(listener) else {
            startError = errno
            close(listener)
            close(client)
            rmdir(folder)
            return -1
        }
        self.listener = listener
        self.client = client
        return client
    }

    /// Has the socket listen at `path`.
    private func place(_ listener: CInt) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isShort = withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            guard path.utf8.count < bytes.count else { return false }
            bytes.copyBytes(from: path.utf8)
            return true
        }
        guard isShort else {
            errno = ENAMETOOLONG
            return false
        }
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        return isBound && fcntl(listener, F_SETFL, O_NONBLOCK) == 0 && listen(listener, 1) == 0
    }

    private func stopListening() {
        guard let listener else { return }
        self.listener = nil
        close(listener)
        unlink(path)
        rmdir(folder)
    }

    private func end(_ descriptor: CInt) {
        close(descriptor)
        processes.removeValue(forKey: descriptor)?.end()
    }

    private static func makeSocket() -> CInt {
        #if canImport(Glibc)
            return socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        #else
            let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            return descriptor
        #endif
    }

    /// libcurl's callback for a new socket; `context` is a `RelaySockets`.
    static let openCallback: curl_opensocket_callback = { context, _, _ in
        guard let context else { return -1 }
        return Unmanaged<RelaySockets>.fromOpaque(context).takeUnretainedValue().makeClient()
    }

    /// libcurl's callback for a socket that it needs no more; `context` is a `RelaySockets`.
    static let closeCallback: curl_closesocket_callback = { context, descriptor in
        guard let context else { return 1 }
        Unmanaged<RelaySockets>.fromOpaque(context).takeUnretainedValue().end(descriptor)
        return 0
    }
}
