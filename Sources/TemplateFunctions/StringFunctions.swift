import GoTemplate

/// Sprig's functions on texts that keep or cut their bytes.
enum StringFunctions {
    static var all: [GoFunction] { trimming + cutting + joining + tests }

    private static var trimming: [GoFunction] {
        let trimAll = GoFunction.text("trimAll") { cutset, text in
            let cut = Set(UTF8Text(cutset))
            return ByteSearch.trim(text) { cut.contains($0) }
        }
        return [
            .text("trim") { ByteSearch.trim($0, where: \.isGoSpace) },
            trimAll,
            trimAll.named("trimall"),
            .text("trimSuffix") { suffix, text in
                ByteSearch.hasSuffix(text, suffix) ? Array(text.dropLast(suffix.count)) : text
            },
            .text("trimPrefix") { prefix, text in
                text.starts(with: prefix) ? Array(text.dropFirst(prefix.count)) : text
            },
            .text("nospace") { text in
                // Sprig takes each byte for a character here, unless there is nothing to remove.
                let characters = text.map { Unicode.Scalar($0) }
                let kept = characters.filter { !$0.isGoSpace }
                return kept.count == characters.count ? text : UTF8Text.bytes(kept)
            },
        ]
    }

    private static var tests: [GoFunction] {
        [
            .test("contains") { part, text in ByteSearch.find(part, in: text) != nil },
            .test("hasPrefix") { prefix, text in text.starts(with: prefix) },
            .test("hasSuffix") { suffix, text in ByteSearch.hasSuffix(text, suffix) },
        ]
    }

    private static var cutting: [GoFunction] {
        [
            GoFunction("trunc", [.int, .string]) { arguments, _ in
                let length = arguments[0].integer
                let text = arguments[1].stringBytes
                if length < 0 { return .string(Array(text.suffix(Int(clamping: length.magnitude)))) }
                return .string(Array(text.prefix(length)))
            },
            GoFunction("substr", [.int, .int, .string], body: substring),
            GoFunction("abbrev", [.int, .string]) { arguments, _ in
                .string(
                    TextWrapping.abbreviate(arguments[1].stringBytes, from: 0, width: arguments[0].integer)
                )
            },
            GoFunction("abbrevboth", [.int, .int, .string]) { arguments, _ in
                let (left, right) = (arguments[0].integer, arguments[1].integer)
                let text = arguments[2].stringBytes
                if right < 4 || left > 0 && right < 7 { return .string(text) }
                return .string(TextWrapping.abbreviate(text, from: left, width: right))
            },
            GoFunction("wrap", [.int, .string]) { arguments, _ in
                .string(
                    TextWrapping.wrap(
                        arguments[1].stringBytes,
                        width: arguments[0].integer,
                        separator: [],
                        cutsLongWords: false
                    )
                )
            },
            GoFunction("wrapWith", [.int, .string, .string], body: wrapWith),
            GoFunction("repeat", [.int, .string]) { arguments, context throws(GoError) in
                .string(try repeated(arguments[1].stringBytes, arguments[0].integer, context))
            },
            GoFunction("indent", [.int, .string]) { arguments, context throws(GoError) in
                .string(try indented(arguments, [], context))
            },
            GoFunction("nindent", [.int, .string]) { arguments, context throws(GoError) in
                .string(try indented(arguments, [UInt8(ascii: "\n")], context))
            },
            GoFunction("replace", [.string, .string, .string], body: replace),
        ]
    }

