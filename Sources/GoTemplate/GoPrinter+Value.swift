extension GoPrinter {
    /// Prints an operand of a directive.
    mutating func print(_ value: GoValue, verb: Unicode.Scalar) {
        if verb == "T", !value.isNilValue {
            pad(truncated(Array(value.typeName.utf8)))
            return
        }
        // The verb of errors fits nothing here; lists and maps are refused as a whole.
        if verb == "w", !value.isNilValue {
            printBad(verb, value)
            return
        }
        switch value {
        case .nil:
            if verb == "T" || verb == "v" { pad("<nil>".utf8) } else { printBad(verb, nil) }
        case .bool(let flag):
            if verb == "t" || verb == "v" {
                pad((flag ? "true" : "false").utf8)
            } else {
                printBad(verb, value)
            }
        case .int(let number): printInteger(UInt64(bitPattern: Int64(number)), isSigned: true, verb, value)
        case .int64(let number): printInteger(UInt64(bitPattern: number), isSigned: true, verb, value)
        case .uint8(let number): printInteger(UInt64(number), isSigned: false, verb, value)
        case .uint64(let number): printInteger(number, isSigned: false, verb, value)
        case .float64(let number): printFloat(number, verb, value)
        case .complex128(let real, let imaginary): printComplex(real, imaginary, verb, value)
        case .string(let text): printString(text.bytes, verb, value)
        case .bytes(let bytes): printBytes(bytes, verb)
        case .list(let list): printList(list, verb)
        case .map(let map): printMap(map, verb)
        case .object(let object): printObject(object, verb)
        }
    }

    /// Prints what Go prints for a verb that does not fit: `%!d(string=x)`.
    mutating func printBad(_ verb: Unicode.Scalar, _ value: GoValue?) {
        output += "%!\(verb)(".utf8
        if let value {
            output += "\(value.typeName)=".utf8
            print(value, verb: "v")
        } else {
            output += "<nil>".utf8
        }
        output.append(UInt8(ascii: ")"))
    }

    private mutating func printString(_ text: [UInt8], _ verb: Unicode.Scalar, _ value: GoValue) {
        switch verb {
        case "v" where flags.sharpV: printQuoted(text)
        case "v", "s": pad(truncated(text))
        case "x": printHex(text, upper: false)
        case "X": printHex(text, upper: true)
        case "q": printQuoted(text)
        default: printBad(verb, value)
        }
    }

    private mutating func printQuoted(_ text: [UInt8]) {
        let text = truncated(text)
        if flags.sharp, Self.canBackquote(text) {
            pad([UInt8(ascii: "`")] + text + [UInt8(ascii: "`")])
        } else {
            pad(Quoting.quoted(text, asciiOnly: flags.plus).bytes)
        }
    }

    /// Whether a raw string literal can hold the text: valid UTF-8 on one line, no backquote or control.
    private static func canBackquote(_ text: [UInt8]) -> Bool {
        var index = 0
        while index < text.count {
            let rune = Rune(text, at: index)
            index += rune.width
            if rune.width > 1 {
                if rune.value == 0xFEFF { return false }
            } else if rune.isInvalid || rune.value < 0x20 && rune.value != 0x09 || rune.value == 0x60
                || rune.value == 0x7F
            {
                return false
            }
        }
        return true
    }

    private mutating func printHex(_ bytes: [UInt8], upper: Bool) {
        let count = min(bytes.count, flags.precision ?? .max)
        guard count > 0 else {
            writePadding(flags.width ?? 0)
            return
        }
        let digits = Array((upper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
        let prefix = Array((upper ? "0X" : "0x").utf8)
        var text: [UInt8] = flags.sharp ? prefix : []
        for (position, byte) in bytes.prefix(count).enumerated() {
            if flags.space, position > 0 {
                text.append(UInt8(ascii: " "))
                if flags.sharp { text += prefix }
            }
            text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        pad(text)
    }

    // MARK: Containers

    private mutating func printBytes(_ bytes: [UInt8], _ verb: Unicode.Scalar) {
        switch verb {
        case "s": pad(truncated(bytes))
        case "x": printHex(bytes, upper: false)
        case "X": printHex(bytes, upper: true)
        case "q": printQuoted(bytes)
        case "v" where flags.sharpV:
            output += "[]byte{".utf8
            for (position, byte) in bytes.enumerated() {
                if position > 0 { output += ", ".utf8 }
                print(.uint8(byte), verb: "v")
            }
            output.append(UInt8(ascii: "}"))
        default:
            printElements(bytes.map { .uint8($0) }, verb)
        }
    }

    private mutating func printList(_ list: GoList, _ verb: Unicode.Scalar) {
        if verb == "p" {
            printPointer()
        } else if flags.sharpV {
            output += list.typeName.utf8
            printSyntax(list.elements, isNil: list.isNil)
        } else {
            printElements(list.elements, verb)
        }
    }

    private mutating func printElements(_ elements: [GoValue], _ verb: Unicode.Scalar) {
        output.append(UInt8(ascii: "["))
        printRow(elements, verb, separator: " ")
        output.append(UInt8(ascii: "]"))
    }

    private mutating func printSyntax(_ elements: [GoValue], isNil: Bool) {
        if isNil {
            output += "(nil)".utf8
            return
        }
        output.append(UInt8(ascii: "{"))
        printRow(elements, "v", separator: ", ")
        output.append(UInt8(ascii: "}"))
    }

    private mutating func printRow(_ elements: [GoValue], _ verb: Unicode.Scalar, separator: String) {
        guard path.enter(nil, size: output.count) else {
            output += PrintPath.omission.utf8
            return
        }
        for (position, element) in elements.enumerated() where output.count <= PrintPath.sizeLimit {
            if position > 0 { output += separator.utf8 }
            printElement(element, verb)
        }
        path.leave(nil)
    }

    /// Prints a value inside a list or map, where nil is the same for every verb.
    private mutating func printElement(_ element: GoValue, _ verb: Unicode.Scalar) {
        if element.isNilValue {
            output += (flags.sharpV ? "interface {}(nil)" : "<nil>").utf8
        } else {
            print(element, verb: verb)
        }
    }

    private mutating func printMap(_ map: GoMap, _ verb: Unicode.Scalar) {
        if verb == "p" {
            printPointer()
            return
        }
        if flags.sharpV {
            output += map.typeName.utf8
            if map.isNil {
                output += "(nil)".utf8
                return
            }
            output.append(UInt8(ascii: "{"))
        } else {
            output += "map[".utf8
        }
        if path.enter(map, size: output.count) {
            for (position, key) in map.sortedKeys.enumerated() where output.count <= PrintPath.sizeLimit {
                if position > 0 { output += (flags.sharpV ? ", " : " ").utf8 }
                print(.string(key), verb: verb)
                output.append(UInt8(ascii: ":"))
                printElement(map.entries[key] ?? .nil, verb)
            }
            path.leave(map)
        } else {
            output += PrintPath.omission.utf8
        }
        output.append(UInt8(ascii: flags.sharpV ? "}" : "]"))
    }

    /// The address of a list or map, which no two runs share; any number will do.
    private mutating func printPointer() {
        pad("0xc000000000".utf8)
    }

    private mutating func printObject(_ object: any GoObject, _ verb: Unicode.Scalar) {
        switch verb {
        case "v", "s", "x", "X", "q":
            let flag = flags.sharpV
            flags.sharpV = false
            printString(object.printedAsArgument.bytes, verb, .object(object))
            flags.sharpV = flag
        default:
            switch object.json {
            case .int(let number) where object.kindName.hasPrefix("int"):
                printInteger(UInt64(bitPattern: Int64(number)), isSigned: true, verb, .object(object))
            case .int64(let number) where object.kindName.hasPrefix("int"):
                printInteger(UInt64(bitPattern: number), isSigned: true, verb, .object(object))
            default:
                output += "%!\(verb)(\(object.typeName)=".utf8
                output += object.printedAsArgument.bytes
                output.append(UInt8(ascii: ")"))
            }
        }
    }
}
