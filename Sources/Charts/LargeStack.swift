import Diagnostics
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Runs work on a thread with a stack of its own size, and waits for it.
///
/// Templates may nest deeper than the stack of an ordinary thread allows; the memory is reserved
/// only, and used as far as it is touched.
enum LargeStack {
    static func run<Result: Sendable>(
        bytes: Int, _ body: @escaping @Sendable () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let outcome = Outcome<Result>()
        let job = Job {
            do throws(Failure) {
                outcome.set(.success(try body()))
            } catch {
                outcome.set(.failure(error))
            }
        }
        var thread = pthread_t()
        let context = Unmanaged.passRetained(job)
        let status = withUnsafeTemporaryAllocation(of: pthread_attr_t.self, capacity: 1) { buffer in
            guard let attributes = buffer.baseAddress else { return ENOMEM }
            pthread_attr_init(attributes)
            defer { pthread_attr_destroy(attributes) }
            pthread_attr_setstacksize(attributes, bytes)
            return pthread_create(&thread, attributes, runJob, context.toOpaque())
        }
        guard status == 0 else {
            context.release()
            throw Failure(.internal, "cannot start a thread: \(String(cString: strerror(status)))")
        }
        pthread_join(thread, nil)
        guard let result = outcome.get() else {
            throw Failure(.internal, "a thread ended without a result")
        }
        return try result.get()
    }

    /// What a thread runs.
    private final class Job: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    private static let runJob: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        if let context { Unmanaged<Job>.fromOpaque(context).takeRetainedValue().body() }
        return nil
    }

    /// The result, handed from the thread to the one that waits.
    private final class Outcome<Success: Sendable>: Sendable {
        private let value = Mutex<Swift.Result<Success, Failure>?>(nil)

        func set(_ result: Swift.Result<Success, Failure>) { value.withLock { $0 = result } }
        func get() -> Swift.Result<Success, Failure>? { value.withLock { $0 } }
    }
}
