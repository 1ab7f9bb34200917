import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Ends a rendering that takes too much of the processor's time.
///
/// What counts is the time of the rendering's own thread, so that a busy machine does not matter. The thread that
/// waits for it watches the clock and raises a flag, which the evaluator looks at in every step. Making
/// keys is excused, up to a limit of its own, since one key can take a second.
package final class RenderingClock: Sendable {
    #if DEBUG
        /// Unoptimised code is many times slower.
        private static let slowness = 20
    #else
        private static let slowness = 1
    #endif
    /// Nanoseconds for evaluating templates.
    private let limit: Int
    /// Nanoseconds for making keys and password hashes.
    private static let excusedLimit = 10_000_000_000

    private let flag = Atomic(false)
    private let excused = Atomic(0)
    /// The time that the rendering's thread had used when it began, if no other thread watches it; else -1.
    private let start = Atomic(-1)
    /// When the clock was looked at last.
    private let lastPoll = Atomic(0)
    /// Nanoseconds between two looks at the clock.
    private static let pollInterval = 10_000_000

    /// - Parameter seconds: The time for evaluating templates; the largest charts known take a tenth of it.
    package init(seconds: Double = 1.5) {
        limit = Int(seconds * 1_000_000_000) * Self.slowness
    }

    /// Whether the time is used up.
    var isExpired: Bool { flag.load(ordering: .relaxed) }

    /// Takes note of how much time the rendering's thread has used.
    func note(nanoseconds used: Int) {
        let excused = excused.load(ordering: .relaxed)
        if used - excused > limit || excused > Self.excusedLimit { flag.store(true, ordering: .relaxed) }
    }

    /// From here on the running thread, which renders, looks at its clock itself.
    func beginPolling() {
        start.store(Self.threadTime(), ordering: .relaxed)
    }

    func endPolling() {
        start.store(-1, ordering: .relaxed)
    }

    /// Looks at the clock when it is time to and no other thread does.
    func poll() {
        let start = start.load(ordering: .relaxed)
        guard start >= 0 else { return }
        // A thread's clock takes a call into the kernel; this one does not.
        let now = Self.nanoseconds(of: Self.cheapClock)
        guard now - lastPoll.load(ordering: .relaxed) > Self.pollInterval else { return }
        lastPoll.store(now, ordering: .relaxed)
        note(nanoseconds: Self.threadTime() - start)
    }

    #if canImport(Darwin)
        private static var cheapClock: clockid_t { CLOCK_MONOTONIC_RAW_APPROX }
    #else
        private static var cheapClock: clockid_t { CLOCK_MONOTONIC_COARSE }
    #endif

    /// Runs what is expensive by nature; its time does not count.
    func excusing<Success>(_ body: () throws(GoError) -> Success) throws(GoError) -> Success {
        let start = Self.threadTime()
        defer {
            excused.add(Self.threadTime() - start, ordering: .relaxed)
            note(nanoseconds: 0)
        }
        return try body()
    }

    /// The time that the running thread has used, in nanoseconds.
    private static func threadTime() -> Int {
        nanoseconds(of: CLOCK_THREAD_CPUTIME_ID)
    }

    #if canImport(Darwin)
        private static func nanoseconds(of clock: clockid_t) -> Int {
            Int(clock_gettime_nsec_np(clock))
        }

        /// Watches a thread's clock until the thread says that it is done.
        func watch(_ thread: pthread_t, until done: UnsafeMutablePointer<sem_t>) {}
    #else
        private static func nanoseconds(of clock: clockid_t) -> Int {
            var time = timespec()
            clock_gettime(clock, &time)
            return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
        }

        /// Watches a thread's clock until the thread says that it is done.
        func watch(_ thread: pthread_t, until done: UnsafeMutablePointer<sem_t>) {
            var clock = clockid_t()
            guard pthread_getcpuclockid(thread, &clock) == 0 else { return }
            while true {
                var next = timespec()
                clock_gettime(CLOCK_REALTIME, &next)
                next.tv_nsec += 50_000_000
                if next.tv_nsec >= 1_000_000_000 {
                    next.tv_nsec -= 1_000_000_000
                    next.tv_sec += 1
                }
                if sem_timedwait(done, &next) == 0 { return }
                note(nanoseconds: Self.nanoseconds(of: clock))
            }
        }
    #endif
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
