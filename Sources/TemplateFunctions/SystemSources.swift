#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The machine's clock and random numbers: the defaults of `FunctionOptions`.
package enum SystemSources {
    /// The real-time clock.
    @Sendable package static func now() -> FunctionOptions.Moment {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return (Int64(time.tv_sec), Int32(time.tv_nsec))
    }

    /// Bytes of the system's cryptographic random number generator.
    @Sendable package static func randomBytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, made in
            guard let start = buffer.baseAddress else { return }
            // All at once: each call goes into the kernel.
            arc4random_buf(start, count)
            made = count
        }
    }
}
