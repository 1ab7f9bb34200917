package import Diagnostics
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A program that serves a test until the test is over.
///
/// It should end when its standard input does: then nothing is left behind even after a crash of the tests.
package final class BackgroundProcess: Sendable {
    package let identifier: Int32
    private let input: CInt
    private let output: CInt
    private let isStopped = Mutex(false)

    /// Starts a program that is found through `PATH`.
    ///
    /// - Throws: `.unavailable` when it cannot be started.
    package init(_ arguments: [String]) throws(Failure) {
        var input: [CInt] = [-1, -1]
        var output: [CInt] = [-1, -1]
        guard Self.makePipe(&input), Self.makePipe(&output) else {
            throw Failure(.unavailable, "no pipe for '\(arguments[0])'")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input[0], 0)
        posix_spawn_file_actions_adddup2(&actions, output[1], 1)
        // This thread may have signals blocked or ignored, and a program would inherit that: it could not
        // be told to end.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var words = arguments.map { strdup($0) }
        defer { words.forEach { free($0) } }
        words.append(nil)
        var identifier: pid_t = 0
        let status = posix_spawnp(&identifier, arguments[0], &actions, &attributes, words, environ)
        close(input[0])
        close(output[1])
        guard status == 0 else {
            close(input[1])
            close(output[0])
            throw Failure(
                .unavailable,
                "cannot start '\(arguments[0])': \(String(cString: strerror(status)))"
            )
        }
        self.identifier = identifier
        self.input = input[1]
        self.output = output[0]
    }

    /// Makes a pipe that no program started meanwhile inherits: it would keep the pipe open.
    private static func makePipe(_ ends: inout [CInt]) -> Bool {
        #if canImport(Glibc)
            // Sockets, as Swift does not see pipe2(2), and a flag set later comes too late.
            return socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0
        #else
            guard pipe(&ends) == 0 else { return false }
            return ends.allSatisfy { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }
        #endif
    }

    /// Reads the next line of standard output, without its line feed; nil at the end.
    package func readLine() -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1 {
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }

    /// Ends the standard input and waits for the program's end; a second call does nothing.
    ///
    /// - Returns: The exit status, 128 and the signal's number after a signal.
    @discardableResult
    package func stop() -> Int32? {
        let isFirst = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        guard isFirst else { return nil }
        close(input)
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        close(output)
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }

    deinit { stop() }
}
