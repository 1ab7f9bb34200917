/// The order in which go-yaml writes the keys of a mapping.
///
/// Letters come after everything else, runs of digits compare as numbers. It is not a total order (see
/// `a1b`, `a9`, `a01`), so for such keys go-yaml's own result varies; pairs always compare the same.
package struct KeyOrder {
    private let digitsThenLetterFirst: Bool

    package init(_ style: YAML.Style) {
        digitsThenLetterFirst = style == .v3
    }

    /// The positions of keys in their order.
    func sortedIndices(_ keys: some RandomAccessCollection<String>) -> [Int] {
        let keys = Array(keys)
        let isSorted = zip(keys, keys.dropFirst()).allSatisfy { precedes($0, $1) }
        return isSorted ? Array(keys.indices) : keys.indices.sorted { precedes(keys[$0], keys[$1]) }
    }

    func precedes(_ a: String, _ b: String) -> Bool {
        var a = a
        var b = b
        return a.withUTF8 { a in b.withUTF8 { b in precedes(a, b) } }
    }

    /// Whether `a` comes before `b`; both are UTF-8.
    package func precedes(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
        let common = min(a.count, b.count)
        var index = 0
        while index < common, a[index] == b[index] { index += 1 }
        if index == common { return a.count < b.count }
        let (left, right) = (a[index], b[index])
        // Nearly all keys first differ in ASCII letters.
        if Self.isASCIILetter(left), Self.isASCIILetter(right) { return left < right }
        if a.allSatisfy({ $0 < 0x80 }), b.allSatisfy({ $0 < 0x80 }) {
            return precedes(a.lazy.map { Unicode.Scalar($0) }, b.lazy.map { Unicode.Scalar($0) })
        }
        return precedes(
            Array(String(decoding: a, as: UTF8.self).unicodeScalars),
            Array(String(decoding: b, as: UTF8.self).unicodeScalars)
        )
    }

    private func precedes<Text: RandomAccessCollection>(_ a: Text, _ b: Text) -> Bool
    where Text.Element == Unicode.Scalar, Text.Index == Int {
        let common = min(a.count, b.count)
        guard let index = (0..<common).first(where: { a[$0] != b[$0] }) else { return a.count < b.count }
        let (left, right) = (a[index], b[index])
        switch (Self.isLetter(left), Self.isLetter(right)) {
        case (true, true): return left < right
        case (false, false): return precedes(a, b, fromDigitsAt: index)
        case (let leftIsLetter, let rightIsLetter):
            let afterDigit = index > 0 && Self.isDigit(a[index - 1])
            return digitsThenLetterFirst && afterDigit ? leftIsLetter : rightIsLetter
        }
    }

    private static func isASCIILetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26
    }

    /// Compares the numbers that stand at the first difference.
    private func precedes<Text: RandomAccessCollection>(
        _ a: Text,
        _ b: Text,
        fromDigitsAt index: Int
    ) -> Bool where Text.Element == Unicode.Scalar, Text.Index == Int {
        // After a digit other than zero, a zero is part of a number and not a leading zero.
        var continuesNumber = false
        if a[index] == "0" || b[index] == "0" {
            let before = a[..<index].reversed().prefix(while: Self.isDigit)
            continuesNumber = before.contains { $0 != "0" }
        }
        let left = Self.number(a, from: index, startingWith: continuesNumber ? 1 : 0)
        let right = Self.number(b, from: index, startingWith: continuesNumber ? 1 : 0)
        if left.value != right.value { return left.value < right.value }
        if left.end != right.end { return left.end < right.end }
        return a[index] < b[index]
    }

    private static func number<Text: RandomAccessCollection>(
        _ text: Text,
        from start: Int,
        startingWith initial: Int64
    ) -> (value: Int64, end: Int) where Text.Element == Unicode.Scalar, Text.Index == Int {
        var value = initial
        var index = start
        while index < text.count, isDigit(text[index]) {
            value = value &* 10 &+ (Int64(text[index].value) - 0x30)
            index += 1
        }
        return (value, index)
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x61...0x7A).contains(scalar.value | 0x20) }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x30...0x39).contains(scalar.value) }
        return scalar.properties.generalCategory == .decimalNumber
    }
}