    private static var joining: [GoFunction] {
        [
            GoFunction("split", [.string, .string]) { arguments, context throws(GoError) in
                numbered(try split(arguments[1], by: arguments[0], context))
            },
            GoFunction("splitn", [.string, .int, .string]) { arguments, context throws(GoError) in
                numbered(
                    try split(arguments[2], by: arguments[0], limit: arguments[1].integer, context)
                )
            },
            GoFunction("splitList", [.string, .string]) { arguments, context throws(GoError) in
                let parts = try split(arguments[1], by: arguments[0], context)
                return .strings(parts.map { GoString(Array($0)) })
            },
            GoFunction("join", [.string, .any]) { arguments, context throws(GoError) in
                .string(
                    try joined(arguments[1].texts(context), by: arguments[0].stringBytes, context)
                )
            },
            GoFunction("sortAlpha", [.any]) { arguments, context throws(GoError) in
                guard arguments[0].sliceElements != nil else { return .strings([arguments[0].text]) }
                return .strings(try sorted(arguments[0].texts(context), context))
            },
            GoFunction("toString", [.any]) { arguments, _ in .string(arguments[0].text) },
            GoFunction("toStrings", [.any]) { arguments, context throws(GoError) in
                .strings(try arguments[0].texts(context))
            },
            row("cat") { $0.printedBytes },
            row("quote") { Quoting.quoted($0.text.bytes).bytes },
            row("squote") { [UInt8(ascii: "'")] + $0.printedBytes + [UInt8(ascii: "'")] },
            GoFunction("plural", [.string, .string, .int]) { arguments, _ in
                arguments[2].integer == 1 ? arguments[0] : arguments[1]
            },
        ]
    }

    /// A function that writes its arguments, without the nils, with spaces between them.
    private static func row(_ name: String, _ text: @escaping @Sendable (GoValue) -> [UInt8]) -> GoFunction {
        GoFunction(name, variadic: .any) { arguments, context throws(GoError) in
            var result: [UInt8] = []
            var isFirst = true
            for argument in arguments where !argument.isNilValue {
                if !isFirst { result.append(UInt8(ascii: " ")) }
                isFirst = false
                result += text(argument)
                try context.allow(bytes: result.count)
            }
            return .string(result)
        }
    }

    /// The parts of a text, each of which is going to have memory of its own.
    private static func split(
        _ text: GoValue,
        by separator: GoValue,
        limit: Int = -1,
        _ context: any GoCallContext
    ) throws(GoError) -> [ArraySlice<UInt8>] {
        let (text, separator) = (text.stringBytes, separator.stringBytes)
        let count = separator.isEmpty ? text.count : ByteSearch.count(separator, in: text)
        try context.allow(bytes: count * MemoryLayout<GoValue>.stride)
        try context.spend(bytes: count * 2 * GoValue.headSize + text.count)
        return ByteSearch.split(text, by: separator, limit: limit)
    }

    private static func joined(
        _ parts: [GoString],
        by separator: [UInt8],
        _ context: any GoCallContext
    ) throws(GoError) -> [UInt8] {
        let total = parts.reduce(separator.count.multipliedOrMax(by: parts.count)) { $0 + $1.count }
        try context.allow(bytes: total)
        var result: [UInt8] = []
        result.reserveCapacity(total)
        for (index, part) in parts.enumerated() {
            if index > 0 { result += separator }
            result += part.bytes
        }
        return result
    }

    /// The texts by their bytes; two of a list can be long and equal nearly to their ends.
    private static func sorted(
        _ texts: [GoString],
        _ context: any GoCallContext
    ) throws(GoError) -> [GoString] {
        var problem: GoError?
        var compared = 0
        let sorted = texts.sorted { left, right in
            guard problem == nil else { return false }
            compared += 16 + min(left.count, right.count)
            if compared > 1 << 16 {
                compared = 0
                do throws(GoError) { try context.allow(bytes: 0) } catch { problem = error }
            }
            return left < right
        }
        if let problem { throw problem }
        return sorted
    }

    private static func numbered(_ parts: [ArraySlice<UInt8>]) -> GoValue {
        var entries: [GoString: GoValue] = [:]
        for (index, part) in parts.enumerated() { entries[GoString("_\(index)")] = .string(part) }
        return .map(GoMap(entries, type: "map[string]string"))
    }

