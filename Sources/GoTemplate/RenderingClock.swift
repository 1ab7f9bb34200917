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
    /// How many questions are answered by one look at the thread's clock, which costs as much as some steps.
    private static let interval = 64

    /// Nanoseconds for evaluating templates.
    private let limit: Int
    private let start = RenderingClock.threadTime()
    private var excused = 0
    private var questions = 0
    private var hasExpired = false

    /// Starts to count the time of the running thread.
    ///
    /// - Parameter seconds: The time for evaluating templates; the largest charts known take a tenth of it.
    package init(seconds: Double = 1.5) {
        limit = Int(seconds * 1_000_000_000) * Self.slowness
    }

    /// Whether the time is used up.
    var isExpired: Bool {
        questions &+= 1
        if questions >= Self.interval {
            questions = 0
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
    private static func threadTime() -> Int {
        #if canImport(Darwin)
            return Int(clock_gettime_nsec_np(CLOCK_THREAD_CPUTIME_ID))
        #else
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
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
            try context.spend(bytes: 0)
            return try context.excusing { () throws(GoError) in try body(arguments, context) }
        }
        return function
    }
}
