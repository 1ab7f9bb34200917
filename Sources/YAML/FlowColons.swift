/// Hides from libyaml the colons that it refuses and go-yaml takes for text.
///
/// In a plain scalar within brackets, libyaml since 0.2 makes a colon before `,`, `?`, `[`, `]`, `{` or `}` an
/// error: `{a: b:}`. go-yaml v2 is a port of an older one and reads the text `b:`. So such a colon is
/// replaced by a character that the text does not have, and put back in what libyaml gives.
struct FlowColons {
    /// What stands for a colon: three bytes of the private use area.
    private let mark: [UInt8]
    /// The text with marks.
    let bytes: [UInt8]

    /// - Returns: nil for a text without such colons, which is nearly every one.
    init?(_ bytes: [UInt8]) {
        let places = Self.places(in: bytes)
        guard let first = places.first, let mark = Self.unusedCharacter(in: bytes) else { return nil }
        var marked: [UInt8] = []
        marked.reserveCapacity(bytes.count + 2 * places.count)
        marked += bytes[..<first]
        for (index, place) in places.enumerated() {
            marked += mark
            let next = index + 1 < places.count ? places[index + 1] : bytes.count
            marked += bytes[(place + 1)..<next]
        }
        self.mark = mark
        self.bytes = marked
    }

    /// A text of libyaml with its colons.
    func restored(_ text: UnsafeBufferPointer<UInt8>) -> String {
        guard text.contains(mark[0]) else { return String(decoding: text, as: UTF8.self) }
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            if index + 3 <= text.count, text[index..<index + 3].elementsEqual(mark) {
                result.append(UInt8(ascii: ":"))
                index += 3
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Colons in the middle of a word, in front of an indicator.
    ///
    /// That some are in quotes, comments or block scalars does no harm.
    private static func places(in bytes: [UInt8]) -> [Int] {
        var result: [Int] = []
        bytes.withUnsafeBufferPointer { bytes in
            var index = 1
            while index + 1 < bytes.count {
                if bytes[index] == UInt8(ascii: ":"), isIndicator(bytes[index + 1]),
                    isWord(bytes[index - 1])
                {
                    result.append(index)
                }
                index += 1
            }
        }
        return result
    }

    private static func isIndicator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
            UInt8(ascii: "}"):
            true
        default: false
        }
    }

    /// Whether a colon behind the byte can belong to a plain scalar: not behind white space, and not behind
    /// what ends a quoted scalar or a list, where it begins a value.
    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"): false
        default: !isIndicator(byte)
        }
    }

    /// What U+E000 to U+E03F, which nobody uses, begin with.
    private static let lead: [UInt8] = [0xEE, 0x80]

    private static func unusedCharacter(in bytes: [UInt8]) -> [UInt8]? {
        var used: Set<UInt8> = []
        bytes.withUnsafeBufferPointer { bytes in
            for index in bytes.indices.dropLast(2)
            where bytes[index] == lead[0] && bytes[index + 1] == lead[1] {
                used.insert(bytes[index + 2])
            }
        }
        return (UInt8(0x80)...0xBF).first { !used.contains($0) }.map { lead + [$0] }
    }
}
