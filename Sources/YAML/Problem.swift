import Diagnostics
import Values

/// An error while reading YAML, before it is known for whom it is: a person or a template.
struct Problem: Error {
    /// The text that go-yaml gives, with its `yaml: `.
    var goText: String
    /// The text for a person.
    var message: String
    /// Line from 1; 0 when unknown.
    var line: Int
    /// Characters before the place in its line, plus 1.
    var column: Int
    var hint: String?
    /// Whether the text cannot be parsed, as opposed to a value that is not what it should be.
    var isSyntax = false

    init(goText: String, message: String? = nil, line: Int, column: Int, hint: String? = nil) {
        self.goText = goText
        self.message = message ?? (goText.hasPrefix("yaml: ") ? String(goText.dropFirst(6)) : goText)
        self.line = line
        self.column = column
        self.hint = hint
    }

    /// The failure to show, for `bytes` of `file`.
    func failure(in bytes: [UInt8], file: String) -> Failure {
        let helm = HelmText("error converting YAML to JSON: \(goText)")
        guard line > 0 else {
            return Failure(.invalidInput, message, at: SourceLocation(file: file), hint: hint, cause: helm)
        }
        let excerpt = Failure.line(line, of: bytes)
        var column = column
        if let excerpt {
            // libyaml counts characters, a location counts bytes.
            column =
                excerpt.unicodeScalars.prefix(column - 1).reduce(1) { $0 + UTF8.width($1) }
                + max(0, column - 1 - excerpt.unicodeScalars.count)
        }
        return Failure(
            .invalidInput,
            message,
            at: SourceLocation(file: file, line: line, column: column),
            excerpt: excerpt,
            hint: hint,
            cause: helm
        )
    }
}
