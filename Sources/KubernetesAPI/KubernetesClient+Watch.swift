import Diagnostics
import HTTP
import Synchronization
import Values

extension KubernetesClient {
    /// Tells of every change to the objects of a resource, until `receive` returns false or the task is
    /// cancelled.
    ///
    /// Without a state to begin from it first tells what there is. When the server ends the watch, it goes on
    /// from where it was; when the server does not know that state any more, it tells anew what there is. Who
    /// may list and not watch is told every two seconds what there is.
    /// - Parameters:
    ///   - resource: What to watch.
    ///   - namespace: Where; nil is everywhere.
    ///   - labels: A label selector.
    ///   - fields: A field selector: `metadata.name=web`.
    ///   - resourceVersion: The state to begin from, as a list gave it; nil begins with a list.
    ///   - receive: Is called with one event at a time.
    /// - Throws: `.unavailable` when the server cannot be reached for about half a minute, `.refused` when
    ///   the user may not even list.
    package func watch(
        _ resource: APIResource,
        namespace: String?,
        labels: String? = nil,
        fields: String? = nil,
        from resourceVersion: String? = nil,
        receive: @escaping @Sendable (WatchEvent) -> Bool
    ) async throws {
        var state = resourceVersion
        var failures = 0
        while true {
            try Task.checkCancellation()
            do {
                if state == nil {
                    let list = try await list(resource, namespace: namespace, labels: labels, fields: fields)
                    guard receive(.listed(list)) else { return }
                    state = list.resourceVersion
                }
                let request = listRequest(resource, namespace, labels, fields)
                let outcome = try await follow(request, from: state ?? "", receive: receive)
                if outcome.isStopped { return }
                if let error = outcome.error, !error.isExpired, error.status < 500 {
                    throw error.failure(doing: request.purpose, at: access)
                }
                // Nothing came, and the server ended it at once: it should not be asked without a pause.
                failures = outcome.hasProgress ? 0 : failures + 1
                state = outcome.error == nil ? outcome.resourceVersion : nil
            } catch let failure as Failure {
                switch failure.apiError?.status {
                case 410: state = nil
                case 403 where state != nil, 405 where state != nil:
                    try await session.pause(2)
                    state = nil
                    continue
                case nil where failure.kind == .unavailable || failure.kind == .timeout: break
                case .some(500...): break
                default: throw failure
                }
                failures += 1
                if failures > Self.watchFailures { throw failure }
            }
            if failures > 0 { try await session.pause(min(0.25 * Double(1 << min(failures, 5)), 5)) }
        }
    }

    /// How many failures in a row end a watch; with the pauses between them about half a minute.
    private static let watchFailures = 8
    /// Seconds after which the server is to end the watch; it is begun anew then.
    private static let watchTime = 290

    private struct Outcome {
        var resourceVersion: String
        var isStopped: Bool
        var error: APIError?
        var hasProgress: Bool
    }

    /// Makes one watch request and tells of what comes, until it ends.
    private func follow(
        _ list: APIRequest,
        from resourceVersion: String,
        receive: @escaping @Sendable (WatchEvent) -> Bool
    ) async throws -> Outcome {
        var request = list
        request.purpose.verb = "watch"
        request.query += [
            ("watch", "1"), ("resourceVersion", resourceVersion), ("allowWatchBookmarks", "true"),
            ("timeoutSeconds", String(Self.watchTime)),
        ]
        // A connection that has died without a word is noticed then.
        request.timeout = Double(Self.watchTime + 30)
        let reader = Mutex((reader: WatchReader(resourceVersion: resourceVersion), isStopped: false))
        let start = ContinuousClock.now
        var broken: Failure?
        do {
            let response = try await session.stream(request) { bytes in
                let events = reader.withLock { $0.reader.read(bytes) }
                for event in events where !receive(event) {
                    reader.withLock { $0.isStopped = true }
                    return false
                }
                return true
            }
            guard (200..<300).contains(response.status) else { throw failure(for: request, response) }
        } catch let failure as Failure where failure.apiError == nil {
            broken = failure
        }
        let (last, isStopped) = reader.withLock { ($0.reader, $0.isStopped) }
        let hasProgress = last.resourceVersion != resourceVersion || start.duration(to: .now) > .seconds(5)
        // Without any progress it is a failure, and otherwise only the end of this request.
        if let broken, !hasProgress { throw broken }
        return Outcome(
            resourceVersion: last.resourceVersion,
            isStopped: isStopped,
            error: last.error,
            hasProgress: hasProgress
        )
    }
}
