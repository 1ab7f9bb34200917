import GoTemplate

/// Sprig's functions that change the case of letters.
enum CaseFunctions {
    static var all: [GoFunction] {
        [
            .text("upper") { UTF8Text.map($0, ascii: upper, other: \.goUpper) },
            .text("lower") { UTF8Text.map($0, ascii: lower, other: \.goLower) },
            .text("title", title),
            .text("untitle", untitle),
            .text("swapcase", swapCase),
            .text("initials", initials),
            .text("snakecase") { UTF8Text.bytes(WordCase.joined(UTF8Text.scalars($0), with: "_")) },
            .text("kebabcase") { UTF8Text.bytes(WordCase.joined(UTF8Text.scalars($0), with: "-")) },
            .text("camelcase") { UTF8Text.bytes(WordCase.pascal(UTF8Text.scalars($0))) },
        ]
    }

    private static func upper(_ byte: UInt8) -> UInt8 {
        (0x61...0x7A).contains(byte) ? byte - 32 : byte
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte + 32 : byte
    }

    /// The first letter of each word in title case; everything but letters, digits and `_` ends a word,
    /// outside ASCII only a space does.
    private static func title(_ text: [UInt8]) -> [UInt8] {
        var previous: Unicode.Scalar = " "
        return UTF8Text.bytes(
            UTF8Text.scalars(text).map { scalar in
                defer { previous = scalar }
                return endsWord(previous) ? scalar.goTitle : scalar
            }
        )
    }

    private static func endsWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "_" || scalar.isGoLetter || scalar.isGoDigit { return false }
        return scalar.value < 0x80 || scalar.isGoSpace
    }

    private static func untitle(_ text: [UInt8]) -> [UInt8] {
        var isFirst = true
        return UTF8Text.bytes(
            UTF8Text.scalars(text).map { scalar in
                if scalar.isGoSpace {
                    isFirst = true
                    return scalar
                }
                defer { isFirst = false }
                return isFirst ? scalar.goLower : scalar
            }
        )
    }

    private static func swapCase(_ text: [UInt8]) -> [UInt8] {
        var isFirst = true
        return UTF8Text.bytes(
            UTF8Text.scalars(text).map { scalar in
                if scalar.isGoUpper || scalar.isGoTitle {
                    isFirst = false
                    return scalar.goLower
                }
                if scalar.isGoLower {
                    defer { isFirst = false }
                    return isFirst ? scalar.goTitle : scalar.goUpper
                }
                isFirst = scalar.isGoSpace
                return scalar
            }
        )
    }

    private static func initials(_ text: [UInt8]) -> [UInt8] {
        // Sprig takes each byte for a character here.
        var isFirst = true
        return UTF8Text.bytes(
            text.map { Unicode.Scalar($0) }.filter { scalar in
                if scalar.isGoSpace {
                    isFirst = true
                    return false
                }
                defer { isFirst = false }
                return isFirst
            }
        )
    }
}
