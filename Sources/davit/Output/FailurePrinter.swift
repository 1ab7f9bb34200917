import Diagnostics

/// Puts failures and diagnostics into words for a terminal.
struct FailurePrinter {
    var style: Style
    /// Also print the chain of causes (`--debug`).
    var showsCauses = false
    /// Print the text that Helm prints, where there is one (`--helm-errors`).
    var usesHelmText = false
    var placement = HintPlacement()

    /// The lines for an error: what, where, the source line with a caret, further notes, what to do.
    func lines(_ error: any Error) -> [String] {
        guard let failure = error as? Failure else {
            return ["\(style.red("Error:")) \(error)"]
        }
        if usesHelmText, let text = failure.helmText { return ["Error: \(text)"] }
        let place = failure.location.map { "\($0): " } ?? ""
        var lines = ["\(style.red("Error:")) \(place)\(failure.message)"]
        if let excerpt = failure.excerpt, let location = failure.location {
            lines += excerptLines(excerpt, location)
        }
        lines += failure.notes.map { "  \($0)" }
        if showsCauses, let cause = failure.cause {
            lines.append("  cause: \(cause)")
        }
        if let hint = failure.hint {
            lines.append("\(style.bold("Hint:")) \(placement.applied(to: hint))")
        }
        return lines
    }

    /// The line for a note or a warning.
    func line(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.location.map { "\($0): " } ?? ""
        let hint = diagnostic.hint.map { " (\(placement.applied(to: $0)))" } ?? ""
        let label =
            switch diagnostic.severity {
            case .note: style.bold("Note:")
            case .warning: style.yellow("Warning:")
            case .error: style.red("Error:")
            }
        return "\(label) \(place)\(diagnostic.message)\(hint)"
    }

    private func excerptLines(_ excerpt: String, _ location: SourceLocation) -> [String] {
        let number = String(location.line)
        let margin = String(repeating: " ", count: number.utf8.count)
        // A tab is one column of the source and up to eight on the screen.
        var lines = [style.faint("  \(number) | ") + excerpt.replacing("\t", with: " ")]
        if location.column > 0 {
            let before = String(decoding: excerpt.utf8.prefix(location.column - 1), as: UTF8.self)
            let blanks = String(repeating: " ", count: before.unicodeScalars.count)
            lines.append(style.faint("  \(margin) | ") + blanks + style.red("^"))
        }
        return lines
    }
}
