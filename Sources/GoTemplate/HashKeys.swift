/// The random numbers that key the hashes of one process.
struct HashKeys {
    private let first = UInt64.random(in: .min ... .max)
    private let second = UInt64.random(in: .min ... .max)
    private let third = UInt64.random(in: .min ... .max)

    static let ofProcess = HashKeys()

    /// A keyed hash of bytes: eight at a time are mixed in by a multiplication to 128 bits whose halves are
    /// put together.
    func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> Int {
        let count = bytes.count
        var state = first ^ seed ^ UInt64(truncatingIfNeeded: count)
        let rest: UInt64
        switch count {
        case 0: rest = 0
        case 1..<4:
            rest = UInt64(bytes[0]) << 16 | UInt64(bytes[count / 2]) << 8 | UInt64(bytes[count - 1])
        case 4..<8:
            let start = bytes.loadUnaligned(as: UInt32.self)
            let end = bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
            rest = UInt64(start) << 32 | UInt64(end)
        default:
            var place = 0
            while place + 8 < count {
                let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                state = Self.mixed(state ^ word, second)
                place += 8
            }
            // The last eight, of which some may have been mixed in before.
            rest = bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        }
        state = Self.mixed(state ^ rest, third)
        return Int(truncatingIfNeeded: Self.mixed(state, second))
    }

    private static func mixed(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right | 1)
        return product.high ^ product.low
    }
}
