import Diagnostics

/// Objects that belong to somebody, that have changed, or that are wrong.
extension ErrorAdvice {
    var conflict: Failure {
        if error.isFieldManagerConflict {
            let fields = error.fieldConflicts.map { "'\($0.field)' is set by '\($0.manager)'" }
            return failure(
                .conflict,
                fields.count == 1
                    ? "its field \(fields[0])" : "\(fields.count) of its fields belong to others",
                notes: fields.count == 1 ? [] : fields,
                hint: "take them over with --force-conflicts, or leave them out of the chart"
            )
        }
        if error.isAlreadyExists {
            let isLeaving = error.message.contains("object is being deleted")
            return failure(
                .conflict,
                isLeaving ? "one of that name is still being deleted" : "there is one of that name already",
                hint: isLeaving ? "try again when it is gone" : nil
            )
        }
        if error.isOutdated {
            return failure(.conflict, "it was changed by somebody else meanwhile", hint: "try again")
        }
        return failure(.conflict, error.message)
    }

    var invalid: Failure {
        let texts = error.causes.isEmpty ? strictErrors : error.causes.map(Self.text)
        let hint = error.isImmutable ? "delete the object first, and it is made anew with the new value" : nil
        guard texts.count > 1 else {
            return failure(.invalidInput, texts.first ?? Self.shortened(error.message), hint: hint)
        }
        return failure(.invalidInput, "the server finds \(texts.count) mistakes", notes: texts, hint: hint)
    }

    /// The mistakes that strict validation names in one message:
    /// `… strict decoding error: unknown field "spec.a", duplicate field "spec.b"`.
    var strictErrors: [String] {
        let parts = error.message.split(separator: "strict decoding error: ", maxSplits: 1)
        guard parts.count == 2 else { return [] }
        return parts[1].split(separator: ", ").map { String($0).replacing("\"", with: "'") }
    }

    private static func text(_ cause: APIError.Cause) -> String {
        let message = shortened(cause.message)
        return cause.field.isEmpty || cause.field == "<nil>" ? message : "'\(cause.field)': \(message)"
    }

    /// The message without the value that was refused, where that is a whole object: it may be long, and hold
    /// secrets.
    static func shortened(_ message: String) -> String {
        let start = "Invalid value: "
        guard message.utf8.count > 160 || message.contains("{"),
            let value = message.split(separator: start).last,
            message.contains(start), let colon = value.lastRange(of: ": ")
        else { return String(message.prefix(500)) }
        return String(value[colon.upperBound...].prefix(500))
    }
}

extension Substring {
    /// Where `text` stands last.
    fileprivate func lastRange(of text: String) -> Range<Index>? {
        ranges(of: text).last
    }
}
