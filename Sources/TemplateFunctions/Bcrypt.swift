/// The password hash of OpenBSD, on the cipher Blowfish.
///
/// Provos and Mazières, "A Future-Adaptable Password Scheme" (1999); Schneier, "Description of a New
/// Variable-Length Key, 64-Bit Block Cipher" (1993).
struct Bcrypt {
    /// The 18 subkeys, then the four boxes of 256 words.
    private var words: [UInt32]

    private static let subkeyCount = 18
    private static let wordCount = 18 + 4 * 256

    /// Blowfish begins with the hexadecimal digits of pi after the point.
    private static let initialWords = PiDigits.fraction(words: wordCount)

    /// `$2a$COST$SALTHASH`.
    ///
    /// - Parameters:
    ///   - password: At most 72 bytes count.
    ///   - cost: The work factor: 2^cost rounds.
    ///   - salt: 16 bytes.
    /// - Returns: The text that password files hold.
    static func hash(_ password: [UInt8], cost: Int, salt: [UInt8]) -> [UInt8] {
        let key = password + [0]
        var cipher = Bcrypt(words: initialWords)
        cipher.expand(key: key, salt: salt)
        for _ in 0..<(1 << cost) {
            cipher.expand(key: key, salt: [])
            cipher.expand(key: salt, salt: [])
        }
        var text = Self.bigEndianWords([UInt8](text: "OrpheanBeholderScryDoubt"))
        for index in stride(from: 0, to: text.count, by: 2) {
            for _ in 0..<64 { (text[index], text[index + 1]) = cipher.encrypt(text[index], text[index + 1]) }
        }
        let bytes = text.flatMap { word in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
        }
        let prefix = "$2a$" + (cost < 10 ? "0" : "") + "\(cost)$"
        // The last byte of the hash is left out.
        return [UInt8](text: prefix) + encode(salt) + encode(bytes.dropLast())
    }

    private static func bigEndianWords(_ bytes: [UInt8]) -> [UInt32] {
        stride(from: 0, to: bytes.count, by: 4).map { start in
            bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
    }

    /// Mixes the key into the subkeys, then fills subkeys and boxes with encryptions of the salt.
    private mutating func expand(key: [UInt8], salt: [UInt8]) {
        var position = 0
        for index in 0..<Self.subkeyCount {
            var word: UInt32 = 0
            for _ in 0..<4 {
                word = word << 8 | UInt32(key[position])
                position = position + 1 == key.count ? 0 : position + 1
            }
            words[index] ^= word
        }
        let saltWords = salt.isEmpty ? [0, 0] : Self.bigEndianWords(salt)
        var (left, right): (UInt32, UInt32) = (0, 0)
        var saltIndex = 0
        for index in stride(from: 0, to: Self.wordCount, by: 2) {
            left ^= saltWords[saltIndex]
            right ^= saltWords[saltIndex + 1]
            saltIndex = (saltIndex + 2) % saltWords.count
            (left, right) = encrypt(left, right)
            words[index] = left
            words[index + 1] = right
        }
    }

    private func encrypt(_ left: UInt32, _ right: UInt32) -> (UInt32, UInt32) {
        words.withUnsafeBufferPointer { words in
            var (left, right) = (left, right)
            for round in stride(from: 0, to: 16, by: 2) {
                left ^= words[round]
                right ^= Self.mix(left, words)
                right ^= words[round + 1]
                left ^= Self.mix(right, words)
            }
            return (right ^ words[17], left ^ words[16])
        }
    }

    private static func mix(_ word: UInt32, _ words: UnsafeBufferPointer<UInt32>) -> UInt32 {
        let first = words[18 + Int(word >> 24)] &+ words[18 + 256 + Int(word >> 16 & 0xFF)]
        return (first ^ words[18 + 512 + Int(word >> 8 & 0xFF)]) &+ words[18 + 768 + Int(word & 0xFF)]
    }

    /// Base 64 with an alphabet of its own and without padding.
    private static func encode(_ bytes: [UInt8]) -> [UInt8] {
        let alphabet = [UInt8](text: "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        let encoded = RadixCoding(alphabet: alphabet, bits: 6, group: 4).encode(bytes)
        return Array(encoded.prefix { $0 != UInt8(ascii: "=") })
    }
}

/// The binary digits of pi.
private enum PiDigits {
    /// The first words after the point, by Machin's formula: pi = 16 atan(1/5) - 4 atan(1/239).
    static func fraction(words count: Int) -> [UInt32] {
        // Two words more, for what the divisions cut off; the first word holds the whole part.
        var sum = [UInt32](repeating: 0, count: count + 3)
        addArctangent(of: 5, times: 16, isNegative: false, to: &sum)
        addArctangent(of: 239, times: 4, isNegative: true, to: &sum)
        return Array(sum[1...count])
    }

    /// Adds `times` atan(1/`divisor`) = 1/x - 1/(3 x^3) + 1/(5 x^5) - ….
    private static func addArctangent(
        of divisor: UInt32,
        times: UInt32,
        isNegative: Bool,
        to sum: inout [UInt32]
    ) {
        var power = [UInt32](repeating: 0, count: sum.count)
        power[0] = times
        divide(&power, by: divisor, from: 0)
        var subtracts = isNegative
        var odd: UInt32 = 1
        var first = 0
        while true {
            while first < power.count, power[first] == 0 { first += 1 }
            if first == power.count { return }
            var term = power
            divide(&term, by: odd, from: first)
            add(term, to: &sum, isNegative: subtracts)
            divide(&power, by: divisor * divisor, from: first)
            odd += 2
            subtracts.toggle()
        }
    }

    private static func divide(_ number: inout [UInt32], by divisor: UInt32, from first: Int) {
        var remainder: UInt64 = 0
        for index in first..<number.count {
            let value = remainder << 32 | UInt64(number[index])
            number[index] = UInt32(truncatingIfNeeded: value / UInt64(divisor))
            remainder = value % UInt64(divisor)
        }
    }

    private static func add(_ term: [UInt32], to sum: inout [UInt32], isNegative: Bool) {
        var carry: Int64 = 0
        for index in sum.indices.reversed() {
            let value = Int64(sum[index]) + (isNegative ? -Int64(term[index]) : Int64(term[index])) + carry
            sum[index] = UInt32(truncatingIfNeeded: value)
            carry = value >> 32
        }
    }
}
