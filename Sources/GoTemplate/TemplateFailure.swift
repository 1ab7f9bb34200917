package import Diagnostics

/// Parsing or executing a template failed.
package struct TemplateFailure: Error, Sendable {
    /// At which stage.
    package enum Stage: Sendable, Hashable {
        case parse, execute
    }

    package var stage: Stage
    /// The text exactly as Helm prints it.
    package var text: String
    /// The text as Go's text/template has it, before Helm arranges it.
    package var unformattedText: String
    /// The innermost message, without places, for people.
    package var cause: String
    /// The innermost place: the template's file, and the byte offset into its source; nil when there is none.
    package var origin: TemplateErrorOrigin?
    /// The template errors from the outermost to the innermost, as includes nest.
    package var chain: [TemplateErrorLink]
    /// What to do about it, if that can be told.
    package var hint: String?
}

extension TemplateFailure: HelmWorded {
    package var helmText: String { text }
}

extension TemplateFailure {
    /// A source that cannot be parsed; `offset` is the place of the token at which that was noticed.
    init(parsing file: GoString, source: [UInt8], offset: Int, message: String, hint: String?) {
        let line = 1 + source[..<min(offset, source.count)].count { $0 == UInt8(ascii: "\n") }
        stage = .parse
        unformattedText = "template: \(file):\(line): \(message)"
        text = Self.helmParseText(file: file.text, unformattedText)
        cause = message
        origin = TemplateErrorOrigin(template: file.text, offset: offset)
        chain = []
        self.hint = hint
    }

    /// Helm keeps the second and the last of the parts between colons.
    private static func helmParseText(file: String, _ text: String) -> String {
        let parts = HelmErrorText.split(text)
        guard parts.count > 1, let last = parts.last else { return "parse error in (\(file)): \(text)" }
        return "parse error at (\(parts[1])): \(last)"
    }

    /// An error that ended the execution of the template `file`.
    init(executing file: String, _ error: GoError) {
        stage = .execute
        unformattedText = error.message
        text = HelmErrorText.arranged(error, file: file)
        cause = error.cause ?? HelmErrorText.innermostMessage(error)
        origin = error.origin
        chain = error.chain
        hint = error.hint
    }
}
