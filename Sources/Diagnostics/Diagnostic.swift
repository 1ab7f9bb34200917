/// Something a person should know about their input that does not by itself end the work.
package struct Diagnostic: Sendable, Hashable {
    package enum Severity: String, Sendable, Hashable {
        case note, warning, error
    }

    package var severity: Severity
    package var message: String
    package var location: SourceLocation?
    package var hint: String?

    package init(
        _ severity: Severity,
        _ message: String,
        at location: SourceLocation? = nil,
        hint: String? = nil
    ) {
        self.severity = severity
        self.message = message
        self.location = location
        self.hint = hint
    }
}

/// Gathers diagnostics while a stage goes on, so that one run shows every problem.
///
/// Passed `inout` through conversions; nothing that is dropped goes unmentioned here.
package struct DiagnosticCollector: Sendable {
    package private(set) var diagnostics: [Diagnostic] = []

    package init() {}

    package mutating func emit(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
    }

    package mutating func note(_ message: String, at location: SourceLocation? = nil, hint: String? = nil) {
        emit(Diagnostic(.note, message, at: location, hint: hint))
    }

    package mutating func warning(_ message: String, at location: SourceLocation? = nil, hint: String? = nil)
    {
        emit(Diagnostic(.warning, message, at: location, hint: hint))
    }

    package mutating func error(_ message: String, at location: SourceLocation? = nil, hint: String? = nil) {
        emit(Diagnostic(.error, message, at: location, hint: hint))
    }

    /// Throws the errors gathered so far as one failure; with none, does nothing.
    ///
    /// - Throws: `.invalidInput` with the first error's place and hint and the others as notes.
    package func throwErrors() throws(Failure) {
        let errors = diagnostics.filter { $0.severity == .error }
        guard let first = errors.first else { return }
        let others = errors.dropFirst().map { error in
            (error.location.map { "\($0): " } ?? "") + error.message
        }
        throw Failure(.invalidInput, first.message, at: first.location, notes: others, hint: first.hint)
    }
}
