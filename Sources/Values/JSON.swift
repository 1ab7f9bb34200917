package import Diagnostics

/// JSON text to and from `Value`.
package enum JSON {
    /// The deepest nesting of lists and objects that is read.
    ///
    /// Real documents stay below a hundred; the bound keeps hostile text from exhausting the stack.
    package static let maximumDepth = 1000

    /// The value that JSON text holds.
    ///
    /// Whole numbers that fit become `.int`, all others `.double`; of duplicate keys the last one wins;
    /// bytes that are not UTF-8 become U+FFFD. The messages are those of Go's `encoding/json`, because
    /// charts can observe them.
    ///
    /// - Parameters:
    ///   - bytes: The text, one value with white space around it.
    ///   - file: The name for error messages.
    /// - Returns: The value.
    /// - Throws: `.invalidInput` with line and column.
    package static func decode(_ bytes: [UInt8], file: String) throws(Failure) -> Value {
        var reader = JSONReader(bytes: bytes, file: file)
        return try reader.document()
    }

    /// The value at `offset` of `bytes`, and the offset after it; what follows is not looked at.
    ///
    /// - Throws: `.invalidInput` with line and column.
    package static func decodePrefix(
        _ bytes: [UInt8],
        from offset: Int,
        file: String
    ) throws(Failure) -> (value: Value, end: Int) {
        var reader = JSONReader(bytes: bytes, file: file, index: offset)
        return (try reader.value(), reader.index)
    }

    /// JSON text of `value`, without a final line feed.
    ///
    /// Numbers are written as Go writes them: the shortest digits that read back the same, plain between
    /// 1e-6 and 1e21. A number that JSON cannot hold (infinite, not a number) is written as `null`.
    ///
    /// - Parameters:
    ///   - value: What to write.
    ///   - pretty: Whether to indent by two spaces, one member a line.
    ///   - escapeHTML: Whether to write `<`, `>` and `&` as `\u003c`, `\u003e`, `\u0026`.
    ///   - sortKeys: Whether to write keys in byte order instead of the order held.
    /// - Returns: UTF-8 text.
    package static func encode(
        _ value: Value,
        pretty: Bool = false,
        escapeHTML: Bool = false,
        sortKeys: Bool = false
    ) -> [UInt8] {
        var writer = JSONWriter(pretty: pretty, escapeHTML: escapeHTML, sortKeys: sortKeys)
        writer.write(value)
        return writer.output
    }
}
