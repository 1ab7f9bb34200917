import GoTemplate

/// Sprig's random texts and numbers.
struct RandomFunctions {
    /// Gives random bytes.
    let randomBytes: @Sendable (_ count: Int) -> [UInt8]

    var all: [GoFunction] {
        [
            characters("randAlphaNum", Self.letters + Self.digits),
            characters("randAlpha", Self.letters),
            characters("randNumeric", Self.digits),
            characters("randAscii", Array(0x20...0x7E)),
            GoFunction("randBytes", [.int]) { arguments, context throws(GoError) in
                let count = arguments[0].integer
                if count < 0 { throw GoError("runtime error: makeslice: len out of range") }
                try context.allow(bytes: count.multipliedOrMax(by: 2))
                return .string(Base64.encode(randomBytes(count)))
            },
            GoFunction("randInt", [.int, .int]) { arguments, _ throws(GoError) in
                let (low, high) = (arguments[0].integer, arguments[1].integer)
                let (range, overflows) = high.subtractingReportingOverflow(low)
                guard !overflows, range > 0 else { throw GoError("invalid argument to Intn") }
                var numbers = RandomNumbers(randomBytes, count: 1)
                return .int(low + Int(numbers.next(below: UInt64(range))))
            },
            .text("shuffle") { text in
                var scalars = UTF8Text.scalars(text)
                var numbers = RandomNumbers(randomBytes, count: scalars.count)
                for index in scalars.indices.dropFirst().reversed() {
                    scalars.swapAt(index, Int(numbers.next(below: UInt64(index + 1))))
                }
                return UTF8Text.bytes(scalars)
            },
            GoFunction("uuidv4") { _, _ in
                var bytes = randomBytes(16)
                // RFC 9562, section 5.4: version 4 and the variant bits.
                bytes[6] = bytes[6] & 0x0F | 0x40
                bytes[8] = bytes[8] & 0x3F | 0x80
                let digits = String(decoding: DigestFunctions.hexadecimal(bytes), as: UTF8.self)
                var groups: [Substring] = []
                var rest = digits[...]
                for length in [8, 4, 4, 4, 12] {
                    groups.append(rest.prefix(length))
                    rest = rest.dropFirst(length)
                }
                return .text(groups.joined(separator: "-"))
            },
        ]
    }

    private static let digits = [UInt8](text: "0123456789")
    private static let letters = [UInt8](text: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

    private func characters(_ name: String, _ alphabet: [UInt8]) -> GoFunction {
        GoFunction(name, [.int]) { arguments, context throws(GoError) in
            let count = max(0, arguments[0].integer)
            try context.allow(bytes: count)
            var numbers = RandomNumbers(randomBytes, count: count)
            return .string(
                (0..<count).map { _ in alphabet[Int(numbers.next(below: UInt64(alphabet.count)))] }
            )
        }
    }
}

/// Numbers from a source of random bytes, which is asked for many at once.
private struct RandomNumbers {
    private let source: @Sendable (_ count: Int) -> [UInt8]
    private var bytes: [UInt8] = []
    private var offset = 0
    /// How many numbers are still going to be asked for.
    private var wanted: Int

    private static let width = MemoryLayout<UInt64>.size

    init(_ source: @escaping @Sendable (_ count: Int) -> [UInt8], count: Int) {
        self.source = source
        wanted = count
    }

    /// A number from 0 to below `limit`, each as likely as another.
    mutating func next(below limit: UInt64) -> UInt64 {
        let fair = UInt64.max - UInt64.max % limit
        wanted -= 1
        while true {
            if offset == bytes.count {
                bytes = source(Self.width * min(max(wanted + 1, 1), 512))
                offset = 0
            }
            var candidate: UInt64 = 0
            for byte in bytes[offset..<offset + Self.width] { candidate = candidate << 8 | UInt64(byte) }
            offset += Self.width
            if candidate < fair { return candidate % limit }
        }
    }
}
