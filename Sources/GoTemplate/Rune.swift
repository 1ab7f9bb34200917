/// One code point decoded from bytes the way Go decodes strings.
struct Rune: Equatable {
    /// The code point; U+FFFD where the bytes are not UTF-8.
    var value: UInt32
    /// How many bytes it took: 1 for a byte that is not UTF-8.
    var width: Int

    /// What stands for bytes that are not UTF-8.
    static let replacement: UInt32 = 0xFFFD

    /// True when the bytes were not UTF-8 (as against an encoded U+FFFD, which is three bytes wide).
    var isInvalid: Bool { value == Self.replacement && width == 1 }

    /// Decodes the code point at `index`, which must be inside `bytes`.
    init(_ bytes: [UInt8], at index: Int) {
        let first = bytes[index]
        if first < 0x80 {
            self.init(value: UInt32(first), width: 1)
            return
        }
        self = Self.decodeLong(bytes, at: index, first: first)
    }

    init(value: UInt32, width: Int) {
        self.value = value
        self.width = width
    }

    private static func decodeLong(_ bytes: [UInt8], at index: Int, first: UInt8) -> Rune {
        let invalid = Rune(value: replacement, width: 1)
        func continuation(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> UInt32? {
            guard index + offset < bytes.count, range.contains(bytes[index + offset]) else { return nil }
            return UInt32(bytes[index + offset] & 0x3F)
        }
        switch first {
        case 0xC2...0xDF:
            guard let second = continuation(1) else { return invalid }
            return Rune(value: UInt32(first & 0x1F) << 6 | second, width: 2)
        case 0xE0...0xEF:
            // The range of the second byte rules out overlong forms and surrogates (Unicode, table 3-7).
            let range: ClosedRange<UInt8> =
                first == 0xE0 ? 0xA0...0xBF : first == 0xED ? 0x80...0x9F : 0x80...0xBF
            guard let second = continuation(1, range), let third = continuation(2) else { return invalid }
            return Rune(value: UInt32(first & 0x0F) << 12 | second << 6 | third, width: 3)
        case 0xF0...0xF4:
            let range: ClosedRange<UInt8> =
                first == 0xF0 ? 0x90...0xBF : first == 0xF4 ? 0x80...0x8F : 0x80...0xBF
            guard let second = continuation(1, range), let third = continuation(2),
                let fourth = continuation(3)
            else { return invalid }
            return Rune(value: UInt32(first & 0x07) << 18 | second << 12 | third << 6 | fourth, width: 4)
        default:
            return invalid
        }
    }

    /// Appends the code point in UTF-8; U+FFFD for what is no code point.
    static func append(_ value: UInt32, to bytes: inout [UInt8]) {
        if value < 0x80 {
            bytes.append(UInt8(value))
        } else {
            let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
            bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        }
    }
}

extension Rune {
    /// A letter, digit or underscore, of which the template language makes its words.
    static func isAlphanumeric(_ value: UInt32) -> Bool {
        if value < 0x80 {
            let byte = UInt8(value)
            return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte >= 0x30 && byte <= 0x39
                || byte == 0x5F
        }
        guard let scalar = Unicode.Scalar(value) else { return false }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber:
            return true
        default:
            return false
        }
    }

    /// What Go calls printable: letters, marks, numbers, punctuation, symbols and the ASCII space.
    static func isPrintable(_ value: UInt32) -> Bool {
        if value < 0x7F { return value >= 0x20 }
        guard let scalar = Unicode.Scalar(value) else { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default:
            return true
        }
    }
}
