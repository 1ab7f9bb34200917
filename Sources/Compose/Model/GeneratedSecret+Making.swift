extension GeneratedSecret {
    /// A new random text by this recipe.
    package func make() -> [UInt8] {
        let characters: [UInt8] =
            switch charset {
            case .alnum: Self.upper + Self.lower + Self.digits
            case .alpha: Self.upper + Self.lower
            case .numeric: Self.digits
            case .hex: Self.digits + Self.lower.prefix(6)
            case .ascii: Array(0x21...0x7E)
            }
        // The system's generator is cryptographically secure, and choosing is without bias.
        var generator = SystemRandomNumberGenerator()
        return (0..<length).compactMap { _ in characters.randomElement(using: &generator) }
    }

    private static let upper = Array(UInt8(ascii: "A")...UInt8(ascii: "Z"))
    private static let lower = Array(UInt8(ascii: "a")...UInt8(ascii: "z"))
    private static let digits = Array(UInt8(ascii: "0")...UInt8(ascii: "9"))
}
