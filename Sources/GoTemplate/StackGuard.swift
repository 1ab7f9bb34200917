#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Tells how near the running thread is to the end of its stack.
///
/// Templates nest as deep as their author likes; running out of stack would end the process, so the
/// parser and the evaluator stop before.
struct StackGuard {
    /// Addresses below this one are kept for what functions do that templates call.
    private let low: UInt
    private let use: StackUse

    /// Measures from the caller's frame; a quarter of the stack is left for what is above it and for
    /// the functions that templates call.
    ///
    /// - Parameters:
    ///   - size: The size in bytes of the running thread's stack.
    ///   - use: Is told when the end was near.
    init(size: Int, _ use: StackUse) {
        self.use = use
        let address = Self.address()
        let usable = UInt(max(size, 0)) / 4 * 3
        low = address > usable ? address - usable : 0
    }

    /// True when little stack is left.
    var isNearEnd: Bool {
        if Self.address() >= low { return false }
        use.ranOut = true
        return true
    }

    @inline(never)
    private static func address() -> UInt {
        var marker: UInt8 = 0
        return withUnsafePointer(to: &marker) { UInt(bitPattern: $0) }
    }

    /// The size of a stack that nobody asked to be larger: the process's limit, at most 8 MiB.
    static let defaultSize: Int = {
        var limit = rlimit()
        #if canImport(Glibc)
            let status = getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit)
        #else
            let status = getrlimit(RLIMIT_STACK, &limit)
        #endif
        // Threads get 2 MiB where the limit is infinite.
        guard status == 0, limit.rlim_cur < 1 << 40 else { return 2 << 20 }
        return min(Int(limit.rlim_cur), 8 << 20)
    }()
}

/// Whether work came near the end of its stack.
final class StackUse {
    var ranOut = false
}
