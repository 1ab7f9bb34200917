/// Go's `unicode` predicates and its simple (one to one) case mappings.
extension Unicode.Scalar {
    /// `unicode.IsSpace`.
    var isGoSpace: Bool {
        switch value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
            true
        default: false
        }
    }

    // The properties of the standard library are looked up in tables; most characters are in ASCII.
    private var isSmallASCII: Bool { (0x61...0x7A).contains(value) }
    private var isCapitalASCII: Bool { (0x41...0x5A).contains(value) }
    private var isDigitASCII: Bool { (0x30...0x39).contains(value) }

    /// `unicode.IsLetter`.
    var isGoLetter: Bool {
        if value < 0x80 { return isSmallASCII || isCapitalASCII }
        return switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    var isGoUpper: Bool {
        value < 0x80 ? isCapitalASCII : properties.generalCategory == .uppercaseLetter
    }

    var isGoLower: Bool {
        value < 0x80 ? isSmallASCII : properties.generalCategory == .lowercaseLetter
    }

    var isGoTitle: Bool { value >= 0x80 && properties.generalCategory == .titlecaseLetter }

    /// `unicode.IsDigit`.
    var isGoDigit: Bool { value < 0x80 ? isDigitASCII : properties.generalCategory == .decimalNumber }

    /// `unicode.IsNumber`.
    var isGoNumber: Bool {
        if value < 0x80 { return isDigitASCII }
        return switch properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }

    /// `unicode.IsPunct`.
    var isGoPunctuation: Bool {
        if value < 0x80, isSmallASCII || isCapitalASCII || isDigitASCII || value <= 0x20 { return false }
        return switch properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            true
        default: false
        }
    }

    var goUpper: Unicode.Scalar {
        if value < 0x80 { return (0x61...0x7A).contains(value) ? Unicode.Scalar(UInt8(value - 32)) : self }
        // Where the full mapping is longer, as for U+1F80, the title case is the simple mapping.
        return Self.single(properties.uppercaseMapping) ?? Self.single(properties.titlecaseMapping) ?? self
    }

    var goLower: Unicode.Scalar {
        if value < 0x80 { return (0x41...0x5A).contains(value) ? Unicode.Scalar(UInt8(value + 32)) : self }
        // The only letter whose full mapping to lower case is longer than one character.
        if value == 0x130 { return "i" }
        return Self.single(properties.lowercaseMapping) ?? self
    }

    var goTitle: Unicode.Scalar {
        if value < 0x80 { return goUpper }
        return Self.single(properties.titlecaseMapping) ?? Self.single(properties.uppercaseMapping) ?? self
    }

    private static func single(_ text: String) -> Unicode.Scalar? {
        let scalars = text.unicodeScalars
        return scalars.count == 1 ? scalars.first : nil
    }
}
