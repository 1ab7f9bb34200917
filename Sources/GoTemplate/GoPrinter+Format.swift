extension GoPrinter {
    /// Widths and precisions beyond this are taken for mistakes.
    private static let numberLimit = 1_000_000

    /// `Sprintf`.
    package static func formatted(_ format: GoString, _ arguments: [GoValue]) -> [UInt8] {
        var printer = GoPrinter()
        var run = FormatRun(format: format.bytes, arguments: arguments)
        printer.print(&run)
        return printer.output
    }

    /// The state of going through a format.
    private struct FormatRun {
        let format: [UInt8]
        let arguments: [GoValue]
        var index = 0
        var argument = 0
        /// An explicit index was used, so arguments left over are no mistake.
        var isReordered = false
        var hasGoodIndex = true
        /// The last thing read was an explicit index.
        var isAfterIndex = false

        init(format: [UInt8], arguments: [GoValue]) {
            self.format = format
            self.arguments = arguments
        }

        var byte: UInt8? { index < format.count ? format[index] : nil }
    }

    private mutating func print(_ run: inout FormatRun) {
        while run.index < run.format.count, output.count <= PrintPath.sizeLimit {
            let start = run.index
            let end = run.format[start...].firstIndex(of: UInt8(ascii: "%")) ?? run.format.count
            output += run.format[start..<end]
            run.index = end
            guard end < run.format.count else { break }
            run.index += 1
            printDirective(&run)
        }
        if !run.isReordered, run.argument < run.arguments.count {
            flags = FormatFlags()
            output += "%!(EXTRA ".utf8
            for (position, value) in run.arguments[run.argument...].enumerated()
            where output.count <= PrintPath.sizeLimit {
                if position > 0 { output += ", ".utf8 }
                if value.isNilValue {
                    output += "<nil>".utf8
                } else {
                    output += "\(value.typeName)=".utf8
                    print(value, verb: "v")
                }
            }
            output.append(UInt8(ascii: ")"))
        }
    }

    private mutating func printDirective(_ run: inout FormatRun) {
        flags = FormatFlags()
        run.hasGoodIndex = true
        run.isAfterIndex = false
        readFlags(&run)
        readIndex(&run)
        readWidth(&run)
        readPrecision(&run)
        if !run.isAfterIndex { readIndex(&run) }
        guard run.index < run.format.count else {
            output += "%!(NOVERB)".utf8
            return
        }
        let rune = Rune(run.format, at: run.index)
        run.index += rune.width
        let verb = Unicode.Scalar(rune.value) ?? "\u{FFFD}"
        if verb == "%" {
            output.append(UInt8(ascii: "%"))
        } else if !run.hasGoodIndex {
            output += "%!\(verb)(BADINDEX)".utf8
        } else if run.argument >= run.arguments.count {
            output += "%!\(verb)(MISSING)".utf8
        } else {
            if verb == "v" || verb == "w" {
                (flags.sharpV, flags.sharp) = (flags.sharp, false)
                (flags.plusV, flags.plus) = (flags.plus, false)
            }
            print(run.arguments[run.argument], verb: verb)
            run.argument += 1
        }
    }

    private mutating func readFlags(_ run: inout FormatRun) {
        while let byte = run.byte {
            switch byte {
            case UInt8(ascii: "#"): flags.sharp = true
            case UInt8(ascii: "0"): flags.zero = true
            case UInt8(ascii: "+"): flags.plus = true
            case UInt8(ascii: "-"): flags.minus = true
            case UInt8(ascii: " "): flags.space = true
            default: return
            }
            run.index += 1
        }
    }

    private mutating func readWidth(_ run: inout FormatRun) {
        if run.byte == UInt8(ascii: "*") {
            run.index += 1
            flags.width = Self.takeNumber(&run)
            if flags.width == nil { output += "%!(BADWIDTH)".utf8 }
            if let width = flags.width, width < 0 {
                flags.width = -width
                flags.minus = true
                flags.zero = false
            }
            run.isAfterIndex = false
        } else {
            flags.width = Self.readNumber(&run)
            if run.isAfterIndex, flags.width != nil { run.hasGoodIndex = false }
        }
    }

    private mutating func readPrecision(_ run: inout FormatRun) {
        // A point at the very end is a verb, and a bad one.
        guard run.byte == UInt8(ascii: "."), run.index + 1 < run.format.count else { return }
        run.index += 1
        if run.isAfterIndex { run.hasGoodIndex = false }
        readIndex(&run)
        if run.byte == UInt8(ascii: "*") {
            run.index += 1
            flags.precision = Self.takeNumber(&run).flatMap { $0 < 0 ? nil : $0 }
            if flags.precision == nil { output += "%!(BADPREC)".utf8 }
            run.isAfterIndex = false
        } else {
            flags.precision = Self.readNumber(&run) ?? 0
        }
    }

    /// Reads an explicit argument index such as `[2]`.
    private func readIndex(_ run: inout FormatRun) {
        run.isAfterIndex = false
        guard run.byte == UInt8(ascii: "[") else { return }
        run.isReordered = true
        let start = run.index
        guard run.format.count - start >= 3,
            let end = run.format[(start + 1)...].firstIndex(of: UInt8(ascii: "]"))
        else {
            run.index += 1
            run.hasGoodIndex = false
            return
        }
        run.index = end + 1
        let digits = run.format[(start + 1)..<end]
        guard !digits.isEmpty, let number = Self.number(digits) else {
            run.hasGoodIndex = false
            return
        }
        run.isAfterIndex = true
        if number >= 1, number <= run.arguments.count {
            run.argument = number - 1
        } else {
            run.hasGoodIndex = false
        }
    }

    /// Reads decimal digits; a number beyond the limit swallows the rest of the format, as in Go.
    private static func readNumber(_ run: inout FormatRun) -> Int? {
        let start = run.index
        while let byte = run.byte, Lexer.isDigit(byte) { run.index += 1 }
        if start == run.index { return nil }
        if let number = number(run.format[start..<run.index]) { return number }
        run.index = run.format.count
        return nil
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var number = 0
        for byte in digits {
            guard Lexer.isDigit(byte), number <= numberLimit else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return number
    }

    /// The next argument as a width or precision, or nil when it is no fitting integer.
    private static func takeNumber(_ run: inout FormatRun) -> Int? {
        guard run.argument < run.arguments.count else { return nil }
        let number: Int? =
            switch run.arguments[run.argument] {
            case .int(let value): value
            case .int64(let value): Int(value)
            case .uint8(let value): Int(value)
            case .uint64(let value): Int(exactly: value)
            default: nil
            }
        run.argument += 1
        return number.flatMap { abs($0 &+ 0) <= numberLimit && $0 != .min ? $0 : nil }
    }
}
