/// Base 64 with padding (RFC 4648), with the errors of Go's decoder.
enum Base64 {
    private static let coding = RadixCoding(
        alphabet: [UInt8](text: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
        bits: 6,
        group: 4
    )

    static func encode(_ bytes: [UInt8]) -> [UInt8] { coding.encode(bytes) }

    /// The bytes, or where the text stops making sense; line breaks are skipped.
    static func decode(_ text: [UInt8]) -> Result<[UInt8], RadixCoding.InvalidInput> {
        let values = coding.values
        var bits = RadixCoding.BitBuffer(capacity: text.count * 3 / 4)
        var inGroup = 0
        for (offset, byte) in text.enumerated() where !isBreak(byte) {
            if byte == UInt8(ascii: "=") {
                let error = paddingError(text, from: offset, inGroup: inGroup)
                return error.map { .failure($0) } ?? .success(bits.bytes)
            }
            let value = values[Int(byte)]
            if value == 0xFF { return .failure(RadixCoding.InvalidInput(offset: offset)) }
            bits.append(value, width: 6)
            inGroup = (inGroup + 1) % 4
        }
        if inGroup != 0 { return .failure(RadixCoding.InvalidInput(offset: text.count - inGroup)) }
        return .success(bits.bytes)
    }

    private static func isBreak(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// What is wrong with the padding that begins at `start`, after `inGroup` characters of a group.
    private static func paddingError(
        _ text: [UInt8],
        from start: Int,
        inGroup: Int
    ) -> RadixCoding.InvalidInput? {
        if inGroup < 2 { return RadixCoding.InvalidInput(offset: start) }
        var rest = text.indices[(start + 1)...].filter { !isBreak(text[$0]) }[...]
        if inGroup == 2 {
            guard let second = rest.popFirst() else { return RadixCoding.InvalidInput(offset: text.count) }
            if text[second] != UInt8(ascii: "=") { return RadixCoding.InvalidInput(offset: second - 1) }
        }
        return rest.first.map { RadixCoding.InvalidInput(offset: $0) }
    }
}
