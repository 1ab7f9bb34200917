internal import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A program whose standard input and output are one connection, as `ssh HOST docker system dial-stdio`.
///
/// It ends by itself when this process does, however that comes about: the kernel closes this side of the
/// connection, and the program reads the end.
final class RelayProcess {
    private let identifier: pid_t
    /// A file without a name that takes the program's standard error.
    private let errors: CInt
    private(set) var status: Int32?
    private var isEnded = false

    /// Starts a program that is found through `PATH`.
    ///
    /// - Parameters:
    ///   - command: The program and its arguments.
    ///   - connection: Its side of the connection; remains open here.
    /// - Throws: The system's error number.
    init(_ command: [String], connection: CInt) throws(SystemError) {
        let errors = Self.makeFile()
        guard errors >= 0 else { throw SystemError(number: errno) }
        var identifier: pid_t = 0
        let status = Self.spawn(command, connection: connection, errors: errors, &identifier)
        guard status == 0 else {
            close(errors)
            throw SystemError(number: status)
        }
        self.identifier = identifier
        self.errors = errors
    }

    struct SystemError: Error {
        var number: CInt
    }

    /// Sees to it that the program ends, the other side of whose connection has been closed.
    func end() {
        guard !isEnded else { return }
        isEnded = true
        for signal in [nil, SIGTERM, SIGKILL] {
            if let signal { kill(identifier, signal) }
            if waitForEnd(milliseconds: 300) { break }
        }
    }

    deinit {
        end()
        close(errors)
    }

    /// Waits a while for the program to end by itself.
    ///
    /// - Returns: Whether it has ended.
    @discardableResult
    func waitForEnd(milliseconds: Int) -> Bool {
        for _ in 0...(milliseconds / 10) {
            if status != nil { return true }
            var result: Int32 = 0
            switch waitpid(identifier, &result, WNOHANG) {
            case identifier:
                status = result & 0x7F == 0 ? (result >> 8) & 0xFF : 128 + (result & 0x7F)
                return true
            case -1 where errno != EINTR:
                return true
            default:
                usleep(10_000)
            }
        }
        return false
    }

    /// The last lines that the program wrote to its standard error, without control characters.
    var lines: [String] {
        let limit = 8192
        let size = lseek(errors, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = pread(errors, &bytes, limit, max(0, size - off_t(limit)))
        return bytes.prefix(max(0, count)).split { $0 == 0x0A || $0 == 0x0D }
            .map { String(decoding: $0.filter { $0 >= 0x20 && $0 != 0x7F }, as: UTF8.self) }
            .filter { !$0.isEmpty }
            .suffix(12)
    }

    private static func spawn(
        _ command: [String],
        connection: CInt,
        errors: CInt,
        _ identifier: inout pid_t
    ) -> CInt {
        #if canImport(Glibc)
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #else
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, connection, 0)
        posix_spawn_file_actions_adddup2(&actions, connection, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // This thread has all signals blocked, which a program would inherit. And a group of its own keeps
        // the terminal's Ctrl-C away from it: the connection is needed for ending an operation cleanly.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP)
        )
        var words = command.map { strdup($0) }
        defer { words.forEach { free($0) } }
        words.append(nil)
        return posix_spawnp(&identifier, command[0], &actions, &attributes, words, environ)
    }

    /// Makes a file that is gone when it is closed; a pipe would have to be emptied all the time.
    private static func makeFile() -> CInt {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let path = "\(folder)/davit-\(UInt64.random(in: .min ... .max))"
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 { unlink(path) }
        return descriptor
    }
}
