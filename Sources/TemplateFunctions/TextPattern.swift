package import Diagnostics
import Synchronization

/// Regular expressions for other targets: Go's syntax, in linear time.
package enum TextPattern {
    /// Tells whether a pattern matches anywhere in a text, and compiles each pattern once.
    ///
    /// - Returns: A function that throws `.invalidInput` for a pattern that cannot be compiled.
    package static func matcher() -> @Sendable (_ pattern: String, _ text: String) throws(Failure) -> Bool {
        let cache = Cache()
        return { pattern, text throws(Failure) in
            do throws(RegularExpression.SyntaxError) {
                return try cache.matches(pattern, text)
            } catch {
                throw Failure(.invalidInput, "the pattern '\(pattern)' cannot be used: \(error.message)")
            }
        }
    }

    private final class Cache: Sendable {
        private let known = Mutex<[String: RegularExpression]>([:])

        func matches(_ pattern: String, _ text: String) throws(RegularExpression.SyntaxError) -> Bool {
            try known.withLock { known throws(RegularExpression.SyntaxError) in
                let expression: RegularExpression
                if let found = known[pattern] {
                    expression = found
                } else {
                    expression = try RegularExpression(Array(pattern.utf8))
                    known[pattern] = expression
                }
                return expression.match(Array(text.utf8), from: 0) != nil
            }
        }
    }
}
