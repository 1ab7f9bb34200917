/// Hexadecimal digits of escapes.
enum HexadecimalText {
    /// Small digits, with zeros before them up to `digits`.
    static func padded(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
