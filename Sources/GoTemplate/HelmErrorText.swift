/// How Helm's engine arranges the errors of Go's templates (`reformatExecErrorMsg`, pkg/engine in 4.2.3).
enum HelmErrorText {
    private static let startMark = "HELM_ERR_START"
    private static let endMark = "HELM_ERR_END"

    static func arranged(_ error: GoError, file: String) -> String {
        let text = error.message
        let chain = error.chain
        guard let outermost = chain.first, !outermost.place.isEmpty else {
            return chain.isEmpty ? text : missingTemplate(text, file: file)
        }
        if let marked = markedMessage(text) {
            let parts = split(text, limit: 3)
            return "execution error at (\(parts.count > 1 ? parts[1] : outermost.place)): \(marked)"
        }
        if error.endsInPlainError { return text }
        var parts: [String] = []
        for (index, link) in chain.enumerated() {
            let part = arranged(link, isLast: index == chain.count - 1)
            if parts.last != part { parts.append(part) }
        }
        var result = parts.joined()
        while let last = result.unicodeScalars.last, last.properties.isWhitespace {
            result.unicodeScalars.removeLast()
        }
        return result
    }

    /// The text between the marks that `fail` and `required` put around theirs, from the first to the last.
    private static func markedMessage(_ text: String) -> String? {
        guard let start = firstRange(of: startMark, in: text)?.upperBound,
            let end = lastRange(of: endMark, in: text)?.lowerBound, start <= end
        else { return nil }
        return String(text[start..<end])
    }

    private static func arranged(_ link: TemplateErrorLink, isLast: Bool) -> String {
        // What a function passed on is a link of its own.
        var message =
            firstRange(of: " template:", in: link.message)
            .map { String(link.message[..<$0.lowerBound]) } ?? link.message
        if message.utf8.last == UInt8(ascii: " "), !isLast { message.removeLast() }
        if link.place.isEmpty { return "template: \(message)\n" }
        let name = Quoting.quoted(Array(link.executing.utf8))
        return "\(link.place)\n  executing \(name) at <\(link.node)>:\n    \(message)\n"
    }

    /// The error for a set that lacks the template to be executed.
    private static func missingTemplate(_ text: String, file: String) -> String {
        "execution error in (\(file)): \(text)"
    }

    /// What went wrong innermost, without Helm's marks.
    static func innermostMessage(_ error: GoError) -> String {
        if let marked = markedMessage(error.message) { return marked }
        guard let last = error.chain.last else { return error.message }
        return last.message
    }

    // MARK: Searching

    /// The parts between `": "`, at most `limit` of them.
    static func split(_ text: String, limit: Int = .max) -> [String] {
        var parts: [String] = []
        var rest = text[...]
        while parts.count < limit - 1, let range = firstRange(of: ": ", in: rest) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        parts.append(String(rest))
        return parts
    }

    private static func firstRange(of pattern: String, in text: some StringProtocol) -> Range<String.Index>? {
        var index = text.startIndex
        while index < text.endIndex {
            if text.utf8[index...].starts(with: pattern.utf8) {
                return index..<text.utf8.index(index, offsetBy: pattern.utf8.count)
            }
            text.utf8.formIndex(after: &index)
        }
        return nil
    }

    private static func lastRange(of pattern: String, in text: String) -> Range<String.Index>? {
        var found: Range<String.Index>?
        var rest = text[...]
        while let range = firstRange(of: pattern, in: rest) {
            found = range
            rest = rest[range.upperBound...]
        }
        return found
    }
}
