#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

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
        left.bytes.withUnsafeBytes { left in
            right.bytes.withUnsafeBytes { right in
                guard left.count == right.count else { return false }
                guard let first = left.baseAddress, let second = right.baseAddress else { return true }
                return first == second || memcmp(first, second, left.count) == 0
            }
        }
    }

    /// Hashes all bytes at once; the hash of an array takes one step for each element.
    package func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    /// The hash that a dictionary whose key this is asks for.
    ///
    /// Looking up fields is most of what templates do, and the standard library's hash takes longer than all
    /// the rest of it. This one is also keyed by numbers that nobody can foresee, so that no chart can choose
    /// names that collide.
    package func _rawHashValue(seed: Int) -> Int {
        bytes.withUnsafeBytes { HashKeys.ofProcess.hash($0, seed: UInt64(bitPattern: Int64(seed))) }
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
            right.bytes.withUnsafeBytes { right in
                guard let first = left.baseAddress, let second = right.baseAddress else {
                    return left.count < right.count
                }
                let order = memcmp(first, second, min(left.count, right.count))
                return order == 0 ? left.count < right.count : order < 0
            }
        }
    }
}
