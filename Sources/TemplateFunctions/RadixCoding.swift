/// A coding of bytes by characters of some bits each, padded with `=` to groups.
struct RadixCoding {
    /// The offset at which a text stops making sense.
    struct InvalidInput: Error {
        var offset: Int
    }

    /// Collects bits into whole bytes.
    struct BitBuffer {
        private(set) var bytes: [UInt8] = []
        private var buffer: UInt32 = 0
        private var held = 0

        init(capacity: Int) {
            bytes.reserveCapacity(capacity)
        }

        mutating func append(_ value: UInt8, width: Int) {
            buffer = buffer << UInt32(width) | UInt32(value)
            held += width
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(held)))
            }
        }
    }

    let alphabet: [UInt8]
    /// How many bits each character stands for.
    let bits: Int
    /// How many characters a whole group has.
    let group: Int
    /// The value of each byte; 0xFF for one that is not in the alphabet.
    let values: [UInt8]

    init(alphabet: [UInt8], bits: Int, group: Int) {
        self.alphabet = alphabet
        self.bits = bits
        self.group = group
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        self.values = values
    }

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
}
