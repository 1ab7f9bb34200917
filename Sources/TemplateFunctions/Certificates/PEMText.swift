import SwiftASN1

/// PEM blocks (RFC 7468).
enum PEMText {
    /// A block with lines of 64 characters and a line feed at the end.
    static func block(_ type: String, _ content: [UInt8]) -> String {
        var text = "-----BEGIN \(type)-----\n"
        var encoded = Base64.encode(content)[...]
        while !encoded.isEmpty {
            text += String(decoding: encoded.prefix(64), as: UTF8.self) + "\n"
            encoded = encoded.dropFirst(64)
        }
        return text + "-----END \(type)-----\n"
    }

    /// The first block of `text`; nil when there is none.
    static func first(in text: String) -> (type: String, content: [UInt8])? {
        let document = try? PEMDocument.parseMultiple(pemString: text).first
        return document.map { ($0.discriminator, $0.derBytes) }
    }
}
