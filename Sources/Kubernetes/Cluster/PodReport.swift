import KubernetesAPI
import Synchronization
import Values

/// Tells about what failed: the events of it, and the last lines that a container wrote.
struct PodReport: Sendable {
    let client: KubernetesClient
    let namespace: String

    /// How many lines of the log are shown.
    private static let lines = 20
    /// How many events are shown.
    private static let events = 3

    func notes(about trouble: PodTrouble) async -> [String] {
        let container = trouble.container.map { ", container '\($0)'" } ?? ""
        var notes = ["pod \(trouble.pod)\(container) \(trouble.reason)"]
        if trouble.hasLog { notes += await log(of: trouble) }
        // The events of a container that has run only say that it is started again.
        if !trouble.hasLog { notes += await events(of: "Pod", trouble.pod) }
        return notes
    }

    /// The last warnings about an object.
    func events(of kind: String, _ name: String) async -> [String] {
        let fields = "involvedObject.kind=\(kind),involvedObject.name=\(name),type=Warning"
        let list = try? await client.list(.events, namespace: namespace, fields: fields)
        let texts = (list?.items ?? []).sorted { Self.time($0) < Self.time($1) }.compactMap { event in
            event["message"]?.stringValue.map { "\(event["reason"]?.stringValue ?? "event"): \($0)" }
        }
        var seen: Set<String> = []
        return texts.reversed().filter { seen.insert($0).inserted }.prefix(Self.events).reversed()
    }

    private static func time(_ event: Value) -> String {
        event["lastTimestamp"]?.stringValue ?? event["eventTime"]?.stringValue ?? ""
    }

    private func log(of trouble: PodTrouble) async -> [String] {
        let text = Mutex<[UInt8]>([])
        try? await client.logs(
            pod: trouble.pod,
            namespace: namespace,
            container: trouble.container,
            tail: Self.lines,
            previous: trouble.isFormer
        ) { bytes in
            text.withLock { $0 += bytes }
            return true
        }
        let lines = text.withLock { String(decoding: $0, as: UTF8.self) }
            .split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        return lines.isEmpty ? [] : ["the last lines that it wrote:"] + lines.suffix(Self.lines)
    }
}
