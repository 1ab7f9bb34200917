import GoTemplate

/// The booleans, numbers and dates of TOML.
enum TOMLScalar {
    /// Why a word that looks like a number or a date is none.
    struct Problem: Error {
        var message: String
    }

    /// The value that `word` is; nil when it does not look like any.
    static func value(_ word: [UInt8]) throws(Problem) -> GoValue? {
        let text = String(decoding: word, as: UTF8.self)
        switch text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "inf", "+inf": return .float64(.infinity)
        case "-inf": return .float64(-.infinity)
        case "nan", "+nan", "-nan": return .float64(.nan)
        default: break
        }
        if let value = integer(word) ?? float(word) ?? date(word) { return value }
        guard let digit = word.first(where: { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            (0x30...0x39).contains(digit)
        else { return nil }
        throw problem(word, text)
    }

    private static func problem(_ word: [UInt8], _ text: String) -> Problem {
        let isDate = word.count > 4 && (word[4] == UInt8(ascii: "-") || word.contains(UInt8(ascii: ":")))
        if isDate { return Problem(message: "invalid datetime: \"\(text)\"") }
        let isFloat = word.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
        let kind = isFloat ? "float" : "integer"
        if cleaned(word) == nil {
            return Problem(message: "Invalid \(kind) \"\(text)\": underscores must be surrounded by digits")
        }
        let body = word.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        if body.count > 1, body.first == UInt8(ascii: "0"),
            body.dropFirst().allSatisfy({ (0x30...0x39).contains($0) })
        {
            return Problem(message: "Invalid integer \"\(text)\": cannot have leading zeroes")
        }
        if isFloat, let point = word.firstIndex(of: UInt8(ascii: ".")),
            point + 1 == word.count || !(0x30...0x39).contains(word[point + 1])
        {
            return Problem(message: "Invalid float \"\(text)\": '.' must be followed by one or more digits")
        }
        return Problem(message: "\(text) is out of range for \(isFloat ? "float64" : "int64")")
    }

    /// The digits without underscores, which must stand between digits.
    private static func cleaned(_ word: [UInt8]) -> [UInt8]? {
        let underscore = UInt8(ascii: "_")
        for (index, byte) in word.enumerated() where byte == underscore {
            guard index > 0, index + 1 < word.count, URLEscaping.isAlphanumeric(word[index - 1]),
                URLEscaping.isAlphanumeric(word[index + 1])
            else { return nil }
        }
        return word.filter { $0 != underscore }
    }

    private static func integer(_ word: [UInt8]) -> GoValue? {
        guard let digits = cleaned(word), let last = digits.last, URLEscaping.isAlphanumeric(last) else {
            return nil
        }
        let sign = digits.first.map { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") } ?? false
        let body = digits.dropFirst(sign ? 1 : 0)
        if body.count > 1, body.first == UInt8(ascii: "0") {
            let prefixes: [[UInt8]: Int] = [
                [UInt8](text: "0x"): 16, [UInt8](text: "0o"): 8, [UInt8](text: "0b"): 2,
            ]
            guard !sign, let base = prefixes[Array(body.prefix(2))] else { return nil }
            return GoIntegerText.parse(Array(body.dropFirst(2)), base: base).map { .int64($0) }
        }
        return GoIntegerText.parse(digits, base: 10).map { .int64($0) }
    }

    private static func float(_ word: [UInt8]) -> GoValue? {
        guard let digits = cleaned(word),
            digits.contains(where: { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") })
        else { return nil }
        let isNumber = digits.allSatisfy { (0x30...0x39).contains($0) || [UInt8](text: "+-.eE").contains($0) }
        // A point stands between digits.
        let point = digits.firstIndex(of: UInt8(ascii: "."))
        if let point {
            let before = point > 0 && (0x30...0x39).contains(digits[point - 1])
            let after = point + 1 < digits.count && (0x30...0x39).contains(digits[point + 1])
            guard before, after else { return nil }
        }
        let body = digits.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        if body.first == UInt8(ascii: "0"), let second = body.dropFirst().first,
            (0x30...0x39).contains(second)
        {
            return nil
        }
        return isNumber ? NumberConversion.float(digits).map { .float64($0) } : nil
    }

    /// A moment with or without an offset, a date, or a time of day.
    private static func date(_ word: [UInt8]) -> GoValue? {
        guard word.count >= 8, (0x30...0x39).contains(word[0]) else { return nil }
        var word = word
        if word.count > 10, word[10] == UInt8(ascii: " ") || word[10] == UInt8(ascii: "t") {
            word[10] = UInt8(ascii: "T")
        }
        if word.last == UInt8(ascii: "z") { word[word.count - 1] = UInt8(ascii: "Z") }
        let layouts = [
            "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02", "15:04:05",
        ]
        for layout in layouts {
            if let time = try? GoTimeLayout.parse(word, layout: [UInt8](text: layout), zone: .utc) {
                return .object(time)
            }
        }
        return nil
    }
}
