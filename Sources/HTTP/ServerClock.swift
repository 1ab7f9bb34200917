internal import Synchronization

/// A server's clock as its last answer had it.
package final class ServerClock: Sendable {
    private let reading = Mutex<(date: Double, at: ContinuousClock.Instant)?>(nil)

    package init() {}

    /// Takes the `Date` of an answer that has just come.
    package func note(_ header: String?) {
        guard let date = header.flatMap(HTTPDate.parse) else { return }
        reading.withLock { $0 = (date, .now) }
    }

    /// The date of the last answer, in seconds since 1970, unless that is more than a second old: its grain
    /// is a second anyway.
    package var recent: Double? {
        reading.withLock { reading in
            guard let reading, reading.at.duration(to: .now) < .seconds(1) else { return nil }
            return reading.date
        }
    }
}
