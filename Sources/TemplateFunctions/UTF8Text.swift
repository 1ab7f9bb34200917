/// Go's view of a byte string as a sequence of characters: each byte that is not part of valid UTF-8
/// counts as one U+FFFD (Go specification, "For statements with range clause").
struct UTF8Text: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    /// Where the next character begins.
    private(set) var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func next() -> Unicode.Scalar? {
        guard offset < bytes.count else { return nil }
        let (scalar, width) = Self.decode(bytes, at: offset)
        offset += width
        return scalar
    }

    /// The character at `offset` and the number of bytes it takes; U+FFFD of width 1 for a stray byte.
    static func decode(_ bytes: [UInt8], at offset: Int) -> (scalar: Unicode.Scalar, width: Int) {
        let invalid: (Unicode.Scalar, Int) = ("\u{FFFD}", 1)
        let first = bytes[offset]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let width: Int
        var value: UInt32
        let smallest: UInt32
        switch first {
        case 0xC2...0xDF: (width, value, smallest) = (2, UInt32(first & 0x1F), 0x80)
        case 0xE0...0xEF: (width, value, smallest) = (3, UInt32(first & 0x0F), 0x800)
        case 0xF0...0xF4: (width, value, smallest) = (4, UInt32(first & 0x07), 0x10000)
        default: return invalid
        }
        guard offset + width <= bytes.count else { return invalid }
        for index in offset + 1..<offset + width {
            let byte = bytes[index]
            guard byte & 0xC0 == 0x80 else { return invalid }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        guard value >= smallest, let scalar = Unicode.Scalar(value) else { return invalid }
        return (scalar, width)
    }

    /// The characters of `bytes`.
    static func scalars(_ bytes: [UInt8]) -> [Unicode.Scalar] {
        if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.map { Unicode.Scalar($0) } }
        return Array(UTF8Text(bytes))
    }

    /// The bytes of `scalars`.
    static func bytes(_ scalars: some Sequence<Unicode.Scalar>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(scalars.underestimatedCount)
        for scalar in scalars { result.append(scalar) }
        return result
    }

    /// Changes each character; ASCII strings take a short way.
    static func map(
        _ bytes: [UInt8],
        ascii: (UInt8) -> UInt8,
        other: (Unicode.Scalar) -> Unicode.Scalar
    ) -> [UInt8] {
        if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.map(ascii) }
        return Self.bytes(UTF8Text(bytes).map(other))
    }
}

extension [UInt8] {
    mutating func append(_ scalar: Unicode.Scalar) {
        if scalar.value < 0x80 {
            append(UInt8(truncatingIfNeeded: scalar.value))
        } else if let encoded = UTF8.encode(scalar) {
            append(contentsOf: encoded)
        }
    }

    mutating func append(text: String) {
        append(contentsOf: text.utf8)
    }

    init(text: String) {
        self = Array(text.utf8)
    }
}
