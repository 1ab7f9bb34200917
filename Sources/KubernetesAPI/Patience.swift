import Diagnostics
import HTTP

/// How often and after what time a request that the server did not carry out is made again.
///
/// As client-go: 429 and the 5xx statuses are tried again when the server says after what time
/// (`Retry-After`), ten times at most. Further, as Helm: what etcd reports while it has no leader, and the
/// lost race for a quota. All waits together are bounded.
struct Patience: Sendable {
    private var attempts = 0
    private var breaks = 0
    private var waited = 0.0

    private static let maximumAttempts = 10
    private static let maximumBreaks = 3
    /// Seconds.
    private static let maximumWait = 90.0
    /// Seconds, of a single wait.
    private static let longestWait = 30.0

    /// Seconds until the next attempt; nil when the response is the answer.
    mutating func delay(after response: HTTPResponse, to method: String) -> Double? {
        guard attempts < Self.maximumAttempts, let asked = wait(for: response, to: method) else { return nil }
        let delay = min(max(asked, 0), Self.longestWait)
        guard waited + delay <= Self.maximumWait else { return nil }
        attempts += 1
        waited += delay
        return delay
    }

    /// Seconds until the next attempt after a broken connection; nil when it is not to be tried again.
    ///
    /// Only what has no effect is: nobody knows whether the server has done it.
    mutating func delay(after failure: Failure, to method: String) -> Double? {
        guard method == "GET", breaks < Self.maximumBreaks else { return nil }
        switch failure.cause as? ConnectionProblem {
        case .broken, .clientRefused(isCertain: false):
            breaks += 1
            return 0.2 * Double(breaks)
        default: return nil
        }
    }

    private func wait(for response: HTTPResponse, to method: String) -> Double? {
        let backoff = 0.25 * Double(1 << min(attempts, 4))
        switch response.status {
        case 429: return Self.retryAfter(response) ?? 1
        case 500...599:
            if let seconds = Self.retryAfter(response) { return seconds }
            let text = String(decoding: response.body.prefix(4096), as: UTF8.self)
            if text.contains("raft proposal dropped") { return backoff }
            // Whether a creation took place is not certain then.
            return text.contains("etcdserver: leader changed") && method != "POST" ? backoff : nil
        case 409:
            let text = String(decoding: response.body.prefix(4096), as: UTF8.self)
            return text.contains("Operation cannot be fulfilled on resourcequotas") ? backoff : nil
        default: return nil
        }
    }

    /// The seconds of a `Retry-After` header; Kubernetes writes no dates there.
    static func retryAfter(_ response: HTTPResponse) -> Double? {
        response.headers["retry-after"].flatMap(Double.init)
    }
}
