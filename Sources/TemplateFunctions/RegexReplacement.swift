/// The replacement of `regexReplaceAll`: text with `$1`, `${1}`, `$name`, `${name}` and `$$`.
struct RegexReplacement {
    private enum Part {
        case text([UInt8])
        case number(Int)
        case name([UInt8])
    }

    private var parts: [Part] = []

    /// A name goes on as long as it can: `$1x` is the group `1x`.
    init(_ template: [UInt8]) {
        let dollar = UInt8(ascii: "$")
        var text: [UInt8] = []
        var offset = 0
        while offset < template.count {
            guard template[offset] == dollar else {
                text.append(template[offset])
                offset += 1
                continue
            }
            if offset + 1 < template.count, template[offset + 1] == dollar {
                text.append(dollar)
                offset += 2
            } else if let (name, end) = Self.name(template, from: offset + 1) {
                parts.append(.text(text))
                text = []
                parts.append(Self.number(name).map { .number($0) } ?? .name(name))
                offset = end
            } else {
                text.append(dollar)
                offset += 1
            }
        }
        parts.append(.text(text))
    }

    private static func name(_ template: [UInt8], from start: Int) -> (name: [UInt8], end: Int)? {
        var offset = start
        let inBraces = offset < template.count && template[offset] == UInt8(ascii: "{")
        if inBraces { offset += 1 }
        let first = offset
        while offset < template.count {
            let (scalar, width) = UTF8Text.decode(template, at: offset)
            guard scalar == "_" || scalar.isGoLetter || scalar.isGoDigit else { break }
            offset += width
        }
        guard offset > first else { return nil }
        let name = Array(template[first..<offset])
        if inBraces {
            guard offset < template.count, template[offset] == UInt8(ascii: "}") else { return nil }
            offset += 1
        }
        return (name, offset)
    }

    private static func number(_ name: [UInt8]) -> Int? {
        if name.count > 1, name[0] == UInt8(ascii: "0") { return nil }
        guard name.count <= 9, name.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return name.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    /// Appends the replacement for one match; groups that do not exist give nothing.
    func expand(
        _ expression: RegularExpression,
        _ text: [UInt8],
        _ match: [Int],
        into output: inout [UInt8]
    ) {
        for part in parts {
            switch part {
            case .text(let bytes): output += bytes
            case .number(let number):
                if number <= expression.groupCount { Self.append(number, text, match, &output) }
            case .name(let name):
                let groups = (0...expression.groupCount).filter { expression.groupNames[$0] == name }
                if let group = groups.first(where: { match[2 * $0] >= 0 }) {
                    Self.append(group, text, match, &output)
                }
            }
        }
    }

    private static func append(_ group: Int, _ text: [UInt8], _ match: [Int], _ output: inout [UInt8]) {
        let (start, end) = (match[2 * group], match[2 * group + 1])
        if start >= 0, end >= start { output += text[start..<end] }
    }
}
