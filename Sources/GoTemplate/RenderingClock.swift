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
/// evaluator asks in every step, and functions when they loop. Making a few keys is excused, since one can take
/// a second.
package final class RenderingClock {
    #if DEBUG
        /// Unoptimised code is many times slower.
        private static let slowness = 20
    #else
        private static let slowness = 1
    #endif
    /// Nanoseconds between two looks at the thread's clock, which takes a call into the kernel.
    private static let interval = 10_000_000

    /// Nanoseconds for evaluating templates.
    private let limit: Int
    /// What the running thread's clock showed when counting began.
    private var start = RenderingClock.threadTime()
    /// The thread that shows it.
    private var thread = pthread_self()
    /// Nanoseconds counted before that.
    private var counted = 0
    private var excused = 0
    /// How much may still be excused, of 1.
    private var grace = 1.0
    /// Nanoseconds that excusing all of 1 takes, as far as calls have shown.
    private var cost = 0.0
    private var lastLook = RenderingClock.nanoseconds(of: RenderingClock.cheapClock)
    private var hasExpired = false

    /// Starts to count the time of the running thread.
    ///
    /// - Parameter seconds: The time for evaluating templates; the largest charts known take a tenth of it.
    package init(seconds: Double = 1) {
        limit = Int(seconds * 1_000_000_000) * Self.slowness
    }

    /// Whether the time is used up.
    var isExpired: Bool {
        // This clock takes none.
        let now = Self.nanoseconds(of: Self.cheapClock)
        if now - lastLook > Self.interval {
            lastLook = now
            hasExpired = hasExpired || used > limit
        }
        return hasExpired
    }

    /// Nanoseconds that count.
    private var used: Int { counted + Self.threadTime() - start - excused }

    /// Notes what was counted, before work may go on in another thread.
    package func pause() {
        let now = Self.threadTime()
        counted += now - start
        start = now
    }

    /// Goes on counting, in the running thread.
    package func resume() {
        // Another thread has a clock of its own.
        guard pthread_equal(thread, pthread_self()) == 0 else { return }
        thread = pthread_self()
        start = Self.threadTime()
    }

    /// Runs what is expensive by nature; its time does not count, unless there was too much of that.
    ///
    /// - Parameter share: How much it takes of what is excused, which is 1.
    func excusing<Success>(
        share: Double,
        _ body: () throws(GoError) -> Success
    ) throws(GoError) -> Success {
        guard grace > share / 2 else {
            excused = 0
            // It will take as long as those before, and cannot be interrupted.
            if used + Int(cost * share) > limit { hasExpired = true }
            return try body()
        }
        let start = Self.threadTime()
        defer {
            grace -= share
            excused += Self.threadTime() - start
            cost = Double(excused) / (1 - grace)
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
    ///
    /// - Parameter times: How many calls are excused, when there are no others; all count when there are more.
    package func excused(times: Int) -> GoFunction {
        var function = self
        let body = body
        function.body = { arguments, context throws(GoError) in
            try context.excusing(share: 1 / Double(times)) { () throws(GoError) in
                // A loop of them ends when the time for them is used up.
                try context.allow(bytes: 0)
                return try body(arguments, context)
            }
        }
        return function
    }
}
