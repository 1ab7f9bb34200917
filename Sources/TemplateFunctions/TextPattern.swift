package import Diagnostics

/// Regular expressions for other targets: Go's syntax, in linear time.
package enum TextPattern {
    /// Whether `pattern` matches anywhere in `text`.
    ///
    /// - Throws: `.invalidInput` for a pattern that cannot be compiled.
    package static func matches(_ pattern: String, _ text: String) throws(Failure) -> Bool {
        do throws(RegularExpression.SyntaxError) {
            return try RegularExpression(Array(pattern.utf8)).match(Array(text.utf8), from: 0) != nil
        } catch {
            throw Failure(.invalidInput, "the pattern '\(pattern)' cannot be used: \(error.message)")
        }
    }
}
