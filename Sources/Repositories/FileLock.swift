internal import Archives
internal import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A lock between processes on a file that exists for that purpose; it is let go at the value's end, or
/// when the process ends in whatever way.
struct FileLock: ~Copyable {
    private let descriptor: CInt

    private init(owning descriptor: CInt) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Runs `body` while the lock is held.
    ///
    /// - Throws: `.conflict` when another process holds the lock for longer than `timeout` seconds, and
    ///   what `body` throws.
    static func hold<Result>(
        _ path: String,
        timeout: Double,
        _ body: () throws -> Result
    ) async throws -> Result {
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try AtomicFile.makeFolder(String(path[..<slash]), mode: 0o700)
        }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw Failure(.unavailable, "cannot open the lock '\(path)': \(String(cString: strerror(errno)))")
        }
        let lock = FileLock(owning: descriptor)
        let end = ContinuousClock.now + .seconds(timeout)
        // Waiting in the kernel would hold one of Swift's few threads.
        while flock(lock.descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard ContinuousClock.now < end else {
                throw Failure(
                    .conflict,
                    "another process has held the lock '\(path)' for \(Int(timeout)) seconds",
                    hint: "wait for it; 'fuser \(path)' shows its number"
                )
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        return try body()
    }
}
