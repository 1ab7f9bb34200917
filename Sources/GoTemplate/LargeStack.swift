#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs work on a thread whose stack is large enough for templates that nest deeply.
package enum LargeStack {
    /// Runs `body` on the caller's stack, and on a large one only when that was too small.
    ///
    /// Hardly any chart needs the thread that comes with a large stack.
    ///
    /// - Parameters:
    ///   - clock: What the work is timed with.
    ///   - body: The work, which must be able to start anew. It is told the size of the stack it runs on, and
    ///     says whether that was too small.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    package static func runWhenNeeded<Success, Failure: Error>(
        clock: RenderingClock = RenderingClock(),
        _ body: (_ stackSize: Int, _ use: StackUse) throws(Failure) -> Success
    ) throws(Failure) -> Success {
        #if !canImport(Musl)
            // Musl's threads have stacks too small to try.
            let use = StackUse()
            do throws(Failure) {
                clock.beginPolling()
                defer { clock.endPolling() }
                let result = try body(StackGuard.defaultSize, use)
                if !use.ranOut { return result }
            } catch {
                if !use.ranOut { throw error }
            }
        #endif
        return try run(clock: clock) { size throws(Failure) in try body(size, StackUse()) }
    }

    /// Runs `body` on a thread of its own and waits for it.
    ///
    /// - Parameters:
    ///   - size: The stack's size in bytes; memory is used only as far as the stack grows.
    ///   - clock: What the work is timed with.
    ///   - body: The work. It is told the size of the stack it runs on, for `TemplateSet.stackSize`; where
    ///     no thread can be made, it runs on the caller's.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    package static func run<Success, Failure: Error>(
        size: Int = ExecutionLimits.wantedStackSize,
        clock: RenderingClock = RenderingClock(),
        _ body: (_ stackSize: Int) throws(Failure) -> Success
    ) throws(Failure) -> Success {
        var result: Result<Success, Failure>?
        onThread(size: size, clock: clock) {
            do throws(Failure) {
                result = .success(try body(size))
            } catch {
                result = .failure(error)
            }
        }
        guard let result else { return try body(StackGuard.defaultSize) }
        return try result.get()
    }

    private final class Job {
        let body: () -> Void
        /// Raised when the work is done, while the thread's clock can still be read.
        let done: UnsafeMutablePointer<sem_t>

        init(_ body: @escaping () -> Void, done: UnsafeMutablePointer<sem_t>) {
            self.body = body
            self.done = done
        }
    }

    /// Runs `body` on a new thread until it ends; does nothing when there can be no thread.
    private static func onThread(size: Int, clock: RenderingClock, _ body: () -> Void) {
        withoutActuallyEscaping(body) { body in
            let done = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
            sem_init(done, 0, 0)
            defer {
                sem_destroy(done)
                done.deallocate()
            }
            let job = Unmanaged.passRetained(Job(body, done: done))
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            defer { pthread_attr_destroy(&attributes) }
            var thread: pthread_t?
            let status = start(&thread, &attributes, size: size, job.toOpaque())
            if status == 0, let thread {
                clock.watch(thread, until: done)
                pthread_join(thread, nil)
            } else {
                job.release()
            }
        }
    }

    private static func start(
        _ thread: inout pthread_t?,
        _ attributes: inout pthread_attr_t,
        size: Int,
        _ job: UnsafeMutableRawPointer
    ) -> Int32 {
        guard pthread_attr_setstacksize(&attributes, size) == 0 else { return EINVAL }
        #if canImport(Darwin)
            return pthread_create(&thread, &attributes, { LargeStack.work($0) }, job)
        #else
            var started = pthread_t()
            let status = pthread_create(&started, &attributes, { LargeStack.work($0) }, job)
            if status == 0 { thread = started }
            return status
        #endif
    }

    private static func work(_ job: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        if let job {
            let job = Unmanaged<Job>.fromOpaque(job).takeRetainedValue()
            job.body()
            sem_post(job.done)
        }
        return nil
    }
}
