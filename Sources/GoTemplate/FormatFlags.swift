/// The flags, width and precision of one directive of a format.
struct FormatFlags {
    var width: Int?
    var precision: Int?
    var minus = false
    var plus = false
    var sharp = false
    var space = false
    var zero = false
    /// `%+v`, which is not the sign flag.
    var plusV = false
    /// `%#v`, Go syntax.
    var sharpV = false
}

extension GoPrinter {
    /// Appends `count` padding bytes: zeros only to the left.
    mutating func writePadding(_ count: Int) {
        guard count > 0 else { return }
        let byte = flags.zero && !flags.minus ? UInt8(ascii: "0") : UInt8(ascii: " ")
        output.append(contentsOf: repeatElement(byte, count: count))
    }

    /// Appends `text` padded to the width, which counts characters.
    mutating func pad(_ text: some Collection<UInt8>) {
        guard let width = flags.width, width > 0 else {
            output += text
            return
        }
        let padding = width - Self.runeCount(Array(text))
        if flags.minus {
            output += text
            writePadding(padding)
        } else {
            writePadding(padding)
            output += text
        }
    }

    /// Appends `text` padded with spaces, whatever the zero flag says.
    mutating func padWithSpaces(_ text: some Collection<UInt8>) {
        let zero = flags.zero
        flags.zero = false
        pad(text)
        flags.zero = zero
    }

    static func runeCount(_ text: [UInt8]) -> Int {
        var count = 0
        var index = 0
        while index < text.count {
            index += Rune(text, at: index).width
            count += 1
        }
        return count
    }

    /// The first characters of `text`, as many as the precision asks for.
    func truncated(_ text: [UInt8]) -> [UInt8] {
        guard let precision = flags.precision else { return text }
        var end = 0
        for _ in 0..<precision {
            guard end < text.count else { return text }
            end += Rune(text, at: end).width
        }
        return Array(text[..<end])
    }
}