    private static func substring(
        _ arguments: [GoValue],
        _ context: any GoCallContext
    ) throws(GoError) -> GoValue {
        let (start, end) = (arguments[0].integer, arguments[1].integer)
        let text = arguments[2].stringBytes
        if start < 0 {
            if end < 0 { throw GoError("runtime error: slice bounds out of range [:\(end)]") }
            if end > text.count {
                throw GoError("runtime error: slice bounds out of range [:\(end)] with length \(text.count)")
            }
            return .string(text[..<end])
        }
        let last = end < 0 || end > text.count ? text.count : end
        if start > last { throw GoError("runtime error: slice bounds out of range [\(start):\(last)]") }
        return .string(text[start..<last])
    }

    private static func wrapWith(
        _ arguments: [GoValue],
        _ context: any GoCallContext
    ) throws(GoError) -> GoValue {
        let text = arguments[2].stringBytes
        let separator = arguments[1].stringBytes
        try context.allow(bytes: text.count.multipliedOrMax(by: separator.count + 1))
        return .string(
            TextWrapping.wrap(text, width: arguments[0].integer, separator: separator, cutsLongWords: true)
        )
    }

    private static func replace(
        _ arguments: [GoValue],
        _ context: any GoCallContext
    ) throws(GoError) -> GoValue {
        let (old, new, text) = (arguments[0].stringBytes, arguments[1].stringBytes, arguments[2].stringBytes)
        if new.count > old.count {
            let matches = ByteSearch.count(old, in: text)
            try context.allow(bytes: text.count + matches.multipliedOrMax(by: new.count - old.count))
        }
        return .string(ByteSearch.replace(old, with: new, in: text))
    }

    static func repeated(
        _ text: [UInt8],
        _ count: Int,
        _ context: any GoCallContext
    ) throws(GoError) -> [UInt8] {
        if count < 0 { throw GoError("strings: negative Repeat count") }
        let total = text.count.multipliedOrMax(by: count)
        try context.allow(bytes: total)
        var result: [UInt8] = []
        result.reserveCapacity(total)
        for _ in 0..<(text.isEmpty ? 0 : count) { result += text }
        return result
    }

    private static func indented(
        _ arguments: [GoValue],
        _ prefix: [UInt8],
        _ context: any GoCallContext
    ) throws(GoError) -> [UInt8] {
        let width = arguments[0].integer
        if width < 0 { throw GoError("strings: negative Repeat count") }
        let text = arguments[1].stringBytes
        let lineFeed = UInt8(ascii: "\n")
        let lines = text.withUnsafeBufferPointer { text in
            text.reduce(1) { $0 &+ ($1 == lineFeed ? 1 : 0) }
        }
        let total = text.count + prefix.count + lines.multipliedOrMax(by: width)
        try context.allow(bytes: total)
        return [UInt8](unsafeUninitializedCapacity: total) { output, count in
            func append(_ bytes: UnsafeBufferPointer<UInt8>) {
                guard !bytes.isEmpty else { return }
                _ = UnsafeMutableBufferPointer(rebasing: output[count...]).update(fromContentsOf: bytes)
                count += bytes.count
            }
            func pad() {
                UnsafeMutableBufferPointer(rebasing: output[count..<count + width])
                    .update(repeating: UInt8(ascii: " "))
                count += width
            }
            prefix.withUnsafeBufferPointer(append)
            pad()
            text.withUnsafeBufferPointer { text in
                var start = 0
                while let end = text[start...].firstIndex(of: lineFeed) {
                    append(UnsafeBufferPointer(rebasing: text[start...end]))
                    pad()
                    start = end + 1
                }
                append(UnsafeBufferPointer(rebasing: text[start...]))
            }
        }
    }
}

extension Int {
    /// The product, or a quarter of `Int.max` where it would be larger: for budgets, not for results.
    func multipliedOrMax(by other: Int) -> Int {
        let (product, overflows) = multipliedReportingOverflow(by: other)
        return overflows ? Int.max / 4 : Swift.min(product, Int.max / 4)
    }
}
