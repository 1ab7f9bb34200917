/// Base 64 and base 32 with padding, with the errors of Go's decoders (RFC 4648).
enum Base64 {
    private static let alphabet = [UInt8](
        text: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    )

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        RadixCoding(alphabet: alphabet, bits: 6, group: 4).encode(bytes)
    }

    /// The bytes, or the offset of the first byte of `text` that cannot stand there.
    static func decode(_ text: [UInt8]) -> Result<[UInt8], RadixCoding.InvalidInput> {
        RadixCoding(alphabet: alphabet, bits: 6, group: 4).decode(text)
    }
}

/// Base 32 with the standard alphabet.
enum Base32 {
    private static let alphabet = [UInt8](text: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        RadixCoding(alphabet: alphabet, bits: 5, group: 8).encode(bytes)
    }

    static func decode(_ text: [UInt8]) -> Result<[UInt8], RadixCoding.InvalidInput> {
        RadixCoding(alphabet: alphabet, bits: 5, group: 8).decode(text)
    }
}

/// A coding of bytes by characters of some bits each, padded with `=` to groups.
struct RadixCoding {
    /// The offset at which a text stops making sense.
    struct InvalidInput: Error {
        var offset: Int
    }

    let alphabet: [UInt8]
    /// How many bits each character stands for.
    let bits: Int
    /// How many characters a whole group has.
    let group: Int

    func encode(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count * 8 / bits / group + 1) * group)
        var buffer: UInt32 = 0
        var held = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            held += 8
            while held >= bits {
                held -= bits
                output.append(alphabet[Int(buffer >> UInt32(held)) & (alphabet.count - 1)])
            }
        }
        if held > 0 { output.append(alphabet[Int(buffer << UInt32(bits - held)) & (alphabet.count - 1)]) }
        while output.count % group != 0 { output.append(UInt8(ascii: "=")) }
        return output
    }

    /// Line breaks are skipped; padding must be complete and nothing may follow it.
    func decode(_ text: [UInt8]) -> Result<[UInt8], InvalidInput> {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        var output: [UInt8] = []
        output.reserveCapacity(text.count * bits / 8)
        var buffer: UInt32 = 0
        var held = 0
        var inGroup = 0
        var offset = 0
        while offset < text.count {
            let byte = text[offset]
            offset += 1
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { continue }
            if byte == UInt8(ascii: "=") {
                if let error = checkPadding(text, from: offset - 1, inGroup: inGroup) {
                    return .failure(error)
                }
                return .success(output)
            }
            let value = values[Int(byte)]
            if value == 0xFF { return .failure(InvalidInput(offset: offset - 1)) }
            buffer = buffer << UInt32(bits) | UInt32(value)
            held += bits
            inGroup = (inGroup + 1) % group
            if held >= 8 {
                held -= 8
                output.append(UInt8(truncatingIfNeeded: buffer >> UInt32(held)))
            }
        }
        if inGroup != 0 { return .failure(InvalidInput(offset: text.count - inGroup)) }
        return .success(output)
    }

    /// What is wrong with the padding that begins at `start`, after `inGroup` characters of a group.
    private func checkPadding(_ text: [UInt8], from start: Int, inGroup: Int) -> InvalidInput? {
        // So many characters hold whole bytes: 2 or 3 of base 64, 2, 4, 5 or 7 of base 32.
        let leftOver = inGroup * bits % 8
        guard inGroup > 0, leftOver < bits else { return InvalidInput(offset: start) }
        var padding = 0
        for offset in start..<text.count {
            let byte = text[offset]
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { continue }
            guard byte == UInt8(ascii: "="), padding < group - inGroup else {
                return InvalidInput(offset: offset)
            }
            padding += 1
        }
        return padding == group - inGroup ? nil : InvalidInput(offset: text.count)
    }
}
