import Diagnostics
import KubernetesAPI
import OrderedCollections
package import Releases
import Synchronization
import Values

extension KubernetesOrchestrator {
    package func logs(
        of release: String,
        _ query: LogQuery,
        receive: @escaping @Sendable (LogLine) -> Void
    ) async throws {
        let owner = ObjectOwner(release: release, namespace: namespace)
        let reading = LogReading(client: client, owner: owner, query: query, receive: receive)
        if query.follow { try await reading.follow() } else { try await reading.read() }
    }
}

/// Reads the logs of a release's pods.
struct LogReading: Sendable {
    let client: KubernetesClient
    let owner: ObjectOwner
    let query: LogQuery
    let receive: @Sendable (LogLine) -> Void

    /// Seconds between two looks for pods that have come or gone.
    private static let interval = 1.0

    /// A container of a pod that has run.
    private struct Source: Hashable, Sendable {
        var service: String
        var pod: String
        var namespace: String
        var container: String
        /// How often the container was started anew: each start has a log of its own.
        var start: Int64
    }

    /// Hands over what was written up to now, of all containers together in the order of time.
    func read() async throws {
        let logs = try await concurrently(try await sources().found) { source in
            let lines = Mutex<[LogLine]>([])
            do {
                try await stream(source, follow: false) { line in lines.withLock { $0.append(line) } }
            } catch let failure as Failure {
                let text = "the log of pod \(source.pod) cannot be read: \(failure.message)"
                lines.withLock { $0.append(line(TimedLine(Array(text.utf8)), of: source)) }
            }
            return lines.withLock { $0 }
        }
        for line in logs.flatMap(\.self).sorted(by: { $0.time < $1.time }) { receive(line) }
    }

    /// Follows every container in a stream of its own, those that come later included, until nothing of the
    /// release is left.
    func follow() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var followed: Set<Source> = []
            while true {
                let (sources, hasWorkloads) = try await sources()
                for source in sources where followed.insert(source).inserted {
                    group.addTask {
                        do {
                            try await stream(source, follow: true, receive)
                        } catch let failure as Failure where [400, 404].contains(failure.apiError?.status) {
                            // The pod went before its log could be read.
                            return
                        }
                    }
                }
                if !hasWorkloads { break }
                try await Task.sleep(for: .seconds(Self.interval))
            }
            group.cancelAll()
        }
    }

    private func sources() async throws -> (found: [Source], hasWorkloads: Bool) {
        var found: [Source] = []
        var hasWorkloads = false
        let client = client
        let owner = owner
        let workloads = try await client.objects(
            of: owner,
            APIResource.workloads,
            in: query.namespaces
        ).flatMap(\.self)
        for workload in workloads {
            let service = workload.serviceName
            let isHook = workload.annotation(KubernetesLabel.hook) != nil
            guard query.services.isEmpty ? !isHook : query.services.contains(service) else { continue }
            hasWorkloads = true
            let labels = workload.value.at("spec", "selector", "matchLabels")?.objectValue ?? [:]
            let selector = labels.map { "\($0.key)=\($0.value.stringValue ?? "")" }.joined(separator: ",")
            guard !selector.isEmpty else { continue }
            for pod in try await client.list(.pods, namespace: workload.namespace, labels: selector).items {
                // The log of a pod that is being deleted goes with its containers.
                if !query.follow, pod.at("metadata", "deletionTimestamp") != nil { continue }
                for status in pod.at("status", "containerStatuses")?.arrayValue ?? []
                where status.at("state", "waiting") == nil {
                    found.append(
                        Source(
                            service: service,
                            pod: pod.at("metadata", "name")?.stringValue ?? "",
                            namespace: workload.namespace,
                            container: status["name"]?.stringValue ?? "",
                            start: status["restartCount"]?.intValue ?? 0
                        )
                    )
                }
            }
        }
        return (found, hasWorkloads)
    }

    private func stream(
        _ source: Source,
        follow: Bool,
        _ receive: @escaping @Sendable (LogLine) -> Void
    ) async throws {
        let rest = Mutex<[UInt8]>([])
        try await client.logs(
            pod: source.pod,
            namespace: source.namespace,
            container: source.container,
            follow: follow,
            tail: query.tail,
            timestamps: true,
            since: query.since.map(KubernetesDate.text)
        ) { bytes in
            let lines = rest.withLock { rest -> [[UInt8]] in
                rest += bytes
                guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
                let whole = rest[..<end].split(
                    separator: UInt8(ascii: "\n"),
                    omittingEmptySubsequences: false
                )
                .map { Array($0) }
                rest.removeSubrange(...end)
                return whole
            }
            for line in lines { receive(self.line(TimedLine(line), of: source)) }
            return true
        }
        let last = rest.withLock { $0 }
        if !last.isEmpty { receive(line(TimedLine(last), of: source)) }
    }

    private func line(_ line: TimedLine, of source: Source) -> LogLine {
        LogLine(
            service: source.service,
            source: source.pod,
            time: line.time,
            isError: false,
            text: line.text
        )
    }
}
