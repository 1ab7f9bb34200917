#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Ends a rendering that takes too much of the processor's time.
///
/// What counts is the time of the rendering's own thread, so that a busy machine does not matter. The
/// evaluator asks in every step, and functions when they loop. Making keys is excused, up to a limit of its
/// own, since one key can take a second.
package final class RenderingClock {
    #if DEBUG
        /// Unoptimised code is many times slower.
        private static let slowness = 20
    #else
        private static let slowness = 1
    #endif
    /// Nanoseconds for making keys and password hashes.
    private static let excusedLimit = 10_000_000_000
    /// Nanoseconds between two looks at the thread's clock, which takes a call into the kernel.
    private static let interval = 10_000_000

    /// Nanoseconds for evaluating templates.
    private let limit: Int
    private let start = RenderingClock.threadTime()
    private var excused = 0
    private var lastLook = 0
    private var hasExpired = false

    /// Starts to count the time of the running thread.
    ///
    /// - Parameter seconds: The time for evaluating templates; the largest charts known take a tenth of it.
    package init(seconds: Double = 1.5) {
        limit = Int(seconds * 1_000_000_000) * Self.slowness
    }

    /// Whether the time is used up.
    var isExpired: Bool {
        // This clock takes none.
        let now = Self.nanoseconds(of: Self.cheapClock)
        if now - lastLook > Self.interval {
            lastLook = now
            hasExpired = hasExpired || Self.threadTime() - start - excused > limit
        }
        return hasExpired
    }

    /// Runs what is expensive by nature; its time does not count.
    func excusing<Success>(_ body: () throws(GoError) -> Success) throws(GoError) -> Success {
        let start = Self.threadTime()
        defer {
            excused += Self.threadTime() - start
            if excused > Self.excusedLimit { hasExpired = true }
        }
        return try body()
    }

    /// The time that the running thread has used, in nanoseconds.
    private static func threadTime() -> Int { nanoseconds(of: CLOCK_THREAD_CPUTIME_ID) }

    #if canImport(Darwin)
        private static var cheapClock: clockid_t { CLOCK_MONOTONIC_RAW_APPROX }
    #else
        private static var cheapClock: clockid_t { CLOCK_MONOTONIC_COARSE }
    #endif

    private static func nanoseconds(of clock: clockid_t) -> Int {
        #if canImport(Darwin)
            return Int(clock_gettime_nsec_np(clock))
        #else
            var time = timespec()
            clock_gettime(clock, &time)
            return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
        #endif
    }
}

extension GoFunction {
    /// The function with its time excused: for making keys and password hashes.
    package func excused() -> GoFunction {
        var function = self
        let body = body
        function.body = { arguments, context throws(GoError) in
            // A loop of them ends when the time for them is used up.
            try context.allow(bytes: 0)
            return try context.excusing { () throws(GoError) in try body(arguments, context) }
        }
        return function
    }
}
