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
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            let word = generator.next()
            for shift in stride(from: 0, to: 64, by: 8) where bytes.count < count {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        return bytes
    }
}
