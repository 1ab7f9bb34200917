import Dispatch

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Ends the process with a status at once.
///
/// Everything is written without buffers by now, and the clean-up of forty libraries takes its time.
func exitProcess(_ status: Int32) -> Never {
    _exit(status)
}

/// Turns SIGINT and SIGTERM into the cancellation of the running operation.
///
/// The operation then ends as after a failure: it marks its revision, releases its lease and stops. A
/// second signal ends the process at once.
enum Interruption {
    static func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let task = Task { try await body() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if task.isCancelled { exit(128 + number) }
                task.cancel()
            }
            source.resume()
            return source
        }
        defer {
            for source in sources { source.cancel() }
        }
        try await task.value
    }
}
