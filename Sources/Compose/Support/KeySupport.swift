package import Diagnostics

/// What a target makes of one key of Compose documents, or of some of the key's values.
///
/// The tables of the targets are made of these: they decide which diagnostics a project gets, and the
/// documentation is printed from them.
package struct KeySupport<Subject: Sendable>: Sendable {
    package enum Verdict: Sendable, Hashable {
        /// The engine has it.
        case mapped
        /// Davit brings about the same by other means: these.
        case emulated(String)
        /// Davit brings about nearly the same, with this difference: a warning.
        case approximated(String)
        /// There is nothing to do for it, for this reason; nothing is said.
        case moot(String)
        /// Means nothing on the target; running without it changes nothing that a person relies on.
        case ignored(String, as: Diagnostic.Severity = .warning)
        /// Cannot be done: an error with what to do instead.
        case refused(hint: String)
        /// Can be done by engines that speak API `1.minor` or newer; an error with older ones.
        case needs(minor: Int, hint: String)
        /// As `needs`, but older engines can do without it.
        case ignoredBefore(minor: Int)
    }

    /// The keys from the subject down, as in the schema: `networks.*.ipv4_address`.
    package var path: String
    package var verdict: Verdict
    /// Which values the verdict is about, when not about all: `none, container and service`.
    package var condition: String?
    /// The uses in a subject in the words of its document; an empty text where the key says all.
    package var uses: @Sendable (Subject) -> [String]

    /// - Parameters:
    ///   - path: The keys from the subject down, as in the schema.
    ///   - condition: Which values the verdict is about, when not about all.
    ///   - uses: The uses in a subject, as its document has them.
    package init(
        _ path: String,
        _ verdict: Verdict,
        when condition: String? = nil,
        uses: @escaping @Sendable (Subject) -> [String]
    ) {
        self.path = path
        self.verdict = verdict
        self.condition = condition
        self.uses = uses
    }

    /// A key of which only the presence counts.
    package init(
        _ path: String,
        _ verdict: Verdict,
        when condition: String? = nil,
        _ isUsed: @escaping @Sendable (Subject) -> Bool = { _ in false }
    ) {
        self.init(path, verdict, when: condition) { isUsed($0) ? [""] : [] }
    }

    /// The key as messages name it: without the steps for chosen names and items.
    package var name: String {
        path.split(separator: ".").filter { $0 != "*" && $0 != "[]" }.joined(separator: ".")
    }

    /// Says what becomes of the key in one subject.
    ///
    /// - Parameters:
    ///   - subject: What may use the key.
    ///   - owner: The subject in a sentence: `the service 'web'`.
    ///   - target: The target in a sentence: `a Swarm`.
    ///   - minor: The engine speaks API `1.minor`.
    ///   - location: Where the key is written, when that is known.
    package func report(
        on subject: Subject,
        owner: String,
        target: String,
        minor: Int,
        at location: @autoclosure () -> SourceLocation?,
        to collector: inout DiagnosticCollector
    ) {
        let uses = uses(subject)
        if uses.isEmpty { return }
        let location = location()
        for use in uses {
            let what = "'\(name)\(use.isEmpty ? "" : ": \(use)")' of \(owner)"
            switch verdict {
            case .mapped, .emulated, .moot:
                break
            case .approximated(let difference):
                collector.warning("\(what) is not quite the same: \(difference)", at: location)
            case .ignored(let reason, let severity):
                collector.emit(Diagnostic(severity, "\(what) is ignored: \(reason)", at: location))
            case .refused(let hint):
                collector.error("\(target) cannot do \(what)", at: location, hint: hint)
            case .needs(let needed, let hint):
                if minor >= needed { continue }
                collector.error(
                    "the engine cannot do \(what) (API 1.\(minor), 1.\(needed) is needed)",
                    at: location,
                    hint: hint
                )
            case .ignoredBefore(let needed):
                if minor >= needed { continue }
                collector.warning(
                    "\(what) is ignored: the engine is too old for it (API 1.\(needed) is needed)",
                    at: location
                )
            }
        }
    }
}

extension KeySupport.Verdict {
    /// The verdict in a table of the documentation.
    package var words: String {
        switch self {
        case .mapped: "yes"
        case .emulated(let how): "emulated: \(how)"
        case .approximated(let difference): "nearly: \(difference)"
        case .moot(let reason): "nothing to do: \(reason)"
        case .ignored(let reason, _): "ignored: \(reason)"
        case .refused(let hint): "refused: \(hint)"
        case .needs(let minor, _): "from API 1.\(minor), refused before"
        case .ignoredBefore(let minor): "from API 1.\(minor), ignored before"
        }
    }
}
