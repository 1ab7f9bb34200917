import GoTemplate

/// Sprig's functions on regular expressions.
///
/// The plain form of each fails with the text of Go's `MustCompile`, but for `regexMatch`, which gives
/// false; the `must` form with the bare reason.
enum RegexFunctions {
    /// Expressions compiled before; templates use few of them, often.
    private final class Cache {
        var expressions: [GoString: RegularExpression] = [:]
    }

    private static let cacheLimit = 500

    private typealias Body =
        @Sendable (RegularExpression, [GoValue], any GoCallContext) throws(GoError) -> GoValue

    static var all: [GoFunction] {
        let match: Body = { expression, arguments, _ throws(GoError) in
            .bool(expression.match(arguments[1].stringBytes, from: 0) != nil)
        }
        return [
            GoFunction("regexMatch", [.string, .string]) { arguments, context throws(GoError) in
                guard let expression = try? compile(arguments[0].text, context) else { return .bool(false) }
                try expression.allow(arguments[1], context)
                return try match(expression, arguments, context)
            },
            must("mustRegexMatch", [.string, .string], match),
            .text("regexQuoteMeta", Self.quoteMeta),
        ]
            + pair("Find", [.string, .string]) { expression, arguments, _ throws(GoError) in
                let text = arguments[1].stringBytes
                guard let match = expression.match(text, from: 0) else { return .text("") }
                return .string(text[match[0]..<match[1]])
            }
            + pair("FindAll", [.string, .string, .int]) { expression, arguments, context throws(GoError) in
                let text = arguments[1].stringBytes
                let matches = try expression.matches(text, limit: arguments[2].integer, context)
                return Self.strings(matches.map { text[$0[0]..<$0[1]] }, isNil: matches.isEmpty)
            }
            + pair("ReplaceAll", [.string, .string, .string]) {
                expression,
                arguments,
                context throws(GoError) in
                let replacement = RegexReplacement(arguments[2].stringBytes)
                return .string(
                    try Self.replace(expression, arguments[1].stringBytes, context) { text, match, output in
                        replacement.expand(expression, text, match, into: &output)
                    }
                )
            }
            + pair("ReplaceAllLiteral", [.string, .string, .string]) {
                expression,
                arguments,
                context throws(GoError) in
                .string(
                    try Self.replace(expression, arguments[1].stringBytes, context) { _, _, output in
                        output += arguments[2].stringBytes
                    }
                )
            }
            + pair("Split", [.string, .string, .int]) { expression, arguments, context throws(GoError) in
                try Self.split(
                    expression,
                    arguments[1].stringBytes,
                    limit: arguments[2].integer,
                    isEmptyPattern: arguments[0].stringBytes.isEmpty,
                    context
                )
            }
    }

    /// `regexX`, whose error names the call of Go's library, and `mustRegexX`.
    private static func pair(_ name: String, _ parameters: [GoParameter], _ body: @escaping Body)
        -> [GoFunction]
    {
        let plain = GoFunction("regex" + name, parameters) { arguments, context throws(GoError) in
            let expression: RegularExpression
            do throws(GoError) {
                expression = try compile(arguments[0].text, context)
            } catch {
                let pattern = arguments[0].stringText
                let quoted =
                    Self.canBackquote(arguments[0].stringBytes)
                    ? "`\(pattern)`" : Quoting.quoted(arguments[0].stringBytes).text
                throw GoError("regexp: Compile(\(quoted)): \(error.message)")
            }
            try expression.allow(arguments[1], context)
            return try body(expression, arguments, context)
        }
        return [plain, must("mustRegex" + name, parameters, body)]
    }

    private static func must(_ name: String, _ parameters: [GoParameter], _ body: @escaping Body)
        -> GoFunction
    {
        GoFunction(name, parameters) { arguments, context throws(GoError) in
            let expression = try compile(arguments[0].text, context)
            try expression.allow(arguments[1], context)
            return try body(expression, arguments, context)
        }
    }

    private static func compile(
        _ pattern: GoString,
        _ context: any GoCallContext
    ) throws(GoError) -> RegularExpression {
        let cache = context.memory.object { Cache() }
        if let expression = cache.expressions[pattern] { return expression }
        do throws(RegularExpression.SyntaxError) {
            let expression = try RegularExpression(pattern.bytes)
            if cache.expressions.count >= Self.cacheLimit { cache.expressions.removeAll() }
            cache.expressions[pattern] = expression
            return expression
        } catch {
            throw GoError(error.message)
        }
    }

    /// `strconv.CanBackquote`: one line of printable text without a backquote.
    private static func canBackquote(_ text: [UInt8]) -> Bool {
        var iterator = UTF8Text(text)
        while true {
            let start = iterator.offset
            guard let scalar = iterator.next() else { return true }
            if scalar == "\u{FFFD}", iterator.offset - start == 1 { return false }
            if scalar.value < 0x20 && scalar != "\t" || scalar == "`" || scalar.value == 0x7F { return false }
            if scalar == "\u{FEFF}" { return false }
        }
    }

    private static func strings(_ parts: [ArraySlice<UInt8>], isNil: Bool) -> GoValue {
        .list(GoList(parts.map { .string($0) }, of: "string", isNil: isNil))
    }

    private static func quoteMeta(_ text: [UInt8]) -> [UInt8] {
        let special = [UInt8](text: "\\.+*?()|[]{}^$")
        return text.flatMap { special.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] }
    }

    /// Go's `ReplaceAll`: an empty match counts only where it does not touch the match before it.
    private static func replace(
        _ expression: RegularExpression,
        _ text: [UInt8],
        _ context: any GoCallContext,
        _ appendReplacement: (_ text: [UInt8], _ match: [Int], _ output: inout [UInt8]) -> Void
    ) throws(GoError) -> [UInt8] {
        var output: [UInt8] = []
        var lastEnd = 0
        var position = 0
        while position <= text.count, let match = expression.match(text, from: position) {
            output += text[lastEnd..<match[0]]
            if match[1] > lastEnd || match[0] == 0 { appendReplacement(text, match, &output) }
            lastEnd = match[1]
            try context.allow(bytes: output.count)
            position = max(position + RegularExpression.width(text, at: position), match[1])
        }
        return output + text[lastEnd...]
    }

    /// Go's `Split`.
    private static func split(
        _ expression: RegularExpression,
        _ text: [UInt8],
        limit: Int,
        isEmptyPattern: Bool,
        _ context: any GoCallContext
    ) throws(GoError) -> GoValue {
        if limit == 0 { return strings([], isNil: true) }
        if !isEmptyPattern, text.isEmpty { return strings([text[...]], isNil: false) }
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        var end = 0
        for match in try expression.matches(text, limit: limit, context) {
            if limit > 0, parts.count == limit - 1 { break }
            end = match[0]
            if match[1] != 0 { parts.append(text[start..<end]) }
            start = match[1]
        }
        if end != text.count { parts.append(text[start...]) }
        return strings(parts, isNil: false)
    }
}
