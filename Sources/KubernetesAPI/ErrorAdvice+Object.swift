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
        let texts = error.causes.isEmpty ? strictErrors : error.causes.map(text)
        let hint = error.isImmutable ? "delete the object first, and it is made anew with the new value" : nil
        guard texts.count > 1 else {
            return failure(.invalidInput, texts.first ?? Self.shortened(plainMessage), hint: hint)
        }
        return failure(.invalidInput, "the server finds \(texts.count) mistakes", notes: texts, hint: hint)
    }

    /// The message without what the server says of its own steps.
    private var plainMessage: String {
        let steps = ["failed to create typed patch object", "failed to convert new object to proper version"]
        guard steps.contains(where: { error.message.hasPrefix($0) }),
            let colon = error.message.firstRange(of: ": ")
        else { return error.message }
        return String(error.message[colon.upperBound...])
    }

    /// The mistakes that strict validation names in one message:
    /// `… strict decoding error: unknown field "spec.a", duplicate field "spec.b"`.
    private var strictErrors: [String] {
        let parts = error.message.split(separator: "strict decoding error: ", maxSplits: 1)
        guard parts.count == 2 else { return [] }
        return parts[1].split(separator: ", ").map { String($0).replacing("\"", with: "'") }
    }

    private func text(_ cause: APIError.Cause) -> String {
        let message = Self.shortened(cause.message, hidingValue: purpose.resource?.gvk.kind == "Secret")
        return cause.field.isEmpty || cause.field == "<nil>" ? message : "'\(cause.field)': \(message)"
    }

    /// The first line of a message, without the value that was refused where that is a whole object or
    /// `hidingValue` asks for it: it may be long, and hold secrets.
    ///
    /// The lines behind the first one are a comparison of the whole objects.
    static func shortened(_ message: String, hidingValue: Bool = false) -> String {
        let line = message.split(whereSeparator: \.isNewline).first ?? ""
        let start = "Invalid value: "
        guard hidingValue || line.utf8.count > 160 || line.utf8.contains(UInt8(ascii: "{")),
            let value = line.ranges(of: start).last.map({ line[$0.upperBound...] }),
            let detail = value.ranges(of: ": ").last
        else { return String(line.prefix(500)) }
        return String(value[detail.upperBound...].prefix(500))
    }
}
