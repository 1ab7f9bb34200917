import Diagnostics
import HTTP

extension KubernetesClient {
    /// Hands over what a container of a pod writes, as it comes, until it ends or `receive` returns false.
    ///
    /// - Parameters:
    ///   - pod: The pod's name.
    ///   - namespace: The pod's namespace.
    ///   - container: The container; may be nil for a pod with one.
    ///   - follow: Whether to go on with what is still to be written.
    ///   - tail: How many lines at the end; nil gives all.
    ///   - timestamps: Whether each line begins with its time in RFC 3339.
    ///   - since: Only what was written from then on, a time in RFC 3339.
    ///   - previous: Whether to read what the container wrote before it was last restarted.
    ///   - receive: Is called with pieces of the text, which need not be whole lines.
    /// - Throws: `.notFound` when there is no such pod, `.invalidInput` while its container has not started.
    package func logs(
        pod: String,
        namespace: String,
        container: String? = nil,
        follow: Bool = false,
        tail: Int? = nil,
        timestamps: Bool = false,
        since: String? = nil,
        previous: Bool = false,
        receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws {
        var request = objectRequest("GET", "get", .pods, namespace, pod, "log")
        request.purpose.text = "read the log of pod '\(pod)' in namespace '\(namespace)'"
        request.accept = "text/plain, application/json, */*"
        request.timeout = follow ? nil : 120
        if let container { request.query.append(("container", container)) }
        if follow { request.query.append(("follow", "true")) }
        if let tail { request.query.append(("tailLines", String(tail))) }
        if timestamps { request.query.append(("timestamps", "true")) }
        if let since { request.query.append(("sinceTime", since)) }
        if previous { request.query.append(("previous", "true")) }
        let response = try await session.stream(request, receive: receive)
        guard (200..<300).contains(response.status) else { throw failure(for: request, response) }
    }
}
