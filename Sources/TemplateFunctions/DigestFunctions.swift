import Crypto
import GoTemplate

/// Digests and the encodings of bytes as texts.
enum DigestFunctions {
    static var all: [GoFunction] {
        [
            .text("sha1sum") { hexadecimal(Insecure.SHA1.hash(data: $0)) },
            .text("sha256sum") { hexadecimal(SHA256.hash(data: $0)) },
            .text("sha512sum") { hexadecimal(SHA512.hash(data: $0)) },
            .text("adler32sum") { [UInt8](text: adler32($0).description) },
            .text("b64enc") { Base64.encode($0) },
            .text("b64dec") { text in
                switch Base64.decode(text) {
                case .success(let bytes): bytes
                case .failure(let error):
                    [UInt8](text: "illegal base64 data at input byte \(error.offset)")
                }
            },
            .text("b32enc") { Base32.encode($0) },
            .text("b32dec") { text in
                switch Base32.decode(text) {
                case .success(let bytes): bytes
                case .failure(let error):
                    [UInt8](text: "illegal base32 data at input byte \(error.offset)")
                }
            },
        ]
    }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let digits = [UInt8](text: "0123456789abcdef")
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// RFC 1950, section 8.2.
    private static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65521
            high = (high + low) % 65521
        }
        return high << 16 | low
    }
}
