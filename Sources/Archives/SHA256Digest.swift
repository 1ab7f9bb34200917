internal import Crypto

/// A SHA-256 digest: what indexes, caches and records name content by.
package struct SHA256Digest: Sendable, Hashable {
    /// The 64 digits in lower case.
    package let hexadecimal: String

    /// Reads 64 hexadecimal digits of either case, with or without `sha256:` before them; nil for
    /// anything else.
    package init?(_ text: String) {
        let digits = text.hasPrefix("sha256:") ? text.dropFirst(7) : text[...]
        guard digits.utf8.count == 64, digits.utf8.allSatisfy(Self.isHexadecimal) else { return nil }
        hexadecimal = digits.lowercased()
    }

    /// The digest of `bytes`.
    package init(of bytes: [UInt8]) {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        let digits = Array("0123456789abcdef".utf8)
        hexadecimal = String(
            decoding: hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}

extension SHA256Digest: CustomStringConvertible {
    /// The digest with its algorithm, as OCI writes it.
    package var description: String { "sha256:\(hexadecimal)" }
}

/// Digests as plain text.
package enum Digest {
    /// The SHA-256 of `bytes` in lower-case hexadecimal digits.
    package static func sha256(_ bytes: [UInt8]) -> String {
        SHA256Digest(of: bytes).hexadecimal
    }
}
