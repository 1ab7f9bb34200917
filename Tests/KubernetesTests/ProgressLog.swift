import Diagnostics
import Releases
import Synchronization

/// The progress events of an operation.
final class ProgressLog: Sendable {
    private let events = Mutex<[ProgressEvent]>([])

    func add(_ event: ProgressEvent) { events.withLock { $0.append(event) } }

    var all: [ProgressEvent] { events.withLock { $0 } }

    /// The waves with their services: `1/2 db`.
    var waves: [String] {
        all.compactMap { event in
            guard case .wave(let number, let count, let services) = event else { return nil }
            return "\(number)/\(count) \(services.sorted().joined(separator: " "))"
        }
    }

    /// The lines that hooks have written.
    var lines: [String] {
        all.compactMap { event in
            if case .log(let line) = event { String(decoding: line.text, as: UTF8.self) } else { nil }
        }
    }

    /// What was said besides.
    var messages: [String] {
        all.compactMap { event in
            if case .diagnostic(let diagnostic) = event { diagnostic.message } else { nil }
        }
    }

    var steps: [String] {
        all.compactMap { event in if case .step(let text) = event { text } else { nil } }
    }
}
