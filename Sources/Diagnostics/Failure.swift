/// The one error type of Davit: what is wrong, where, and what to do about it.
///
/// The message is a lower-case fragment without a final stop that names things in single quotes; the
/// hint is an imperative that works when pasted.
package struct Failure: Error, Sendable {
    /// What sort of failure this is; it decides the exit status.
    package enum Kind: Sendable, Hashable, CaseIterable {
        /// The command line is wrong.
        case usage
        /// A chart, a values file, a rendered document or an archive is wrong.
        case invalidInput
        /// A release, chart, repository, file or object does not exist.
        case notFound
        /// Somebody else holds or owns what the operation needs.
        case conflict
        /// An engine or a server cannot be reached, or it failed.
        case unavailable
        /// The engine or a rule refuses the operation.
        case refused
        /// The operation did not end in its time.
        case timeout
        /// A signal ended the operation.
        case interrupted
        /// Davit itself is wrong.
        case `internal`
    }

    package var kind: Kind
    /// What is wrong.
    package var message: String
    /// Where it is wrong.
    package var location: SourceLocation?
    /// The source line at `location`, without its line feed, when it helps to show it.
    package var excerpt: String?
    /// Further lines of explanation: an include chain, the last lines of a log.
    package var notes: [String]
    /// What to do about it.
    package var hint: String?
    /// The error below this one.
    package var cause: (any Error)?

    package init(
        _ kind: Kind,
        _ message: String,
        at location: SourceLocation? = nil,
        excerpt: String? = nil,
        notes: [String] = [],
        hint: String? = nil,
        cause: (any Error)? = nil
    ) {
        self.kind = kind
        self.message = message
        self.location = location
        self.excerpt = excerpt
        self.notes = notes
        self.hint = hint
        self.cause = cause
    }

    /// The process exit status that a command ending in this failure has.
    ///
    /// 1 is any other failure, so that scripts written for Helm go on working.
    package var exitStatus: Int32 {
        switch kind {
        case .usage: 2
        case .notFound: 3
        case .conflict: 4
        case .unavailable: 5
        case .timeout: 6
        case .interrupted: 130
        case .invalidInput, .refused, .internal: 1
        }
    }
}

extension Failure: CustomStringConvertible {
    /// Location and message on one line, as in a log.
    package var description: String {
        location.map { "\($0): \(message)" } ?? message
    }
}
