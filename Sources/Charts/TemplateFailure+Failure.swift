import Diagnostics
import GoTemplate

extension TemplateFailure {
    /// The failure as people see it: the innermost cause with its line, then how rendering came there.
    ///
    /// - Parameter sources: The templates' sources by name.
    func failure(sources: [String: [UInt8]]) -> Failure {
        var location: SourceLocation?
        var excerpt: String?
        if let origin, let source = sources[origin.template] {
            let place = SourceLocation(file: origin.template, text: source, offset: origin.offset)
            location = place
            excerpt = Self.line(at: origin.offset, of: source)
        }
        // The innermost place is the location itself; the others tell who included whom.
        let callers = chain.dropLast().reversed().map { link in
            "included from \(link.place), in \"\(link.executing)\" at \(link.node)"
        }
        return Failure(
            .invalidInput, cause, at: location, excerpt: excerpt, notes: Array(callers),
            hint: hint, cause: HelmText(text))
    }

    private static func line(at offset: Int, of source: [UInt8]) -> String {
        let offset = min(offset, source.count)
        let start = source[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        var end = source[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? source.count
        if end > start, source[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return String(decoding: source[start..<end], as: UTF8.self)
    }
}

/// The text that Helm would print, kept as the cause.
private struct HelmText: Error, CustomStringConvertible {
    let description: String

    init(_ text: String) {
        description = text
    }
}
