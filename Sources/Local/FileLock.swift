internal import Diagnostics

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// An advisory lock on a file, held as long as the value lives; the kernel lets go of it when a process dies.
struct FileLock: ~Copyable {
    private let descriptor: CInt

    private init(owning descriptor: CInt) {
        self.descriptor = descriptor
    }

    deinit {
        // Closing the descriptor gives the lock back.
        _ = close(descriptor)
    }

    /// Gives the lock back.
    consuming func release() {}

    /// Takes the lock of the file at `path`, which is made where it is missing.
    ///
    /// Others hold it for milliseconds, so it is tried again and again without blocking a thread. Unless
    /// `isExclusive`, other readers are let in.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - isExclusive: Whether it is locked for writing.
    /// - Returns: The lock.
    /// - Throws: `.unavailable` when the file cannot be opened, or is still locked after ten seconds.
    static func acquire(_ path: String, isExclusive: Bool) async throws -> FileLock {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw Failure(.unavailable, "cannot open '\(path)': \(reason)")
        }
        let lock = FileLock(owning: descriptor)
        let deadline = ContinuousClock.now.advanced(by: .seconds(10))
        while flock(descriptor, (isExclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0 {
            let problem = errno
            guard problem == EWOULDBLOCK || problem == EINTR else {
                throw Failure(.unavailable, "cannot lock '\(path)': \(String(cString: strerror(problem)))")
            }
            guard ContinuousClock.now < deadline else {
                throw Failure(
                    .unavailable,
                    "'\(path)' stays locked by another process",
                    hint: "see who has it with 'fuser \(path)'"
                )
            }
            try await Task.sleep(for: .milliseconds(.random(in: 1...5)))
        }
        return lock
    }
}
