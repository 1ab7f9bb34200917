#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A thread of the system, for calls that block.
enum Thread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    /// Runs `body` on a new thread that takes no signals.
    ///
    /// Signals belong to the main thread; with SIGPIPE blocked here, a connection that the other side
    /// closed is an error and not the end of the process.
    /// - Returns: Whether the system gave a thread.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let box = Unmanaged.passRetained(Body(body))
        #if canImport(Glibc)
            var thread = pthread_t()
            let status = pthread_create(&thread, nil, { Thread.enter($0) }, box.toOpaque())
        #else
            var thread: pthread_t?
            let status = pthread_create(&thread, nil, { Thread.enter($0) }, box.toOpaque())
        #endif
        guard status == 0 else {
            box.release()
            return false
        }
        return true
    }

    private static func enter(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let context else { return nil }
        pthread_detach(pthread_self())
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return nil
    }
}
