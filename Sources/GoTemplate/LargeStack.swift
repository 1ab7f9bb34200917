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
    /// - Parameter body: The work, which must be able to start anew. It is told the size of the stack it runs
    ///   on, and says whether that was too small.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    package static func runWhenNeeded<Success, Failure: Error>(
        _ body: (_ stackSize: Int, _ ranOut: inout Bool) throws(Failure) -> Success
    ) throws(Failure) -> Success {
        #if !canImport(Musl)
            // Musl's threads have stacks too small to try.
            var ranOut = false
            do throws(Failure) {
                let result = try body(StackGuard.defaultSize, &ranOut)
                if !ranOut { return result }
            } catch {
                if !ranOut { throw error }
            }
        #endif
        return try run { size throws(Failure) in
            var ranOut = false
            return try body(size, &ranOut)
        }
    }

    /// Runs `body` on a thread of its own and waits for it.
    ///
    /// - Parameters:
    ///   - size: The stack's size in bytes; memory is used only as far as the stack grows.
    ///   - body: The work. It is told the size of the stack it runs on, for `TemplateSet.stackSize`; where
    ///     no thread can be made, it runs on the caller's.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    package static func run<Success, Failure: Error>(
        size: Int = ExecutionLimits.wantedStackSize,
        _ body: (_ stackSize: Int) throws(Failure) -> Success
    ) throws(Failure) -> Success {
        var result: Result<Success, Failure>?
        onThread(size: size) {
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

        init(_ body: @escaping () -> Void) {
            self.body = body
        }
    }

    /// Runs `body` on a new thread until it ends; does nothing when there can be no thread.
    private static func onThread(size: Int, _ body: () -> Void) {
        withoutActuallyEscaping(body) { body in
            let job = Unmanaged.passRetained(Job(body))
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            defer { pthread_attr_destroy(&attributes) }
            var thread: pthread_t?
            let status = start(&thread, &attributes, size: size, job.toOpaque())
            if status == 0, let thread {
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
        if let job { Unmanaged<Job>.fromOpaque(job).takeRetainedValue().body() }
        return nil
    }
}
