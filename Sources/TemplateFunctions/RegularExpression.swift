import CRE2
import GoTemplate

/// A compiled expression of Go's `regexp` syntax.
///
/// RE2 and Go's `regexp` are by the same hand and agree but for a few spellings, which `init` evens out.
final class RegularExpression {
    /// Why an expression does not compile, with Go's text.
    struct SyntaxError: Error {
        var message: String
    }

    private let handle: OpaquePointer
    /// The number of groups, without the whole match.
    let groupCount: Int
    /// The name of each group, by number; the whole match and groups without a name have none.
    let groupNames: [[UInt8]?]

    init(_ pattern: [UInt8]) throws(SyntaxError) {
        let translated = try Self.translated(pattern)
        let compiled = cre2_compile(translated, translated.count)
        guard let compiled else { throw SyntaxError(message: "error parsing regexp: out of memory") }
        let code = cre2_error_code(compiled)
        guard code == cre2_error_none else {
            var length = 0
            let start = cre2_error_part(compiled, &length)
            var part = [UInt8](UnsafeRawBufferPointer(start: start, count: length))
            cre2_free(compiled)
            if translated != pattern {
                part = ByteSearch.replace([UInt8](text: "(?P<"), with: [UInt8](text: "(?<"), in: part)
            }
            throw SyntaxError(message: Self.message(code, part, pattern))
        }
        handle = compiled
        groupCount = Int(cre2_group_count(compiled))
        groupNames = (0...groupCount).map { index in
            guard index > 0, let name = cre2_group_name(compiled, Int32(index)) else { return nil }
            return [UInt8](text: String(cString: name))
        }
    }

    deinit {
        cre2_free(handle)
    }

    /// The leftmost match at or after `start`: begin and end of it and of each group, -1 for none.
    func match(_ text: [UInt8], from start: Int) -> [Int]? {
        var positions = [Int](repeating: -1, count: 2 * (groupCount + 1))
        let found = cre2_find(handle, text, text.count, start, &positions, Int32(groupCount))
        return found == 1 ? positions : nil
    }

    /// All matches that do not overlap, at most `limit` of them unless that is negative.
    ///
    /// An empty match right after another match does not count (Go's `FindAll`).
    ///
    /// - Throws: The error that ends the rendering.
    func matches(_ text: [UInt8], limit: Int, _ context: any GoCallContext) throws(GoError) -> [[Int]] {
        var result: [[Int]] = []
        var position = 0
        var previousEnd = -1
        while position <= text.count, limit < 0 || result.count < limit,
            let match = match(text, from: position)
        {
            var isAccepted = true
            if match[1] == position {
                isAccepted = match[0] != previousEnd
                position += Self.width(text, at: position)
            } else {
                position = match[1]
            }
            previousEnd = match[1]
            // For the match, and for the text that is made of it.
            try context.allow(bytes: result.count * MemoryLayout<GoValue>.stride)
            try context.spend(bytes: 3 * GoValue.headSize + match.count * MemoryLayout<Int>.stride)
            if isAccepted { result.append(match) }
        }
        return result
    }

    /// Asks whether a text is short enough for the expression: one search takes a time that grows with both.
    ///
    /// - Throws: The error that ends the rendering.
    func allow(_ text: GoValue, _ context: any GoCallContext) throws(GoError) {
        // 64 instructions for each byte of the longest text take it half a second at its slowest.
        let work = text.stringBytes.count.multipliedOrMax(by: Int(cre2_program_size(handle)))
        try context.allow(bytes: work / 64)
    }

    /// The bytes of the character at `offset`, one at the end.
    static func width(_ text: [UInt8], at offset: Int) -> Int {
        offset < text.count ? UTF8Text.decode(text, at: offset).width : 1
    }

    // MARK: Syntax

    /// `(?<name>` as RE2 of before 2023 knows it, `(?P<name>`.
    private static func translated(_ pattern: [UInt8]) throws(SyntaxError) -> [UInt8] {
        var result: [UInt8] = []
        var offset = 0
        var inClass = false
        while offset < pattern.count {
            let rest = pattern[offset...]
            if rest.starts(with: [UInt8](text: "\\Q")) {
                let end = ByteSearch.find([UInt8](text: "\\E"), in: pattern, from: offset) ?? pattern.count
                result += pattern[offset..<end]
                offset = end
                continue
            }
            if pattern[offset] == UInt8(ascii: "\\") {
                // RE2's \C matches a byte; Go does not have it.
                if rest.dropFirst().first == UInt8(ascii: "C") {
                    throw SyntaxError(message: "error parsing regexp: invalid escape sequence: `\\C`")
                }
                result += rest.prefix(2)
                offset += 2
                continue
            }
            if pattern[offset] == UInt8(ascii: "[") { inClass = true }
            if pattern[offset] == UInt8(ascii: "]") { inClass = false }
            if !inClass, rest.starts(with: [UInt8](text: "(?<")) {
                result += [UInt8](text: "(?P<")
                offset += 3
                continue
            }
            result.append(pattern[offset])
            offset += 1
        }
        return result
    }

    private static func message(_ code: cre2_error, _ part: [UInt8], _ pattern: [UInt8]) -> String {
        let reason =
            switch code {
            case cre2_error_bad_escape: "invalid escape sequence"
            case cre2_error_bad_character_class: "invalid character class"
            case cre2_error_bad_character_range: "invalid character class range"
            case cre2_error_missing_bracket: "missing closing ]"
            case cre2_error_missing_parenthesis: "missing closing )"
            case cre2_error_unexpected_parenthesis: "unexpected )"
            case cre2_error_trailing_backslash: "trailing backslash at end of expression"
            case cre2_error_repeat_argument: "missing argument to repetition operator"
            case cre2_error_repeat_size: "invalid repeat count"
            case cre2_error_repeat_operator: "invalid nested repetition operator"
            case cre2_error_bad_perl_operator: "invalid or unsupported Perl syntax"
            case cre2_error_bad_utf8: "invalid UTF-8"
            case cre2_error_bad_named_group: "invalid named capture"
            case cre2_error_too_large: "expression too large"
            default: "internal error"
            }
        let quoted: [UInt8]
        switch code {
        // Where RE2 names what is wrong, Go shows the whole expression.
        case cre2_error_missing_parenthesis, cre2_error_unexpected_parenthesis: quoted = pattern
        case cre2_error_trailing_backslash: quoted = []
        default: quoted = part
        }
        return "error parsing regexp: \(reason): `\(String(decoding: quoted, as: UTF8.self))`"
    }
}
