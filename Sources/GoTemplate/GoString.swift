/// A string of Go: bytes, usually UTF-8 but not always.
///
/// `len`, `trunc`, `substr`, `index` and `slice` count bytes and may cut a character in two, so a
/// Swift string cannot stand in for it (Go specification, "String types").
package struct GoString: Sendable, Hashable {
    package var bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    package init(_ text: String) {
        bytes = Array(text.utf8)
    }

    package var count: Int { bytes.count }
    package var isEmpty: Bool { bytes.isEmpty }

    /// The text, with U+FFFD for each byte sequence that is not UTF-8.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension GoString {
    /// Equality of the bytes, without regard to Unicode's equivalences.
    package static func == (left: GoString, right: GoString) -> Bool {
        left.bytes == right.bytes
    }

    /// Hashes all bytes at once; the hash of an array takes one step for each element.
    package func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    /// The hash that dictionaries use.
    ///
    /// Names are short and looked up at every step of a template, where `Hasher` takes longer than all
    /// else; a secret number keeps others from choosing keys that collide.
    package func _rawHashValue(seed: Int) -> Int {
        bytes.withUnsafeBytes { bytes in
            var state =
                Self.secret ^ UInt64(truncatingIfNeeded: seed) ^ UInt64(truncatingIfNeeded: bytes.count)
            var offset = 0
            while offset + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                state = Self.mix(state ^ word)
                offset += 8
            }
            var rest: UInt64 = 0
            while offset < bytes.count {
                rest = rest << 8 | UInt64(bytes[offset])
                offset += 1
            }
            return Int(truncatingIfNeeded: Self.mix(state ^ rest))
        }
    }

    private static let secret = UInt64.random(in: .min ... .max)

    /// Spreads every bit over all of them: both halves of a product with an odd constant and the secret.
    private static func mix(_ value: UInt64) -> UInt64 {
        let product = (value ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: secret | 1)
        return product.high ^ product.low
    }
}

extension GoString: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}

extension GoString: CustomStringConvertible {
    package var description: String { text }
}

extension GoString: Comparable {
    /// Go's order of strings: by bytes.
    package static func < (left: GoString, right: GoString) -> Bool {
        left.bytes.withUnsafeBytes { left in
            right.bytes.withUnsafeBytes { right in left.lexicographicallyPrecedes(right) }
        }
    }
}
