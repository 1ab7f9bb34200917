internal import Diagnostics
package import Values

extension [PlannedChange] {
    /// What of them undoes changes that were made outside of Davit, a note for each object.
    func repairNotes(redaction: Redaction, operation: Verb) -> [Diagnostic] {
        filter(\.repairsSomething).map { change in
            let what =
                switch change.action {
                case .create: "was removed outside of Davit; the \(operation) makes it again"
                case .delete: "was added outside of Davit; the \(operation) removes it"
                default:
                    "was changed outside of Davit; the \(operation) sets "
                        + change.differences.filter(\.isRepair).map { difference in
                            redaction.redacted(difference).text
                        }.joined(separator: ", ")
                }
            return Diagnostic(.note, "\(change.object) \(what)")
        }
    }
}

extension ValueDifference {
    /// The difference on one line: `deploy.replicas (5 → 2)`.
    package var text: String {
        if kind != .value { return path }
        return "\(path) (\(Self.text(old)) → \(Self.text(new)))"
    }

    /// A value on one line; absence is `none`.
    package static func text(_ value: Value?) -> String {
        switch value {
        case nil: "none"
        case .string(let text) where !text.isEmpty && text.utf8.allSatisfy(isPlain): text
        case .some(let value): String(decoding: JSON.encode(value), as: UTF8.self)
        }
    }

    /// Whether a byte is one that a word may have without quotes.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte != UInt8(ascii: "\"") && byte != 0x7F
    }
}
