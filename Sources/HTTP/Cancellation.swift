import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Tells a transfer on another thread to stop, at once even when nothing arrives on its connection.
final class Cancellation: Sendable {
    private struct State {
        var isCancelled = false
        /// The end of the pipe that the transfer's thread waits on, while it does.
        var wakeDescriptor: CInt?
    }

    private let state = Mutex(State())

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            guard let descriptor = state.wakeDescriptor else { return }
            var byte: UInt8 = 1
            // A full pipe wakes the reader just as well, so a failed write needs no care.
            _ = write(descriptor, &byte, 1)
        }
    }

    /// Has ``cancel()`` write to `descriptor` until ``detach()``.
    func attach(_ descriptor: CInt) {
        state.withLock { $0.wakeDescriptor = descriptor }
    }

    /// Forgets the descriptor; afterwards it may be closed.
    func detach() {
        state.withLock { $0.wakeDescriptor = nil }
    }
}
