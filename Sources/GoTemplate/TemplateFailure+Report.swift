package import Diagnostics

extension TemplateFailure {
    /// The failure for people: the innermost cause, the innermost place in a file with its line, and the
    /// chain of calls that led there.
    ///
    /// - Parameter source: Gives the source of a template file by its name; nil for a name that is no
    ///   file, as for a text given to `tpl`.
    /// - Returns: A failure of invalid input.
    package func failure(source: (_ template: String) -> [UInt8]?) -> Failure {
        var failure = Failure(.invalidInput, Self.shortened(cause), hint: hint, cause: self)
        var calls = chain
        if stage == .parse {
            if let origin, let text = source(origin.template) { failure.locate(origin, in: text) }
            return failure
        }
        // A function may have replaced the chain by an error of its own, but the place stays.
        if let origin, origin != calls.last?.origin, let text = source(origin.template) {
            failure.locate(origin, in: text)
            if calls.last?.origin?.template == origin.template { calls.removeLast() }
        }
        // Templates that call themselves do so a thousand times.
        var seen: Set<String> = []
        var repeated = 0
        func note(_ text: String) {
            if seen.insert(text).inserted { failure.notes.append(text) } else { repeated += 1 }
        }
        // The text of a tpl call is nowhere for a person to look at; its caller is.
        while failure.location == nil, let link = calls.popLast() {
            guard let origin = link.origin else { continue }
            if let text = source(origin.template) {
                failure.locate(origin, in: text)
                break
            }
            note("in the text given to tpl, at \(link.place): <\(link.node)>")
        }
        for link in calls.reversed() {
            guard let origin = link.origin, let text = source(origin.template) else { continue }
            let place = SourceLocation(file: origin.template, text: text, offset: origin.offset)
            note("called from \(place): {{ \(link.node) }}")
        }
        if repeated > 0 { failure.notes.append("and \(repeated) more calls from these places") }
        return failure
    }
}

extension TemplateFailure {
    /// Errors of Go show whole values, which can be as long as any text.
    private static func shortened(_ message: String) -> String {
        let limit = 10_000
        guard message.utf8.count > limit else { return message }
        return String(decoding: message.utf8.prefix(limit), as: UTF8.self) + "…"
    }
}

extension Failure {
    /// Lines longer than this are none that a person wrote.
    private static let longestExcerpt = 1000

    fileprivate mutating func locate(_ origin: TemplateErrorOrigin, in text: [UInt8]) {
        location = SourceLocation(file: origin.template, text: text, offset: origin.offset)
        let offset = min(origin.offset, text.count)
        let start = text[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let end = text[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
        guard end - start <= Self.longestExcerpt else { return }
        excerpt = String(decoding: text[start..<end].filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    }
}
