import KubernetesAPI
import Releases
import Synchronization
import Values

/// Reads what the pods of a hook write, every line once.
///
/// Asks again and again instead of following, because a hook's pods come and go as it is tried again.
struct HookLog: Sendable {
    let client: KubernetesClient
    let hook: Hook
    let namespace: String
    /// How many bytes of each container's log were passed on.
    private var read: [String: Int] = [:]

    init(client: KubernetesClient, hook: Hook, namespace: String) {
        self.client = client
        self.hook = hook
        self.namespace = namespace
    }

    /// Whether nothing was read yet.
    var isEmpty: Bool { read.isEmpty }

    /// The lines that have come since the last call; a log that cannot be read has none.
    mutating func read(_ pods: [Value]) async -> [LogLine] {
        var lines: [LogLine] = []
        for pod in pods where pod.at("status", "phase") != "Pending" {
            let name = pod.at("metadata", "name")?.stringValue ?? ""
            for container in pod.at("spec", "containers")?.arrayValue ?? [] {
                let container = container["name"]?.stringValue ?? ""
                let text = await text(of: container, in: name)
                let known = read["\(name)/\(container)"] ?? 0
                guard text.count > known, let end = text.lastIndex(of: UInt8(ascii: "\n")), end >= known
                else {
                    continue
                }
                read["\(name)/\(container)"] = end + 1
                for line in text[known...end].split(separator: UInt8(ascii: "\n")) {
                    let entry = TimedLine(line)
                    lines.append(
                        LogLine(
                            service: hook.name,
                            source: hook.name,
                            time: entry.time,
                            isError: false,
                            text: entry.text
                        )
                    )
                }
            }
        }
        return lines
    }

    private func text(of container: String, in pod: String) async -> [UInt8] {
        let bytes = Mutex<[UInt8]>([])
        try? await client.logs(pod: pod, namespace: namespace, container: container, timestamps: true) {
            part in
            bytes.withLock { $0 += part }
            return true
        }
        return bytes.withLock { $0 }
    }
}

/// A line of a log with its time in front, as `timestamps=true` gives it.
struct TimedLine: Sendable, Equatable {
    var time: String
    var text: [UInt8]

    init(_ line: some Collection<UInt8>) {
        let bytes = Array(line)
        if let space = bytes.firstIndex(of: UInt8(ascii: " ")),
            bytes.first.map({ (0x30...0x39).contains($0) }) == true
        {
            time = String(decoding: bytes[..<space], as: UTF8.self)
            text = Array(bytes[(space + 1)...])
        } else {
            time = ""
            text = bytes
        }
    }
}
