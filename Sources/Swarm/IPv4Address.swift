/// An address of IPv4 as a number.
struct IPv4Address: Equatable, Sendable {
    var number: UInt32

    /// nil when the text is no such address.
    init?(_ text: Substring) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { UInt8($0) }
        guard parts.count == 4, bytes.count == 4 else { return nil }
        number = bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Whether the first `bits` bits are the same, as in a range of that length.
    func isEqual(to other: IPv4Address, bits: Int) -> Bool {
        bits == 0 || number >> (32 - UInt32(bits)) == other.number >> (32 - UInt32(bits))
    }
}
