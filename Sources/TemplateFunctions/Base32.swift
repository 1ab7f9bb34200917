/// Base 32 with the standard alphabet and padding (RFC 4648), with the errors of Go's decoder.
enum Base32 {
    private static let coding = RadixCoding(
        alphabet: [UInt8](text: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
        bits: 5,
        group: 8
    )

    static func encode(_ bytes: [UInt8]) -> [UInt8] { coding.encode(bytes) }

    /// The bytes, or where the text without its line breaks stops making sense.
    ///
    /// Padding counts only within the last eight characters, and what follows it is not looked at.
    static func decode(_ text: [UInt8]) -> Result<[UInt8], RadixCoding.InvalidInput> {
        let text = text.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let values = coding.values
        var bits = RadixCoding.BitBuffer(capacity: text.count * 5 / 8)
        var inGroup = 0
        for (offset, byte) in text.enumerated() {
            if byte == UInt8(ascii: "="), inGroup >= 2, text.count - offset <= 8 {
                let error = paddingError(text, from: offset, inGroup: inGroup)
                return error.map { .failure($0) } ?? .success(bits.bytes)
            }
            let value = values[Int(byte)]
            if value == 0xFF { return .failure(RadixCoding.InvalidInput(offset: offset)) }
            bits.append(value, width: 5)
            inGroup = (inGroup + 1) % 8
        }
        if inGroup != 0 { return .failure(RadixCoding.InvalidInput(offset: text.count - inGroup)) }
        return .success(bits.bytes)
    }

    private static func paddingError(
        _ text: [UInt8],
        from start: Int,
        inGroup: Int
    ) -> RadixCoding.InvalidInput? {
        let rest = text[(start + 1)...]
        let wanted = 7 - inGroup
        if rest.count < wanted { return RadixCoding.InvalidInput(offset: text.count) }
        if let wrong = rest.prefix(wanted).firstIndex(where: { $0 != UInt8(ascii: "=") }) {
            return RadixCoding.InvalidInput(offset: start + 2 * (wrong - start - 1))
        }
        // 3 and 6 characters do not end on a whole byte.
        return inGroup == 3 || inGroup == 6 ? RadixCoding.InvalidInput(offset: start) : nil
    }
}
